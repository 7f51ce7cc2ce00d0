"""Pages of the calendars, through the front door."""

from datetime import date
from typing import Any

import pytest

from khet.calendar import seed
from khet.calendar.models import Calendar, Holiday, SpecialDay, Term, Week
from khet.calendar.reads import working_time
from khet.org.tests.cast import Browser

pytestmark = pytest.mark.django_db
HOLIDAY: dict[str, Any] = {
    "day": "8/12/2569",
    "name": "วันหยุดพิเศษ",
    "calendar": "",
    "scope": "cabinet",
    "source": "มติ ครม.",
}
EXTRA = date(2026, 12, 8)


@pytest.fixture(autouse=True)
def _calendars(db: None) -> None:
    seed.load_defaults()


def test_everybody_signed_in_reads_the_holidays_of_a_year(teacher: Browser) -> None:
    page = teacher.get("/calendar/?year=2569")
    assert "วันปิยมหาราช" in page.text
    assert "วันแรงงานแห่งชาติ" not in page.text
    assert "เพิ่มวันหยุด" not in page.text
    assert "08.30–12.00, 13.00–16.30 น." in page.text


def test_a_year_that_is_none_shows_this_one(teacher: Browser) -> None:
    assert teacher.get("/calendar/?year=x&calendar=y").status == 200


def test_a_year_to_come_says_that_its_days_are_estimates(sysadmin: Browser) -> None:
    assert "โดยประมาณ" in sysadmin.get("/calendar/?year=2574").text


def test_a_school_calendar_shows_its_terms_and_its_own_holidays(sysadmin: Browser) -> None:
    page = sysadmin.get("/calendar/?year=2569&calendar=school")
    assert "วันครู" in page.text
    assert "ภาคเรียนที่ 1/2569" in page.text
    assert "ภาคเรียนที่ 1/2571" not in page.text
    assert "วันครู" not in sysadmin.get("/calendar/?year=2569&calendar=office").text


def test_nobody_but_the_keeper_of_settings_changes_a_calendar(director: Browser, clerk: Browser) -> None:
    holiday = Holiday.objects.all()[0]
    for browser in (director, clerk):
        assert browser.get("/calendar/holidays/new/").status == 403
        assert browser.post("/calendar/holidays/new/", **HOLIDAY).status == 403
        assert browser.post(f"/calendar/holidays/{holiday.pk}/remove/").status == 403
        assert browser.post("/calendar/office/hours/", valid_from="1/12/2569").status == 403
    holiday.refresh_from_db()
    assert holiday.observed


def test_a_holiday_entered_on_the_page_is_not_worked(sysadmin: Browser) -> None:
    unit = sysadmin.unit.pk
    assert working_time(unit).is_working_day(EXTRA)
    page = sysadmin.post("/calendar/holidays/new/", follow=True, **HOLIDAY)
    assert "เพิ่มวันหยุด 8 ธ.ค. 2569 แล้ว" in page.text
    assert not working_time(unit).is_working_day(EXTRA)


def test_a_form_with_a_mistake_keeps_what_was_typed_and_says_where(sysadmin: Browser) -> None:
    page = sysadmin.post("/calendar/holidays/new/", **{**HOLIDAY, "day": "31/2/2569"})
    assert page.status == 422
    assert "ไม่มีวันที่ 31 กุมภาพันธ์ 2569" in page.text
    assert "มติ ครม." in page.text


def test_a_holiday_entered_twice_is_refused_at_its_day(sysadmin: Browser) -> None:
    sysadmin.post("/calendar/holidays/new/", **HOLIDAY)
    page = sysadmin.post("/calendar/holidays/new/", **HOLIDAY)
    assert page.status == 422
    assert "มีวันหยุดชื่อนี้แล้ว" in page.text


def test_a_holiday_is_taken_back_shown_struck_and_brought_back(sysadmin: Browser, teacher: Browser) -> None:
    sysadmin.post("/calendar/holidays/new/", **HOLIDAY)
    pk = Holiday.objects.get(name="วันหยุดพิเศษ", day=EXTRA).pk
    page = sysadmin.post(f"/calendar/holidays/{pk}/remove/", follow=True)
    assert "วันนั้นนับเป็นวันทำการ" in page.text
    assert "ยกเลิกแล้ว" in sysadmin.get("/calendar/?year=2569").text
    assert "8 ธ.ค." not in teacher.get("/calendar/?year=2569").text
    assert working_time(sysadmin.unit.pk).is_working_day(EXTRA)
    sysadmin.post(f"/calendar/holidays/{pk}/return/")
    assert not working_time(sysadmin.unit.pk).is_working_day(EXTRA)


def test_a_holiday_is_moved_to_another_day(sysadmin: Browser) -> None:
    sysadmin.post("/calendar/holidays/new/", **HOLIDAY)
    pk = Holiday.objects.get(name="วันหยุดพิเศษ", day=EXTRA).pk
    assert 'value="8/12/2569"' in sysadmin.get(f"/calendar/holidays/{pk}/").text
    sysadmin.post(f"/calendar/holidays/{pk}/", **{**HOLIDAY, "day": "9 ธ.ค. 69"})
    clock = working_time(sysadmin.unit.pk)
    assert [clock.is_working_day(date(2026, 12, day)) for day in (8, 9)] == [True, False]


