"""Whatever stands in a cell: nothing falls over, what is read twice stays the same, and days are those of the house."""

from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khet.collect import checks
from khet.collect.checks.bounds import Limits, Setting
from khet.collect.checks.columns import TEXTS
from khet.collect.checks.examination import Examination
from khet.collect.checks.lists import coded, grades, lists
from khet.collect.checks.tests.factories import a_pupil
from khet.collect.checks.typed import number, typed, whole
from khet.thai.citizen import is_valid
from khet.thai.dateinput import parse
from khet.thai.dates import MONTHS, SHORT_MONTHS
from khet.thai.digits import to_thai

AS_OF = date(2026, 6, 10)
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CELL = st.one_of(
    st.text(max_size=20),
    st.text("0123456789๐๑๒๓๔๕๖๗๘๙G.,/- e+", max_size=15),
    st.sampled_from(
        ["", " ", "'", '"', "\n", "\\N", "NULL", "nan", "inf", "-inf", "1e400", "=cmd", "31/13/2556", "0/0/0000"]
    ),
)


@FEW
@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(TEXTS, CELL)), min_size=1, max_size=30))
def test_any_text_in_any_cell_is_judged(rows: list[dict[str, str]]) -> None:
    found = checks.run([a_pupil(1), *(a_pupil(2, **row) for row in rows)], checks.pupils(), as_of=AS_OF)
    assert found.broken == ()
    assert found.rows == len(rows) + 1
    assert all(
        0 <= each.row <= len(rows) + 1 and each.message and "{" not in each.message.replace(each.value, "")
        for each in found
        if "{" not in each.value
    )


def days() -> list[tuple[str, date]]:
    """Days of pupils in every spelling that files use."""
    made = []
    for at in range(0, 9000, 61):
        day = date(2003, 1, 1) + timedelta(at)
        year = day.year + 543
        spellings = (
            f"{day.day}/{day.month}/{year}",
            f"{day.day:02d}-{day.month:02d}-{year}",
            f"{day.day}.{day.month}.{year}",
            f"{day.day:02d}/{day.month:02d}/{day.year}",
            day.isoformat(),
            f"{day.day} {MONTHS[day.month - 1]} {year}",
            f"{day.day} {SHORT_MONTHS[day.month - 1]} พ.ศ. {year}",
            to_thai(f"{day.day}/{day.month}/{year}"),
        )
        made += [(text, day) for text in spellings]
    return [*made, ("29/2/2555", date(2012, 2, 29)), ("29 กุมภาพันธ์ 2547", date(2004, 2, 29))]


def typed_rows(rows: list[dict[str, str]], *columns: str) -> list[tuple[object, ...]]:
    with Examination(checks.pupils(), Setting(AS_OF), limits=Limits()) as look:
        look.load(rows)
        return look.connection.execute(f"SELECT {', '.join(columns)} FROM ({look.typed()}) ORDER BY row").fetchall()


def test_days_are_read_as_the_house_reads_them() -> None:
    spelt = days()
    told = typed_rows([a_pupil(1, birth_date=text) for text, _ in spelt], "born", "months")
    for (text, day), (born, months) in zip(spelt, told, strict=True):
        assert born == day == parse(text), text
        assert months == (AS_OF.year - day.year) * 12 + AS_OF.month - day.month - (AS_OF.day < day.day)


@pytest.mark.parametrize(
    "text", ["31/4/2556", "29/2/2556", "0/5/2556", "5/0/2556", "5/13/2556", "เมื่อวาน", "2556", "41044"]
)
def test_a_day_that_is_not_in_the_calendar_is_no_day(text: str) -> None:
    assert typed_rows([a_pupil(1, birth_date=text)], "born") == [(None,)]


@FEW
@given(st.lists(st.integers(0, 10**13 - 1), min_size=1, max_size=60))
def test_the_check_digit_is_that_of_the_house(numbers: list[int]) -> None:
    texts = [f"{each:013d}" for each in numbers]
    told = typed_rows([a_pupil(1, citizen_id=text) for text in texts], "citizen_checks", "citizen_text")
    for text, (checks_out, read) in zip(texts, told, strict=True):
        assert read == text
        assert checks_out == (
            is_valid(text)
            or (
                text[0] == "0"
                and is_valid("8" + text[1:12] + _digit("8" + text[1:12]))
                and text[12] == _digit(text[:12])
            )
        )


def _digit(twelve: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(twelve, range(13, 1, -1), strict=True))
    return str((11 - total % 11) % 10)


def test_what_was_normalised_stays_as_it_is() -> None:
    """Reading what was read gives the same: codes, grades, numbers, days, names of places."""
    rows = [
        a_pupil(
            1,
            grade=grade.names[-1],
            sex="หญิง",
            weight="๔๒.๕",
            birth_date="15 ธ.ค. 2556",
            tambon="ต.กะแดะ",
            amphoe="อ.กาญจนดิษฐ์",
            province="จังหวัดสุราษฎร์ธานี",
        )
        for grade in grades().grades
    ]
    columns = (
        "grade_code",
        "sex_code",
        "kilograms",
        "born",
        "citizen_text",
        "tambon_plain",
        "amphoe_plain",
        "province_plain",
        "tambon_known",
    )
    once = typed_rows(rows, *columns)
    again = [
        a_pupil(
            1,
            grade=str(g),
            sex=str(s),
            weight=str(kg),
            birth_date=str(born),
            citizen_id=str(c),
            tambon=str(t),
            amphoe=str(a),
            province=str(p),
        )
        for g, s, kg, born, c, t, a, p, _ in once
    ]
    assert typed_rows(again, *columns) == once
    assert all(row[-1] for row in once)


def test_every_canonical_value_of_a_list_means_itself() -> None:
    with duckdb.connect() as connection:
        for known in lists().values():
            for value, spellings in known.items():
                for text in (value, *spellings):
                    [(got,)] = connection.execute(f"SELECT {coded(known, 't')} FROM (SELECT ? AS t)", [text]).fetchall()
                    assert got == value, text


@FEW
@given(st.lists(CELL, min_size=1, max_size=40))
def test_numbers_never_fall_over(texts: list[str]) -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t AS SELECT unnest(?::VARCHAR[]) AS x", [texts])
        found = connection.execute(f"SELECT {number('x')}, {whole('x')} FROM t").fetchall()
    assert len(found) == len(texts)


def test_a_typed_table_has_every_column_even_when_the_file_has_few() -> None:
    assert "NULL::VARCHAR AS guardian_first" in typed("t", has=("citizen_id",), constants={})
    assert typed_rows([{"citizen_id": "8000000000014"}], "pid", "born", "guardian_first") == [
        (8000000000014, None, None)
    ]
