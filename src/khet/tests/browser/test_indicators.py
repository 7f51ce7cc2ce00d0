"""An indicator is made without programming: with script at the desk, without it on a phone."""

from pathlib import Path

import pytest

from khet.insight import services
from khet.insight.models import Indicator
from khet.insight.tests.factories import an_answer, facts_in
from khet.tests.browser.house import DESKTOP, PHONE, House, Visit, alone, axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def answered(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """100, 200 and 300 pupils, four in ten of them boys."""
    facts_in(tmp_path / "facts", monkeypatch)
    with alone():
        for scale, school in enumerate(house.cast.schools, 1):
            services.take_in(an_answer(school, scale=scale))


def make_boys(visit: Visit, title: str) -> str:
    """From the list to a published indicator; its key."""
    visit.go("/insight/indicators/").press("สร้างตัวชี้วัด")
    page = visit.page
    page.fill("[name=title]", title)
    page.check("[name=scale][value=percent]")
    visit.press("สร้างและเลือกตัวตั้ง")
    visit.arrive(r"/insight/define/\d+/$")
    visit.press("เพิ่มข้อมูลที่นับ", within="#numerator")
    page.get_by_role("link", name="นักเรียนจำแนกตามชั้นและเพศ").first.click()
    page.check("[name=columns][value=m]")
    visit.press("ลองคิดตัวเลข")
    page.wait_for_selector("#trial table")
    assert "240" in visit.text("#trial")
    visit.press("บันทึกลงสูตร")
    visit.arrive(r"/insight/define/\d+/$")
    visit.press("เพิ่มข้อมูลที่นับ", within="#denominator")
    page.get_by_role("link", name="นักเรียนจำแนกตามชั้นและเพศ").first.click()
    visit.press("บันทึกลงสูตร")
    visit.arrive(r"/insight/define/\d+/$")
    assert "40.0%" in visit.text("#trial")
    visit.press("ประกาศใช้ตัวชี้วัด")
    visit.arrive(r"/insight/indicators/[^/]+/$")
    assert "40.0%" in visit.text("main")
    return visit.path.split("/")[3]


def objections(visit: Visit, path: str) -> list[str]:
    """At the desk, then on the phone."""
    found: list[str] = []
    for width in (DESKTOP, PHONE):
        visit.page.set_viewport_size({"width": width, "height": 900})
        visit.go(path)
        found += [f"{path} {width}: {each}" for each in axe(visit.page)]
        found += [f"{path} {width}: scrolls sideways"] * visit.scrolls_sideways()
    return [*found, *visit.complaints]


def test_an_indicator_is_made_tried_and_published(house: House) -> None:
    officer = house.visit("officer")
    key = make_boys(officer, "สัดส่วนนักเรียนชาย")
    with alone():
        pk = Indicator.objects.get(key=key).pk
    pages = (
        "/insight/indicators/",
        f"/insight/indicators/{key}/",
        f"/insight/indicators/{key}/versions/1/",
        "/insight/define/new/",
        f"/insight/define/{pk}/",
        f"/insight/define/{pk}/about/",
        f"/insight/define/{pk}/numerator/",
        f"/insight/define/{pk}/numerator/0/",
    )
    assert [one for path in pages for one in objections(officer, path)] == []
    officer.close()


def test_an_indicator_is_made_without_script_on_a_phone(house: House) -> None:
    officer = house.visit("officer", width=PHONE, java_script_enabled=False)
    make_boys(officer, "สัดส่วนชายไม่มีสคริปต์")
    officer.close()
