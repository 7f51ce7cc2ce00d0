"""Calendars of an office and its schools, entered, changed and asked."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from khet.audit.models import Entry
from khet.calendar import reads, seed, services, slots, snapshot
from khet.calendar.models import Calendar, Holiday, Kind, Scope, SpecialDay, Stamp, Term, Week
from khet.calendar.reads import working_time, working_times
from khet.calendar.tests.factories import ANYBODY, KEEPER, a_calendar, a_holiday, at, stretch
from khet.calendar.working import OFFICE_DAY
from khet.kernel.errors import Refused
from khet.thai.years import CalendarYear

OFFICE_UNIT, GROUP, SCHOOL, OTHER_SCHOOL = 1, 10, 20, 30
TREE = {GROUP: [GROUP, OFFICE_UNIT], SCHOOL: [SCHOOL, OFFICE_UNIT], OTHER_SCHOOL: [OTHER_SCHOOL, OFFICE_UNIT]}
MONDAY = date(2026, 11, 23)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tree(monkeypatch: pytest.MonkeyPatch) -> None:
    chain: Callable[[int], Sequence[int]] = lambda unit: TREE.get(unit, [unit])  # noqa: E731
    monkeypatch.setattr(slots.unit_chain, "_value", chain)
    monkeypatch.setattr(slots.unit_chains, "_value", lambda unit_ids: {unit: chain(unit) for unit in unit_ids})


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The ids every change after commit was told of."""
    heard: list[list[int]] = []
    monkeypatch.setattr(slots.on_change, "_entries", {"test": lambda ids: heard.append(list(ids))})
    return heard


def test_an_office_without_a_calendar_works_monday_to_friday() -> None:
    assert working_time(GROUP).due_after(at("2026-11-20 16:00"), 60) == at("2026-11-23 09:00")


def test_a_unit_keeps_its_own_calendar_and_those_below_it_keep_it_too() -> None:
    a_calendar("office")
    school = a_calendar("school", hours=(stretch("07:30", "15:30"),))
    services.use_calendar(actor=KEEPER, unit_id=SCHOOL, calendar=school)
    assert working_time(SCHOOL).end_of(MONDAY) == at("2026-11-23 15:30")
    assert working_time(GROUP).end_of(MONDAY) == at("2026-11-23 16:30")
    services.use_calendar(actor=KEEPER, unit_id=OFFICE_UNIT, calendar=school)
    assert working_time(GROUP).end_of(MONDAY) == at("2026-11-23 15:30")


def test_a_calendar_says_only_what_is_its_own_and_its_parent_the_rest() -> None:
    school = a_calendar("school", hours=(stretch("07:30", "15:30"),))
    own = a_calendar("flooded", parent=school, hours=None)
    services.use_calendar(actor=KEEPER, unit_id=SCHOOL, calendar=own)
    services.use_calendar(actor=KEEPER, unit_id=OTHER_SCHOOL, calendar=school)
    a_holiday("2026-11-24", calendar=school)
    services.set_special_day(actor=KEEPER, calendar=own, day=date(2026, 11, 25), reason="น้ำท่วม")
    one, other = working_time(SCHOOL), working_time(OTHER_SCHOOL)
    assert one.end_of(MONDAY) == other.end_of(MONDAY) == at("2026-11-23 15:30")
    assert [one.is_working_day(date(2026, 11, n)) for n in (23, 24, 25, 26)] == [True, False, False, True]
    assert [other.is_working_day(date(2026, 11, n)) for n in (23, 24, 25, 26)] == [True, False, True, True]


def test_a_holiday_of_all_closes_every_calendar_and_one_of_a_school_only_the_schools() -> None:
    a_calendar("office")
    school = a_calendar("school")
    services.use_calendar(actor=KEEPER, unit_id=SCHOOL, calendar=school)
    a_holiday("2026-12-07")
    a_holiday("2026-12-08", calendar=school)
    days = [date(2026, 12, 7), date(2026, 12, 8)]
    assert [working_time(GROUP).is_working_day(day) for day in days] == [False, True]
    assert [working_time(SCHOOL).is_working_day(day) for day in days] == [False, False]


def test_a_special_day_opens_a_holiday_for_some_hours() -> None:
    office = a_calendar("office")
    a_holiday("2026-12-07")
    half = [stretch("09:00", "12:00")]
    services.set_special_day(actor=KEEPER, calendar=office, day=date(2026, 12, 7), reason="รับสมัครสอบ", hours=half)
    assert working_time(GROUP).end_of(date(2026, 12, 7)) == at("2026-12-07 12:00")
    services.remove_special_day(actor=KEEPER, special=SpecialDay.objects.get())
    assert not working_time(GROUP).is_working_day(date(2026, 12, 7))


