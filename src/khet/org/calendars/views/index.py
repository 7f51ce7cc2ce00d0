"""The list: a calendar in a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from khet.calendar import reads, rules
from khet.calendar.reads import Calendar, Holiday, Hours, SpecialDay, Week, hours_text
from khet.org.guard import guarded
from khet.org.http import Request
from khet.thai.bangkok import today
from khet.thai.years import CalendarYear
from khet.ui import days as dates
from khet.ui.answers import page


@dataclass(frozen=True, slots=True)
class WeekShown:
    """Weekly hours as a few lines: (จ.–ศ., 08.30–12.00, 13.00–16.30 น.)."""

    week: Week
    until: date | None
    lines: list[tuple[str, str]]
    now: bool


@dataclass(frozen=True, slots=True)
class SpecialShown:
    special: SpecialDay
    hours: str


@require_safe
@guarded()
def index(request: Request) -> HttpResponse:
    calendars = reads.calendars()
    if not calendars:
        return page(request, "org/calendars/none.html")
    chosen = next((one for one in calendars if one.key == request.GET.get("calendar")), calendars[0])
    year = _year(request.GET.get("year", ""))
    holidays = reads.holidays_of_year(year, chosen)
    context = {
        "calendars": calendars,
        "chosen": chosen,
        "year": year,
        "years": _years(year),
        "holidays": holidays,
        "counts": _counts(holidays),
        "estimated": year.be > CalendarYear.of(today()).be,
        "specials": [_special(one) for one in reads.special_days_of_year(year, chosen)],
        "weeks": _weeks(chosen),
        "terms": [term for term in reads.terms(chosen) if term.first_day <= year.end and term.last_day >= year.start],
        "own_terms": chosen.terms.exists() or chosen.parent is None,
        "may_edit": rules.may_edit(request.actor),
    }
    return page(request, "org/calendars/index.html", context)


def _year(text: str) -> CalendarYear:
    try:
        return CalendarYear(int(text))
    except ValueError:
        return CalendarYear.of(today())


def _years(chosen: CalendarYear) -> list[CalendarYear]:
    """Years to choose from: those near the chosen one that hold anything, this year, and the next."""
    this = CalendarYear.of(today())
    near = {year for year in reads.years_with_holidays() if abs(year.be - chosen.be) <= 2}
    return sorted({*near, chosen, this, this.next()}, key=lambda year: year.be)


def _counts(holidays: Iterable[Holiday]) -> tuple[int, int]:
    """Days off, and how many of them fall on Monday to Friday."""
    days = {holiday.day for holiday in holidays if holiday.observed}
    return len(days), sum(day.weekday() < 5 for day in days)


def _special(special: SpecialDay) -> SpecialShown:
    return SpecialShown(special, hours_text(reads.hours_of_special(special)))


def _weeks(calendar: Calendar) -> list[WeekShown]:
    """Latest first; each holds until the day before the next begins."""
    found: list[WeekShown] = []
    until: date | None = None
    current = today()
    for week in reads.weeks(calendar):
        now = week.valid_from <= current and (until is None or current < until)
        last = until - timedelta(days=1) if until else None
        found.append(WeekShown(week, last, _lines(reads.hours_of_week(week)), now))
        until = week.valid_from
    return found


def _lines(hours: list[Hours]) -> list[tuple[str, str]]:
    """Neighbouring days of the same hours share a line."""
    lines, names = [], dates.short_day_names()
    for text, days in groupby(range(7), key=lambda day: hours_text(hours[day])):
        run = list(days)
        first, last = names[run[0]], names[run[-1]]
        lines.append((first if first == last else f"{first}–{last}", text))
    return lines
