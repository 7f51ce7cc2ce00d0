"""What the calendars say; safe to ask often."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

from django.db.models import Q, QuerySet

from khet.calendar import slots
from khet.calendar.models import Calendar, CalendarUse, Holiday, Scope, SpecialDay, Stamp, Term, Week
from khet.calendar.snapshot import OFFICE, Snapshot, load
from khet.calendar.working import Hours, Segment, WorkingTime, check_hours, hours_text
from khet.kernel.statements import statement
from khet.thai.bangkok import today
from khet.thai.years import CalendarYear

__all__ = [
    "Calendar",
    "Holiday",
    "Hours",
    "Scope",
    "Segment",
    "SpecialDay",
    "Term",
    "Week",
    "WorkingTime",
    "check_hours",
    "hours_text",
    "working_time",
    "working_times",
]

_lock = Lock()
_kept: list[Snapshot] = []
_NOTHING_ENTERED = Snapshot("")


def working_time(unit_id: int) -> WorkingTime:
    """The clock of a unit: its own calendar, else that of the nearest unit above, else the office's.

    One small query when nothing changed since; with many units at hand ask working_times.
    """
    return _clock(snapshot(), unit_id)


def working_times(unit_ids: Iterable[int]) -> dict[int, WorkingTime]:
    """The clocks of many units at the price of one."""
    now, wanted = snapshot(), set(unit_ids)
    open_ids = {unit_id for unit_id in wanted if now.uses and not now.settles(unit_id)}
    chains = slots.unit_chains()(open_ids) if open_ids else {}
    return {unit_id: now.clock(chains.get(unit_id, [unit_id])) for unit_id in wanted}


@statement
def _stamp() -> "QuerySet[Stamp, str]":
    return Stamp.objects.order_by("pk").values_list("value", flat=True)[:1]


def snapshot() -> Snapshot:
    """All calendars as they are now; loaded anew when any process changed one."""
    found = _stamp()
    if not found:
        return _NOTHING_ENTERED
    stamp = found[0]
    with _lock:
        if not _kept or _kept[0].stamp != stamp:
            _kept[:] = [load(stamp)]
        return _kept[0]


def _clock(now: Snapshot, unit_id: int) -> WorkingTime:
    return now.clock([unit_id] if now.settles(unit_id) or not now.uses else slots.unit_chain()(unit_id))


def calendar_of(unit_id: int, day: date | None = None) -> Calendar | None:
    """The calendar a unit keeps on a day (today)."""
    found = snapshot().calendar_of(slots.unit_chain()(unit_id), day or today())
    return None if found is None else Calendar.objects.get(pk=found)


def keep_their_own(unit_ids: Iterable[int]) -> set[int]:
    """Those of the units that were given a calendar themselves; others keep that of the unit above."""
    return set(CalendarUse.objects.filter(unit_id__in=list(unit_ids)).values_list("unit_id", flat=True))


def calendars() -> list[Calendar]:
    """All calendars, the office's first."""
    return sorted(Calendar.objects.select_related("parent"), key=lambda one: (one.key != OFFICE, one.pk))


@dataclass(frozen=True, slots=True)
class Closing:
    """A holiday as lists show it. of: the calendar it is limited to, or None for all."""

    day: date
    name: str
    of: str | None


def holidays(calendar: Calendar, first: date, last: date) -> list[Closing]:
    """The observed holidays of a calendar in a span, both ends included."""
    line = snapshot().line(calendar.pk)
    rows = Holiday.objects.filter(Q(calendar=None) | Q(calendar__in=line), observed=True, day__range=(first, last))
    return [
        Closing(row.day, row.name, row.calendar.name if row.calendar else None)
        for row in rows.select_related("calendar")
    ]


def holidays_of_year(year: CalendarYear, calendar: Calendar | None = None) -> list[Holiday]:
    """For the page that edits them: all rows of a calendar year, those taken back too."""
    rows = Holiday.objects.filter(day__range=(year.start, year.end)).select_related("calendar")
    return list(rows if calendar is None else rows.filter(Q(calendar=None) | Q(calendar__in=_line(calendar))))


def special_days_of_year(year: CalendarYear, calendar: Calendar) -> list[SpecialDay]:
    rows = SpecialDay.objects.filter(calendar=calendar, day__range=(year.start, year.end))
    return list(rows.prefetch_related("hours"))


def years_with_holidays() -> list[CalendarYear]:
    """Calendar years that have any holiday entered, oldest first."""
    return [CalendarYear.of(day) for day in Holiday.objects.dates("day", "year")]


def weeks(calendar: Calendar) -> list[Week]:
    """Weekly hours a calendar ever had and will have, latest first."""
    return list(calendar.weeks.prefetch_related("hours"))


def hours_of_week(week: Week) -> list[Hours]:
    """The open stretches of Monday to Sunday."""
    parts = list(week.hours.all())
    return [tuple(Segment(part.opens, part.closes) for part in parts if part.weekday == day) for day in range(7)]


def hours_of_special(special: SpecialDay) -> Hours:
    return tuple(Segment(part.opens, part.closes) for part in special.hours.all())


def terms(calendar: Calendar) -> list[Term]:
    """Terms of a calendar or, when it has none, of the nearest parent that has, latest first."""
    for one in _line(calendar):
        if found := list(Term.objects.filter(calendar_id=one).order_by("-first_day")):
            return found
    return []


def term_on(unit_id: int, day: date) -> Term | None:
    """The term a day lies in by the calendar of a unit; None between terms."""
    calendar = calendar_of(unit_id, day)
    known = terms(calendar) if calendar else []
    return next((term for term in known if term.first_day <= day <= term.last_day), None)


def _line(calendar: Calendar) -> Sequence[int]:
    return snapshot().line(calendar.pk)
