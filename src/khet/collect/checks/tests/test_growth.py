"""Nutrition classes: the table is looked at before it is used, and Python and SQL say the same."""

import duckdb
import pytest

from khet.collect.checks import facts, growth
from khet.collect.checks.growth import (
    HEIGHT_FOR_AGE,
    WEIGHT_FOR_AGE,
    WEIGHT_FOR_HEIGHT,
    GrowthError,
    nutrition,
    shipped,
)

TABLE = """# version: trial
measure,group,sex,at,cut_1,cut_2,cut_3,cut_4,cut_5,doubt
weight_for_age,school,1,6,15.5,16.5,25.5,27,,
weight_for_age,school,1,7,17,18.5,28.5,31,,
height_for_age,school,1,6,105.5,107.5,121.5,123.5,,
height_for_age,school,1,7,110.5,113,127.5,130,,
weight_for_height,school,1,110,16,16.6,21.5,22.5,24.5,
weight_for_height,school,1,115,17,18,24,25,27.5,
"""


def classes(months: int, weight: float, height: float, sex: int = 1) -> tuple[str, str, str]:
    found = nutrition(sex=sex, months=months, weight=weight, height=height, table=shipped())
    assert found.weight_for_age is not None
    assert found.height_for_age is not None
    assert found.weight_for_height is not None
    return (
        WEIGHT_FOR_AGE[found.weight_for_age],
        HEIGHT_FOR_AGE[found.height_for_age],
        WEIGHT_FOR_HEIGHT[found.weight_for_height],
    )


def test_a_child_in_the_middle_is_in_the_middle() -> None:
    assert classes(150, 40, 150) == ("น้ำหนักตามเกณฑ์", "ส่วนสูงตามเกณฑ์", "สมส่วน")


@pytest.mark.parametrize(
    ("weight", "named"),
    [
        (15.4, "น้ำหนักน้อยกว่าเกณฑ์"),
        (15.5, "น้ำหนักค่อนข้างน้อย"),
        (16.5, "น้ำหนักตามเกณฑ์"),
        (25.5, "น้ำหนักตามเกณฑ์"),
        (27.0, "น้ำหนักค่อนข้างมาก"),
        (27.1, "น้ำหนักมากเกินเกณฑ์"),
    ],
)
def test_a_value_on_a_cut_off_belongs_nearer_the_middle(weight: float, named: str) -> None:
    assert classes(72, weight, 112)[0] == named


def test_between_two_birthdays_the_cut_offs_lie_in_proportion() -> None:
    weights, heights = growth.read(TABLE).by_age[1, 78]
    assert weights == (16.25, 17.5, 27.0, 29.0)
    assert heights[0] == 108.0
    assert growth.read(TABLE).by_height[1, False, 111][4] == pytest.approx(25.1)


def test_outside_the_table_nothing_is_said() -> None:
    for months in (-1, 11, 228):
        found = nutrition(sex=1, months=months, weight=10, height=10, table=shipped())
        assert (found.weight_for_age, found.height_for_age, found.weight_for_height) == (None, None, None)
    assert nutrition(sex=1, months=100, weight=None, height=None, table=shipped()).weight_for_age is None


def test_a_result_names_its_version_and_a_doubted_row_is_marked() -> None:
    found = nutrition(sex=2, months=20, weight=9, height=75, table=shipped())
    assert found.doubtful
    assert found.version == "2542"
    assert not nutrition(sex=2, months=20, weight=9, height=85, table=shipped()).doubtful
    assert nutrition(sex=1, months=12, weight=9, height=85, table=shipped()).doubtful


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# version: trial", "measure"),
        ("# version: trial", "# version: "),
        ("17,18.5,28.5", "17,29.5,28.5"),
        ("17,18.5,28.5", "17,x,28.5"),
        ("17,18.5,28.5", "17,nan,28.5"),
        ("school,1,7,17", "school,3,7,17"),
        ("school,1,7,17", "old,1,7,17"),
        ("school,1,7,17", "school,1,6,17"),
        ("weight_for_height,school,1,110", "waist,school,1,110"),
        ("height_for_age,school,1", "height_for_age,school,2"),
    ],
)
def test_a_table_that_is_not_in_order_is_refused(old: str, new: str) -> None:
    with pytest.raises(GrowthError):
        growth.read(TABLE.replace(old, new))


def test_cut_offs_that_do_not_rise_are_taken_only_when_marked() -> None:
    falling = TABLE.replace("17,18.5,28.5,31,,", "17,29.5,28.5,31,,the source has it so")
    assert growth.read(falling).doubted


def test_sql_says_what_python_says() -> None:
    table = shipped()
    children = [
        (sex, months, weight / 10, height / 2)
        for sex in (1, 2)
        for months in (12, 30, 59, 60, 71, 100, 150, 200, 227, 228)
        for weight in range(60, 900, 37)
        for height in range(120, 370, 11)
    ]
    with duckdb.connect() as connection:
        facts.lay_out(connection, table)
        connection.execute("CREATE TABLE child (n INTEGER, sex TINYINT, months SMALLINT, kg DOUBLE, cm DOUBLE)")
        listed = ", ".join(f"({n}, {s}, {m}, {kg}, {cm})" for n, (s, m, kg, cm) in enumerate(children))
        connection.execute(f"INSERT INTO child VALUES {listed}")
        told = connection.execute(
            f"SELECT {growth.class_sql('kg', *(f'a.weight_{at}' for at in range(1, 5)))}, "
            f"{growth.class_sql('c.cm', *(f'a.height_{at}' for at in range(1, 5)))}, "
            f"{growth.class_sql('kg', *(f'h.cut_{at}' for at in range(1, 6)))} FROM child c "
            "LEFT JOIN growth_by_age a ON a.sex = c.sex AND a.months = c.months "
            "LEFT JOIN growth_by_height h ON h.sex = c.sex AND h.young = (c.months < 60) "
            "AND h.cm = floor(c.cm + 0.5)::SMALLINT ORDER BY n"
        ).fetchall()
    for (sex, months, kg, cm), row in zip(children, told, strict=True):
        found = nutrition(sex=sex, months=months, weight=kg, height=cm, table=table)
        assert row == (found.weight_for_age, found.height_for_age, found.weight_for_height)