def test_a_special_day_set_again_replaces_its_hours() -> None:
    office = a_calendar("office")
    for close in ("12:00", "10:00"):
        services.set_special_day(
            actor=KEEPER, calendar=office, day=MONDAY, reason="อบรม", hours=[stretch("08:30", close)]
        )
    assert working_time(GROUP).end_of(MONDAY) == at("2026-11-23 10:00")


def test_new_hours_hold_from_their_day_on_and_the_past_keeps_its_own() -> None:
    office = a_calendar("office")
    short = dict.fromkeys(range(5), (stretch("09:00", "15:00"),))
    services.set_weekly_hours(actor=KEEPER, calendar=office, valid_from=date(2026, 12, 1), hours=short)
    clock = working_time(GROUP)
    assert clock.end_of(date(2026, 11, 30)) == at("2026-11-30 16:30")
    assert clock.end_of(date(2026, 12, 1)) == at("2026-12-01 15:00")
    assert clock.due_after(at("2026-11-30 16:00"), 60) == at("2026-12-01 09:30")
    services.remove_week(actor=KEEPER, week=Week.objects.get(valid_from=date(2026, 12, 1)))
    assert working_time(GROUP).end_of(date(2026, 12, 1)) == at("2026-12-01 16:30")


def test_the_only_hours_of_a_calendar_stay() -> None:
    a_calendar("office")
    with pytest.raises(Refused, match="ชุดเดียว"):
        services.remove_week(actor=KEEPER, week=Week.objects.get())


def test_a_unit_may_change_its_calendar_on_a_day() -> None:
    a_calendar("office")
    early = a_calendar("early", hours=(stretch("07:00", "14:00"),))
    services.use_calendar(actor=KEEPER, unit_id=GROUP, calendar=Calendar.objects.get(key="office"))
    use = services.use_calendar(actor=KEEPER, unit_id=GROUP, calendar=early, starts=date(2026, 12, 1))
    clock = working_time(GROUP)
    assert clock.end_of(date(2026, 11, 30)) == at("2026-11-30 16:30")
    assert clock.end_of(date(2026, 12, 1)) == at("2026-12-01 14:00")
    services.end_use(actor=KEEPER, use=use, until=date(2026, 12, 3))
    assert working_time(GROUP).end_of(date(2026, 12, 3)) == at("2026-12-03 16:30")
    with pytest.raises(Refused, match="หลังวันเริ่มใช้"):
        services.end_use(actor=KEEPER, use=use, until=date(2026, 12, 1))


def test_a_use_entered_before_a_planned_one_ends_where_that_begins() -> None:
    office, early = a_calendar("office"), a_calendar("early", hours=(stretch("07:00", "14:00"),))
    services.use_calendar(actor=KEEPER, unit_id=GROUP, calendar=early, starts=date(2026, 12, 1))
    services.use_calendar(actor=KEEPER, unit_id=GROUP, calendar=office, starts=date(2026, 11, 1))
    assert working_time(GROUP).end_of(date(2026, 12, 1)) == at("2026-12-01 14:00")
    assert working_time(GROUP).end_of(date(2026, 11, 30)) == at("2026-11-30 16:30")


def test_the_clocks_of_many_units_cost_one_query_when_nothing_changed(django_assert_num_queries: Any) -> None:
    school = a_calendar("school", hours=(stretch("07:30", "15:30"),))
    services.use_calendar(actor=KEEPER, unit_id=SCHOOL, calendar=school)
    working_time(SCHOOL)
    with django_assert_num_queries(1):
        clocks = working_times([OFFICE_UNIT, GROUP, SCHOOL, OTHER_SCHOOL])
        ends = {unit: clock.end_of(MONDAY).hour for unit, clock in clocks.items()}
    assert ends == {OFFICE_UNIT: 16, GROUP: 16, SCHOOL: 15, OTHER_SCHOOL: 16}


def test_another_process_sees_a_change_at_its_next_question() -> None:
    a_calendar("office")
    ours = working_time(GROUP)
    assert ours.is_working_day(date(2026, 12, 7))
    Holiday.objects.create(day=date(2026, 12, 7), name="เพิ่มโดยอีกโปรเซส", scope=Scope.CABINET)
    assert working_time(GROUP).is_working_day(date(2026, 12, 7))  # no new stamp yet: the snapshot holds
    Stamp.objects.update(value="written by the other process")
    assert not working_time(GROUP).is_working_day(date(2026, 12, 7))