def test_a_day_gets_hours_of_its_own_and_loses_them(sysadmin: Browser) -> None:
    page = sysadmin.post(
        "/calendar/office/days/new/", follow=True, day="๘/๑๒/๒๕๖๙", hours="๐๘.๓๐ - 12:00 น.", reason="ประชุมใหญ่"
    )
    assert "ตั้งเวลาของ 8 ธ.ค. 2569 แล้ว: 08.30–12.00 น." in page.text
    special = SpecialDay.objects.get()
    assert working_time(sysadmin.unit.pk).end_of(EXTRA).hour == 12
    assert "08.30–12.00" in sysadmin.get(f"/calendar/days/{special.pk}/").text
    sysadmin.post(f"/calendar/days/{special.pk}/", hours="", reason="น้ำท่วม")
    assert not working_time(sysadmin.unit.pk).is_working_day(EXTRA)
    assert "น้ำท่วม" in sysadmin.get("/calendar/?year=2569").text
    sysadmin.post(f"/calendar/days/{special.pk}/remove/")
    assert working_time(sysadmin.unit.pk).end_of(EXTRA).hour == 16


@pytest.mark.parametrize("hours", ["08.30", "เช้า", "12.00–08.30", "08.30–12.00, 11.00–16.30", "8-9-10", "25.00–26.00"])
def test_hours_that_make_no_sense_are_refused_with_an_example(sysadmin: Browser, hours: str) -> None:
    page = sysadmin.post("/calendar/office/days/new/", day="8/12/2569", hours=hours, reason="ประชุม")
    assert page.status == 422
    told = ("พิมพ์เป็น", "แก้เวลาใดเวลาหนึ่ง", "รวมเป็นช่วงเดียว")
    assert any(said in page.text for said in told)
    assert not SpecialDay.objects.exists()


def test_new_hours_of_the_week_begin_on_their_day(sysadmin: Browser) -> None:
    form = sysadmin.get("/calendar/office/hours/").text
    assert form.count('value="08.30–12.00, 13.00–16.30"') == 5
    week: dict[str, Any] = {f"day{day}": "09.00–15.00" for day in range(5)}
    sysadmin.post("/calendar/office/hours/", valid_from="1/12/2569", **week)
    clock = working_time(sysadmin.unit.pk)
    assert (clock.end_of(date(2026, 11, 30)).hour, clock.end_of(date(2026, 12, 1)).hour) == (16, 15)
    assert "09.00–15.00 น." in sysadmin.get("/calendar/").text
    new = Week.objects.get(calendar__key="office", valid_from=date(2026, 12, 1))
    sysadmin.post(f"/calendar/hours/{new.pk}/remove/")
    assert working_time(sysadmin.unit.pk).end_of(date(2026, 12, 1)).hour == 16


def test_the_last_hours_of_a_calendar_cannot_be_dropped(sysadmin: Browser) -> None:
    only = Week.objects.get(calendar__key="office")
    assert sysadmin.post(f"/calendar/hours/{only.pk}/remove/").status == 409
    assert Week.objects.filter(pk=only.pk).exists()


def test_terms_are_entered_changed_and_dropped(sysadmin: Browser) -> None:
    sysadmin.post(
        "/calendar/school/terms/new/", school_year_be="๒๕๗๕", number="1", first_day="16/5/2575", last_day="11/10/2575"
    )
    term = Term.objects.get(school_year_be=2575)
    page = sysadmin.post(f"/calendar/terms/{term.pk}/", follow=True, first_day="18/5/2575", last_day="8/10/2575")
    assert "บันทึกภาคเรียนที่ 1/2575 แล้ว" in page.text
    term.refresh_from_db()
    assert (term.first_day, term.last_day) == (date(2032, 5, 18), date(2032, 10, 8))
    wrong = sysadmin.post(f"/calendar/terms/{term.pk}/", first_day="18/5/2575", last_day="18/5/2574")
    assert wrong.status == 422
    sysadmin.post(f"/calendar/terms/{term.pk}/remove/")
    assert not Term.objects.filter(school_year_be=2575).exists()


def test_a_calendar_nobody_knows_is_not_found(sysadmin: Browser) -> None:
    assert sysadmin.get("/calendar/nowhere/hours/").status == 404
    assert sysadmin.get("/calendar/days/999/").status == 404


def test_before_any_calendar_is_entered_the_page_says_what_counts(sysadmin: Browser) -> None:
    for table in (Term, Holiday, Week, Calendar):
        table.objects.all().delete()
    assert "ยังไม่มีปฏิทิน" in sysadmin.get("/calendar/").text


def test_the_page_of_a_year_costs_few_queries(sysadmin: Browser, django_assert_max_num_queries: Any) -> None:
    sysadmin.get("/calendar/")
    with django_assert_max_num_queries(30):
        sysadmin.get("/calendar/?year=2569&calendar=school")
