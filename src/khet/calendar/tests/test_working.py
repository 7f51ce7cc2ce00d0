"""The working-minutes clock, by hand-computed cases and by its laws."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from khet.calendar.tests.factories import at, stretch
from khet.calendar.working import OFFICE_DAY, Hours, Segment, WorkingTime, check_hours
from khet.kernel.errors import Refused
from khet.thai.bangkok import BANGKOK

HOLIDAYS = {date(2026, 12, 7), date(2026, 12, 10), date(2026, 12, 31), date(2027, 1, 1)}
HALF_DAY = date(2026, 12, 30)  # closes at noon
SATURDAY_OPEN = date(2026, 11, 28)
MOVE = date(2027, 2, 1)  # from here 09.00 to 15.00 without a break
FULL_DAY = 420


def _office(day: date) -> Hours:
    if day == HALF_DAY:
        return OFFICE_DAY[:1]
    if day in HOLIDAYS or (day.weekday() > 4 and day != SATURDAY_OPEN):
        return ()
    return OFFICE_DAY if day < MOVE else (stretch("09:00", "15:00"),)


def _round_the_clock(day: date) -> Hours:
    return (stretch("00:00", "00:00"),)


def _nights(day: date) -> Hours:
    return (stretch("00:00", "06:00"), stretch("22:00", "00:00"))


OFFICE, ROUND_THE_CLOCK, NIGHTS = WorkingTime(_office), WorkingTime(_round_the_clock), WorkingTime(_nights)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        # within a day, over lunch, over the night, over the weekend
        ("2026-11-23 08:30", 0, "2026-11-23 08:30"),
        ("2026-11-23 08:30", 1, "2026-11-23 08:31"),
        ("2026-11-23 08:30", 210, "2026-11-23 12:00"),
        ("2026-11-23 08:30", 211, "2026-11-23 13:01"),
        ("2026-11-23 08:30", 420, "2026-11-23 16:30"),
        ("2026-11-23 08:30", 421, "2026-11-24 08:31"),
        ("2026-11-23 11:50", 20, "2026-11-23 13:10"),
        ("2026-11-23 12:00", 0, "2026-11-23 13:00"),
        ("2026-11-23 12:30", 1, "2026-11-23 13:01"),
        ("2026-11-23 16:29", 1, "2026-11-23 16:30"),
        ("2026-11-23 16:29", 2, "2026-11-24 08:31"),
        ("2026-11-23 16:30", 0, "2026-11-24 08:30"),
        ("2026-11-23 16:30", 1, "2026-11-24 08:31"),
        ("2026-11-23 20:00", 60, "2026-11-24 09:30"),
        ("2026-11-23 00:00", 60, "2026-11-23 09:30"),
        ("2026-11-20 16:00", 60, "2026-11-23 09:00"),
        ("2026-11-21 09:00", 60, "2026-11-23 09:30"),
        ("2026-11-23 10:15", 2 * FULL_DAY, "2026-11-25 10:15"),
        # an open Saturday
        ("2026-11-27 16:00", 60, "2026-11-28 09:00"),
        ("2026-11-28 16:00", 60, "2026-11-30 09:00"),
        # holidays: created on one, on the last minute before a long weekend, two in a week
        ("2026-12-07 10:00", 60, "2026-12-08 09:30"),
        ("2026-12-04 16:29", 1, "2026-12-04 16:30"),
        ("2026-12-04 16:29", 2, "2026-12-08 08:31"),
        ("2026-12-04 08:30", 4 * FULL_DAY, "2026-12-11 16:30"),
        # a half day, and the last minute of the year
        ("2026-12-30 08:30", 210, "2026-12-30 12:00"),
        ("2026-12-30 08:30", 211, "2027-01-04 08:31"),
        ("2026-12-30 13:00", 0, "2027-01-04 08:30"),
        ("2026-12-31 09:00", 420, "2027-01-04 16:30"),
        # hours that change in between
        ("2027-01-29 16:00", 60, "2027-02-01 09:30"),
        ("2027-01-29 08:30", FULL_DAY + 360, "2027-02-01 15:00"),
        ("2027-02-01 08:30", 360, "2027-02-01 15:00"),
        # across the fiscal year
        ("2026-09-30 16:00", 60, "2026-10-01 09:00"),
    ],
)
def test_a_budget_of_minutes_is_due_when_the_office_has_worked_them(start: str, minutes: int, due: str) -> None:
    assert OFFICE.due_after(at(start), minutes) == at(due)


def test_seconds_of_the_start_are_kept() -> None:
    assert OFFICE.due_after(at("2026-11-23 11:59:30"), 1) == at("2026-11-23 13:00:30")


def test_the_server_may_count_in_any_zone() -> None:
    start = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)  # 08.30 in Bangkok
    assert OFFICE.due_after(start, 60) == at("2026-11-23 09:30")
    assert OFFICE.is_open(start)
    assert not OFFICE.is_open(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))


def test_no_minute_is_lost_over_midnight() -> None:
    assert ROUND_THE_CLOCK.due_after(at("2026-11-23 23:59"), 2) == at("2026-11-24 00:01")
    assert ROUND_THE_CLOCK.due_after(at("2026-11-23 23:59"), 1) == at("2026-11-24 00:00")
    assert ROUND_THE_CLOCK.minutes_between(at("2026-11-23 00:00"), at("2026-11-25 00:00")) == 2 * 24 * 60
    assert NIGHTS.due_after(at("2026-11-23 23:00"), 120) == at("2026-11-24 01:00")


def test_a_budget_longer_than_a_year_is_counted_to_the_minute() -> None:
    start = at("2025-01-01 00:00")
    due = OFFICE.due_after(start, 300 * FULL_DAY)
    assert due > at("2026-01-01 00:00")
    assert OFFICE.minutes_between(start, due) == 300 * FULL_DAY


def test_a_calendar_that_never_opens_says_so() -> None:
    closed = WorkingTime(lambda _day: ())
    asked: list[Callable[[], object]] = [
        lambda: closed.due_after(at("2026-11-23 08:30"), 1),
        lambda: closed.next_opening(at("2026-11-23 08:30")),
        lambda: closed.day_after(date(2026, 11, 23), 1),
    ]
    for ask in asked:
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.code == "never_open"
    assert closed.minutes_between(at("2026-11-23 08:30"), at("2027-11-23 08:30")) == 0


def test_a_negative_budget_is_an_error() -> None:
    with pytest.raises(ValueError, match="negative"):
        OFFICE.due_after(at("2026-11-23 08:30"), -1)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2026-11-23", "2026-11-23 16:30"),
        ("2026-11-22", "2026-11-22 16:30"),  # a Sunday ends at the usual hour
        ("2026-12-07", "2026-12-07 16:30"),
        ("2026-12-30", "2026-12-30 12:00"),
        ("2027-02-02", "2027-02-02 15:00"),
    ],
)
def test_a_stated_day_ends_with_its_own_hours(day: str, end: str) -> None:
    assert OFFICE.end_of(date.fromisoformat(day)) == at(end)


def test_a_day_open_to_midnight_ends_there() -> None:
    assert ROUND_THE_CLOCK.end_of(date(2026, 11, 23)) == at("2026-11-24 00:00")


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2026-11-20 16:30", "2026-11-23 09:00", 1),
        ("2026-11-23 10:30", "2026-11-25 16:30", 2),
        ("2026-11-23 08:30", "2026-11-23 16:30", 0),
        ("2026-11-27 09:00", "2026-11-29 09:00", 1),  # the open Saturday
        ("2026-12-04 09:00", "2026-12-11 09:00", 3),
        ("2026-11-25 09:00", "2026-11-23 09:00", -2),
    ],
)
def test_working_days_are_counted_after_the_first_up_to_the_last(first: str, last: str, days: int) -> None:
    assert OFFICE.days_between(at(first), at(last)) == days


def test_open_means_from_the_first_minute_to_before_the_last() -> None:
    asked = ["08:29", "08:30", "11:59", "12:00", "12:59", "13:00", "16:29", "16:30"]
    opened = [OFFICE.is_open(at(f"2026-11-23 {hour}")) for hour in asked]
    assert opened == [False, True, True, False, False, True, True, False]
    assert OFFICE.is_working_day(date(2026, 11, 23))
    assert not OFFICE.is_working_day(at("2026-12-07 10:00"))


def test_hours_that_overlap_or_run_backwards_are_refused() -> None:
    for wrong in (
        [stretch("08:30", "12:00"), stretch("11:00", "16:30")],
        [stretch("08:30", "12:00"), stretch("12:00", "16:30")],
        [stretch("12:00", "08:30")],
        [stretch("08:30", "08:30")],
        [stretch("22:00", "00:00"), stretch("23:00", "23:30")],
    ):
        with pytest.raises(Refused) as refused:
            check_hours(wrong)
        assert refused.value.code == "hours"
    assert check_hours(reversed(OFFICE_DAY)) == OFFICE_DAY


MOMENTS = st.datetimes(datetime(2026, 9, 1), datetime(2027, 4, 1)).map(lambda naive: naive.replace(tzinfo=BANGKOK))
BUDGETS = st.integers(0, 20 * FULL_DAY)
CLOCKS = st.sampled_from([OFFICE, ROUND_THE_CLOCK, NIGHTS])


@st.composite
def _weeks(draw: st.DrawFn) -> Callable[[date], Hours]:
    """Any weekly hours that open at least once, to the quarter of an hour."""
    week: list[Hours] = []
    for _ in range(7):
        cuts = sorted(draw(st.sets(st.integers(0, 95), max_size=6)))
        pairs = zip(cuts[::2], cuts[1::2], strict=False)
        week.append(tuple(Segment(_quarter(a), _quarter(b)) for a, b in pairs))
    assume(any(week))
    return lambda day: week[day.weekday()]


def _quarter(number: int) -> time:
    return time(number // 4, number % 4 * 15)


ANY_CLOCK = st.one_of(CLOCKS, _weeks().map(WorkingTime))


@given(ANY_CLOCK, MOMENTS, MOMENTS, BUDGETS)
def test_a_later_start_is_never_due_earlier(clock: WorkingTime, one: datetime, other: datetime, minutes: int) -> None:
    first, second = sorted([one, other])
    assert clock.due_after(first, minutes) <= clock.due_after(second, minutes)


@given(ANY_CLOCK, MOMENTS, BUDGETS, BUDGETS)
def test_a_larger_budget_is_never_due_earlier(clock: WorkingTime, start: datetime, one: int, other: int) -> None:
    assert clock.due_after(start, min(one, other)) <= clock.due_after(start, max(one, other))


@given(ANY_CLOCK, MOMENTS, BUDGETS)
def test_a_due_time_is_never_inside_closed_time(clock: WorkingTime, start: datetime, minutes: int) -> None:
    due = clock.due_after(start, minutes)
    if minutes:
        assert clock.is_open(due - timedelta(microseconds=1))
    else:
        assert clock.is_open(due)


@given(ANY_CLOCK, MOMENTS, BUDGETS)
def test_the_minutes_to_the_due_time_are_the_budget(clock: WorkingTime, start: datetime, minutes: int) -> None:
    assert clock.minutes_between(start, clock.due_after(start, minutes)) == minutes


@given(ANY_CLOCK, MOMENTS, BUDGETS, BUDGETS)
def test_budgets_add_up(clock: WorkingTime, start: datetime, one: int, other: int) -> None:
    assert clock.due_after(clock.due_after(start, one), other) == clock.due_after(start, one + other) or not other


@given(MOMENTS, BUDGETS, st.dates(date(2026, 9, 1), date(2027, 6, 1)))
def test_a_holiday_added_later_never_makes_a_due_time_earlier(start: datetime, minutes: int, holiday: date) -> None:
    with_holiday = WorkingTime(lambda day: () if day == holiday else _office(day))
    assert with_holiday.due_after(start, minutes) >= OFFICE.due_after(start, minutes)


@given(ANY_CLOCK, MOMENTS, MOMENTS)
def test_there_and_back_cancel_out(clock: WorkingTime, one: datetime, other: datetime) -> None:
    assert clock.minutes_between(one, other) == -clock.minutes_between(other, one)
    assert clock.days_between(one, other) == -clock.days_between(other, one)


@given(ANY_CLOCK, MOMENTS)
def test_the_next_opening_is_open_and_nothing_before_it_is(clock: WorkingTime, moment: datetime) -> None:
    opening = clock.next_opening(moment)
    assert opening >= moment
    assert clock.is_open(opening)
    assert clock.minutes_between(moment, opening) == 0


@given(ANY_CLOCK, st.dates(date(2026, 9, 1), date(2027, 4, 1)), st.integers(-30, 30))
def test_the_nth_working_day_is_one_and_so_many_away(clock: WorkingTime, day: date, count: int) -> None:
    found = clock.day_after(day, count)
    assert not count or clock.is_working_day(found)
    if count > 0:
        assert clock.days_between(day, found) == count