def test_a_change_rolled_back_leaves_nothing_in_memory() -> None:
    a_calendar("office")
    with transaction.atomic():
        a_holiday("2026-12-07")
        assert not working_time(GROUP).is_working_day(date(2026, 12, 7))
        transaction.set_rollback(True)
    assert working_time(GROUP).is_working_day(date(2026, 12, 7))


def test_those_above_are_told_after_commit_which_calendars_changed(
    told: list[list[int]], django_capture_on_commit_callbacks: Any
) -> None:
    office, school = a_calendar("office"), a_calendar("school")
    own = a_calendar("own", parent=school, hours=None)
    with django_capture_on_commit_callbacks(execute=True):
        a_holiday("2026-12-07", calendar=school)
        assert told == []
    with django_capture_on_commit_callbacks(execute=True):
        a_holiday("2026-12-07")
    assert told == [[school.pk, own.pk], [office.pk, school.pk, own.pk]]


def test_a_holiday_taken_back_is_worked_and_may_return() -> None:
    a_calendar("office")
    a_holiday("2026-12-07")
    holiday = Holiday.objects.get()
    services.remove_holiday(actor=KEEPER, holiday=holiday)
    assert working_time(GROUP).is_working_day(holiday.day)
    services.observe_again(actor=KEEPER, holiday=holiday)
    assert not working_time(GROUP).is_working_day(holiday.day)
    services.remove_holiday(actor=KEEPER, holiday=holiday)
    a_holiday("2026-12-07")
    assert Holiday.objects.get().observed


def test_one_holiday_cannot_be_entered_twice() -> None:
    a_holiday("2026-12-07")
    with pytest.raises(Refused) as refused:
        a_holiday("2026-12-07")
    assert (refused.value.code, refused.value.field) == ("twice", "day")


def test_a_corrected_holiday_moves() -> None:
    a_calendar("office")
    a_holiday("2026-12-07")
    services.change_holiday(
        actor=KEEPER, holiday=Holiday.objects.get(), day=date(2026, 12, 8), name="ชดเชย", scope=Scope.PUBLIC, source=""
    )
    assert [working_time(GROUP).is_working_day(date(2026, 12, n)) for n in (7, 8)] == [True, False]


def test_a_term_may_not_meet_another() -> None:
    school = a_calendar("school")
    term: dict[str, Any] = {"actor": KEEPER, "calendar": school, "school_year_be": 2569}
    services.set_term(**term, number=1, first_day=date(2026, 5, 16), last_day=date(2026, 10, 11))
    with pytest.raises(Refused, match="ซ้อนกับภาคเรียนที่ 1/2569"):
        services.set_term(**term, number=2, first_day=date(2026, 10, 11), last_day=date(2027, 4, 1))
    with pytest.raises(Refused, match="หลังวันเปิดภาคเรียน"):
        services.set_term(**term, number=2, first_day=date(2026, 11, 1), last_day=date(2026, 11, 1))
    services.set_term(**term, number=1, first_day=date(2026, 5, 18), last_day=date(2026, 10, 9))
    assert [(t.first_day, t.last_day) for t in Term.objects.all()] == [(date(2026, 5, 18), date(2026, 10, 9))]
    services.remove_term(actor=KEEPER, term=Term.objects.get())
    assert reads.terms(school) == []


def test_a_unit_knows_the_term_of_a_day_through_its_calendar() -> None:
    seed.load_defaults()
    school = Calendar.objects.get(key=seed.SCHOOL)
    own = a_calendar("own", parent=school, hours=None)
    services.use_calendar(actor=KEEPER, unit_id=SCHOOL, calendar=own)
    assert str(reads.term_on(SCHOOL, date(2026, 11, 23))) == "2/2569"
    assert reads.term_on(SCHOOL, date(2026, 10, 20)) is None
    assert reads.term_on(GROUP, date(2026, 11, 23)) is None


