"""When a thing is due for one unit, and when its reminder plan speaks."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from khet.calendar.reads import WorkingTime, working_time, working_times
from khet.thai.due import DueWords, due_words
from khet.work.kinds import Plan
from khet.work.models import WorkItem


def due_for(
    unit_id: int,
    *,
    opened_at: datetime,
    due_at: datetime | None,
    due_is_date: bool,
    budget_minutes: int | None,
    hours: WorkingTime | None = None,
) -> datetime | None:
    """A stated day ends with the asked unit's own hours; a stated time is itself; a budget runs in working minutes.

    hours is the unit's clock when it is at hand already.
    """
    if due_at is not None:
        return (hours or working_time(unit_id)).end_of(timezone.localdate(due_at)) if due_is_date else due_at
    if budget_minutes is not None:
        return (hours or working_time(unit_id)).due_after(opened_at, budget_minutes)
    return None


def steps(plan: Plan) -> list[tuple[int, bool]]:
    """(day, escalates) in the order they come."""
    found = [(day, False) for day in plan.remind_days]
    if plan.escalate_day is not None:
        found.append((plan.escalate_day, True))
    return sorted(found)


def next_nudge(
    plan: Plan,
    *,
    unit_id: int,
    due_at: datetime | None,
    step: int,
    after: datetime,
    hours: WorkingTime | None = None,
) -> tuple[datetime | None, int]:
    """When the plan speaks next and as which step; steps whose time has passed are left out, but not the last."""
    if due_at is None:
        return None, step
    clock = hours or working_time(unit_id)
    times = [step_time(clock, due_at, day) for day, _ in steps(plan)]
    for index in range(step, len(times)):
        if times[index] > after or index == len(times) - 1:
            return max(times[index], after), index
    return None, len(times)


def step_time(hours: WorkingTime, due_at: datetime, day: int) -> datetime:
    """The due moment itself, or the opening of the day so many working days from it."""
    if day == 0:
        return due_at
    found = hours.day_after(due_at, day)
    return hours.next_opening(timezone.make_aware(datetime.combine(found, datetime.min.time())))


def words_for(item: WorkItem, now: datetime, hours: WorkingTime | None = None) -> DueWords:
    """How near the due time of a waiting item is, counted on the calendar of the asked unit.

    hours is the unit's clock when it is at hand already.
    """
    if item.due_at is None:
        return due_words(now, None, days=0)
    hours = hours or working_time(item.asked_unit_id)
    days = hours.days_between(now, item.due_at)
    minutes = 0 if days else hours.minutes_between(now, item.due_at)
    return due_words(now, item.due_at, days=days, minutes=minutes)


def words_of_all(items: Iterable[WorkItem], now: datetime) -> list[DueWords]:
    """The same for many items, with the clocks of all asked units at the price of one."""
    items = list(items)
    clocks = working_times(item.asked_unit_id for item in items if item.due_at is not None)
    found: dict[tuple[int, datetime | None], DueWords] = {}
    for item in items:
        key = (id(clocks.get(item.asked_unit_id)), item.due_at)
        if key not in found:
            found[key] = words_for(item, now, clocks.get(item.asked_unit_id))
    return [found[id(clocks.get(item.asked_unit_id)), item.due_at] for item in items]
