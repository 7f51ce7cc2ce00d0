"""All calendars as read at one stamp, and what they say of a day."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from khet.calendar.models import Calendar, CalendarUse, Holiday, SpecialDay, Week
from khet.calendar.working import Hours, Segment, WorkingTime, always_office_hours

OFFICE = "office"
"""Key of the calendar that holds where no unit above says otherwise."""

ALWAYS = date(1900, 1, 1)
"""First day of a use that holds since ever."""


@dataclass(frozen=True, slots=True)
class _Week:
    """Weekly hours from a day on."""

    valid_from: date
    days: tuple[Hours, ...]


@dataclass(frozen=True, slots=True)
class _Use:
    calendar_id: int
    starts: date
    until: date | None

    def holds(self, day: date) -> bool:
        return self.starts <= day and (self.until is None or day < self.until)


@dataclass(slots=True)
class Snapshot:
    """Answers for one stamp; chains holds the clock of every chain of units that was asked for."""

    stamp: str
    default_id: int | None = None
    parents: dict[int, int | None] = field(default_factory=dict)
    weeks: dict[int, list[_Week]] = field(default_factory=dict)
    specials: dict[tuple[int, date], Hours] = field(default_factory=dict)
    holidays: dict[date, set[int | None]] = field(default_factory=dict)
    uses: dict[int, list[_Use]] = field(default_factory=dict)
    chains: dict[tuple[int, ...], WorkingTime] = field(default_factory=dict)

    def clock(self, chain: Sequence[int]) -> WorkingTime:
        """The clock of a unit, given the unit and those above it; units that keep no calendar do not count."""
        key = tuple(unit for unit in chain if unit in self.uses)
        found = self.chains.get(key)
        if found is None:
            found = self.chains[key] = WorkingTime(lambda day: self.hours_of(key, day))
        return found

    def settles(self, unit_id: int) -> bool:
        """Whether the unit has kept calendars of its own at all times, so that nobody above it matters."""
        uses = self.uses.get(unit_id, [])
        ends = [ALWAYS, *(use.until for use in uses)]
        return bool(uses) and ends[-1] is None and all(use.starts == end for use, end in zip(uses, ends, strict=False))

    def calendar_of(self, chain: Sequence[int], day: date) -> int | None:
        for unit in chain:
            for use in self.uses.get(unit, ()):
                if use.holds(day):
                    return use.calendar_id
        return self.default_id

    def hours_of(self, chain: Sequence[int], day: date) -> Hours:
        """Special day, then holiday, then weekly hours; each asked of the calendar and then of its parents."""
        calendar = self.calendar_of(chain, day)
        return always_office_hours(day) if calendar is None else self.hours_in(calendar, day)

    def hours_in(self, calendar: int, day: date) -> Hours:
        line = self.line(calendar)
        for one in line:
            if (one, day) in self.specials:
                return self.specials[one, day]
        if self.holidays.get(day, set()) & {None, *line}:
            return ()
        for one in line:
            week = next((week for week in self.weeks.get(one, ()) if week.valid_from <= day), None)
            if week is not None:
                return week.days[day.weekday()]
        return always_office_hours(day)

    def line(self, calendar: int) -> list[int]:
        """The calendar, its parent, and so on."""
        line: list[int] = []
        at: int | None = calendar
        while at is not None and at not in line:
            line.append(at)
            at = self.parents.get(at)
        return line

    def below(self, calendar: int) -> set[int]:
        """The calendar and all that fall back on it."""
        return {one for one in self.parents if calendar in self.line(one)}


def load(stamp: str) -> Snapshot:
    """Read every table once: eight queries."""
    snapshot = Snapshot(stamp)
    for row in Calendar.objects.all():
        snapshot.parents[row.pk] = row.parent_id
        if row.key == OFFICE:
            snapshot.default_id = row.pk
    for use in CalendarUse.objects.order_by("unit_id", "starts"):
        snapshot.uses.setdefault(use.unit_id, []).append(_Use(use.calendar_id, use.starts, use.until))
    for holiday in Holiday.objects.filter(observed=True).only("day", "calendar_id"):
        snapshot.holidays.setdefault(holiday.day, set()).add(holiday.calendar_id)
    for special in SpecialDay.objects.prefetch_related("hours"):
        hours = tuple(Segment(part.opens, part.closes) for part in special.hours.all())
        snapshot.specials[special.calendar_id, special.day] = hours
    snapshot.weeks = _weeks()
    return snapshot


def _weeks() -> dict[int, list[_Week]]:
    """Per calendar the weeks it ever had, latest first."""
    weeks: dict[int, list[_Week]] = defaultdict(list)
    for week in Week.objects.order_by("-valid_from").prefetch_related("hours"):
        days: list[list[Segment]] = [[] for _ in range(7)]
        for part in week.hours.all():
            days[part.weekday].append(Segment(part.opens, part.closes))
        weeks[week.calendar_id].append(_Week(week.valid_from, tuple(map(tuple, days))))
    return weeks
