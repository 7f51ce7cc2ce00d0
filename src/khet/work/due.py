"""When a thing is due for one unit, and when its reminder plan speaks."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from khet.calendar.reads import WorkingTime, working_time
from khet.work.kinds import Plan


def due_for(
    unit_id: int, *, opened_at: datetime, due_at: datetime | None, due_is_date: bool, budget_minutes: int | None
) -> datetime | None:
    """A stated day ends with the asked unit's own hours; a stated time is itself; a budget runs in working minutes."""
    if due_at is not None:
        return working_time(unit_id).end_of(timezone.localdate(due_at)) if due_is_date else due_at
    if budget_minutes is not None:
        return working_time(unit_id).due_after(opened_at, budget_minutes)
    return None


def steps(plan: Plan) -> list[tuple[int, bool]]:
    """(day, escalates) in the order they come."""
    found = [(day, False) for day in plan.remind_days]
    if plan.escalate_day is not None:
        found.append((plan.escalate_day, True))
    return sorted(found)


def next_nudge(
    plan: Plan, *, unit_id: int, due_at: datetime | None, step: int, after: datetime
) -> tuple[datetime | None, int]:
    """When the plan speaks next and as which step; steps whose time has passed are left out, but not the last."""
    if due_at is None:
        return None, step
    times = [step_time(working_time(unit_id), due_at, day) for day, _ in steps(plan)]
    for index in range(step, len(times)):
        if times[index] > after or index == len(times) - 1:
            return max(times[index], after), index
    return None, len(times)


def step_time(hours: WorkingTime, due_at: datetime, day: int) -> datetime:
    """The due moment itself, or the opening of the day so many working days from it."""
    if day == 0:
        return due_at
    found = _working_day(hours, timezone.localdate(due_at), day)
    start = timezone.make_aware(datetime.combine(found, datetime.min.time()))
    return hours.next_opening(start)


def _working_day(hours: WorkingTime, start: date, count: int) -> date:
    step, left, day = (1 if count > 0 else -1), abs(count), start
    for _ in range(400):  # a calendar that never opens must not hold us for ever
        day += timedelta(days=step)
        left -= hours.is_working_day(day)
        if left <= 0:
            break
    return day
