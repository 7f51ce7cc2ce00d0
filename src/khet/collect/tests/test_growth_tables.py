"""The growth reference of the office: looked at by all staff, changed by the area, marked on what it told."""

from typing import Any

import pytest

from khet.collect.checks.growth import shipped, shipped_text
from khet.collect.models import GrowthTable, Measurement
from khet.collect.tests.factories_pupils import imported, pupil

pytestmark = pytest.mark.django_db
AT = "/collect/growth/"
ROWS = shipped_text().partition("\n")[2]


def heavier() -> str:
    """Every first cut-off of school boys' weight a little higher."""
    lines = []
    for line in ROWS.splitlines():
        cells = line.split(",")
        if cells[:3] == ["weight_for_age", "school", "1"]:
            cells[4] = f"{float(cells[4]) + 0.1:g}"
        lines.append(",".join(cells))
    return "\n".join(lines)


def saved(browser: Any, text: str, version: str = "ฉบับของเขต 2569") -> Any:
    return browser.post(AT, version=version, source="กรมอนามัย", text=text)


def test_everybody_on_the_staff_looks_at_the_shipped_one_and_takes_it_as_a_file(cast: Any) -> None:
    for browser in (cast.officer, cast.school_clerk):
        page = browser.get(AT)
        assert (page.status, shipped().version in page.text) == (200, True)
        assert "น่าสงสัย" in browser.get(f"{AT}?measure=weight_for_age&sex=1").text
        assert browser.get(f"{AT}?measure=weight_for_height&sex=2").status == 200
    assert cast.officer.get(f"{AT}table.csv").text.lstrip("\ufeff") == shipped_text()
    assert cast.officer.get(f"{AT}?v=77").status == 404
    assert cast.officer.get(f"{AT}?measure=nothing&sex=9").status == 200


def test_a_change_is_the_next_edition_and_older_results_keep_their_mark(cast: Any) -> None:
    school = cast.schools[0]
    imported(cast.school_clerk, school, pupil(1))
    assert ROWS.splitlines()[3] in cast.officer.get(f"{AT}?edit=1").text
    assert saved(cast.officer, heavier()).status == 303
    assert saved(cast.officer, heavier()).status == 303
    assert GrowthTable.objects.count() == 1
    assert cast.officer.get(AT).text.count("ฉบับของเขต 2569") >= 2
    imported(cast.school_clerk, school, pupil(1), pupil(2), as_of="10/6/2569")
    marks = dict(Measurement.objects.order_by("on").values_list("on", "table"))
    assert list(marks.values()) == [shipped().version, "ฉบับของเขต 2569"]


def test_pasted_from_a_spreadsheet_and_put_back(cast: Any) -> None:
    assert saved(cast.officer, heavier().replace(",", "\t")).status == 303
    back = saved(cast.officer, cast.officer.get(f"{AT}table.csv?v=0").text, shipped().version)
    assert back.status == 303
    assert list(GrowthTable.objects.values_list("version", flat=True)) == [shipped().version, "ฉบับของเขต 2569"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ROWS.splitlines()[0], "ต้องมีทั้ง"),
        ("สวัสดี", "แถว 3"),
        (ROWS + ROWS.splitlines()[1], "มีสองแถว"),
        (ROWS.replace("height_for_age,young,1,1,70,71.5", "height_for_age,young,1,1,80,71.5"), "จุดตัดต้องเพิ่มขึ้น"),
        (ROWS.replace("height_for_age,young,1,1,70,", "height_for_age,young,1,1,nan,"), "แถว 3"),
        (ROWS.replace("height_for_age,young,1,1,70,", "height_for_age,young,7,1,70,"), "sex"),
        (ROWS.replace("height_for_age,young,1,1,70,", "height_for_age,young,1,1,๗๐ กก.,"), "แถว 3"),
    ],
)
def test_a_table_that_is_not_in_order_is_refused_with_its_line(cast: Any, text: str, said: str) -> None:
    page = saved(cast.officer, text)
    assert page.status == 422
    assert said in page.text
    assert not GrowthTable.objects.exists()


def test_other_numbers_want_another_name(cast: Any) -> None:
    assert saved(cast.officer, heavier(), shipped().version).status == 422
    assert saved(cast.officer, ROWS, shipped().version).status == 303
    assert not GrowthTable.objects.exists()


def test_a_school_changes_nothing_and_a_stranger_sees_nothing(cast: Any) -> None:
    assert "edit=1" not in cast.school_clerk.get(AT).text
    assert saved(cast.school_clerk, heavier()).status == 422
    assert cast.teacher.get(AT).status in (403, 404)
    assert not GrowthTable.objects.exists()