@pytest.mark.parametrize("verb", ["add_holiday", "set_special_day", "set_weekly_hours", "set_term", "use_calendar"])
def test_nobody_without_the_duty_changes_a_calendar(verb: str) -> None:
    office = a_calendar("office")
    arguments: dict[str, dict[str, Any]] = {
        "add_holiday": {"day": MONDAY, "name": "หยุด"},
        "set_special_day": {"calendar": office, "day": MONDAY, "reason": "หยุด"},
        "set_weekly_hours": {"calendar": office, "valid_from": MONDAY, "hours": {}},
        "set_term": {
            "calendar": office,
            "school_year_be": 2569,
            "number": 1,
            "first_day": MONDAY,
            "last_day": date(2027, 1, 1),
        },
        "use_calendar": {"unit_id": GROUP, "calendar": office},
    }
    stamp = Stamp.objects.get().value
    with pytest.raises(Refused) as refused:
        getattr(services, verb)(actor=ANYBODY, **arguments[verb])
    assert refused.value.code == "not_allowed"
    assert Stamp.objects.get().value == stamp


def test_every_change_is_on_the_trail_under_the_name_of_who_made_it() -> None:
    a_calendar("office")
    a_holiday("2026-12-07")
    services.remove_holiday(actor=KEEPER, holiday=Holiday.objects.get())
    actions = list(Entry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["calendar.added", "calendar.hours_set", "calendar.holiday_added", "calendar.holiday_removed"]


def test_a_key_of_a_calendar_is_used_once() -> None:
    a_calendar("office")
    with pytest.raises(Refused, match="มีปฏิทินรหัสนี้แล้ว"):
        services.add_calendar(actor=KEEPER, key="office", name="อีกใบ", kind=Kind.OFFICE)


def test_the_shipped_calendars_know_the_days_of_state_offices() -> None:
    seed.load_defaults()
    school = Calendar.objects.get(key=seed.SCHOOL)
    services.use_calendar(actor=KEEPER, unit_id=SCHOOL, calendar=school)
    office = working_time(GROUP)
    closed = [date(2026, 1, 1), date(2026, 4, 13), date(2026, 5, 13), date(2026, 12, 7), date(2027, 12, 10)]
    assert [office.is_working_day(day) for day in closed] == [False] * 5
    assert office.is_working_day(date(2026, 5, 1))  # state offices work on Labour Day
    assert office.is_working_day(date(2027, 5, 3))
    teachers_day = date(2025, 1, 16)
    assert office.is_working_day(teachers_day)
    assert not working_time(SCHOOL).is_working_day(teachers_day)


def test_loading_the_shipped_calendars_again_changes_nothing_people_did() -> None:
    seed.load_defaults()
    gone = Holiday.objects.filter(calendar=None).order_by("day")[0]
    services.remove_holiday(actor=KEEPER, holiday=gone)
    moved = Holiday.objects.filter(calendar=None, observed=True).order_by("day")[0]
    new_day = date(2024, 7, 4)
    services.change_holiday(
        actor=KEEPER, holiday=moved, day=new_day, name=moved.name, scope=Scope.PUBLIC, source="ประกาศ"
    )
    before = (Holiday.objects.count(), Term.objects.count(), Week.objects.count(), Stamp.objects.get().value)
    kept = set(Holiday.objects.filter(observed=True).values_list("day", "name"))
    seed.load_defaults()
    assert (Holiday.objects.count(), Term.objects.count(), Week.objects.count(), Stamp.objects.get().value) == before
    assert set(Holiday.objects.filter(observed=True).values_list("day", "name")) == kept
    assert (new_day, moved.name) in kept
    assert (moved.day, moved.name) not in kept


def test_a_list_of_holidays_names_those_of_the_calendar_and_of_all() -> None:
    office, school = a_calendar("office"), a_calendar("school")
    a_holiday("2026-12-07", name="ของทุกแห่ง")
    a_holiday("2026-12-08", name="ของโรงเรียน", calendar=school)
    span = (date(2026, 12, 1), date(2026, 12, 31))
    assert [closing.name for closing in reads.holidays(office, *span)] == ["ของทุกแห่ง"]
    assert [(c.name, c.of) for c in reads.holidays(school, *span)] == [
        ("ของทุกแห่ง", None),
        ("ของโรงเรียน", "ปฏิทิน school"),
    ]
    assert [year.be for year in reads.years_with_holidays()] == [2569]
    assert len(reads.holidays_of_year(CalendarYear(2569), office)) == 1
    assert reads.holidays_of_year(CalendarYear(2570)) == []


def test_a_parent_that_leads_back_to_itself_holds_nobody_up() -> None:
    one = a_calendar("office", hours=None)
    two = a_calendar("two", parent=one, hours=None)
    Calendar.objects.filter(pk=one.pk).update(parent=two)
    assert snapshot.load("x").line(one.pk) == [one.pk, two.pk]
    assert snapshot.load("x").hours_in(one.pk, MONDAY) == OFFICE_DAY
