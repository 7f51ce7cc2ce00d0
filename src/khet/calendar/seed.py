"""The calendars an office starts with: hours, holidays, terms. Loading again adds only what is new."""

import csv
from collections.abc import Iterator
from datetime import date
from importlib import resources

from khet.calendar import services
from khet.calendar.models import Calendar, Kind, Scope, Term, Week
from khet.calendar.snapshot import ALWAYS, OFFICE
from khet.calendar.working import OFFICE_DAY
from khet.kernel.actor import SYSTEM
from khet.thai.years import SchoolYear, to_ce

SCHOOL = "school"
SOURCE = "บัญชีวันหยุดที่มากับระบบ"
YEARS = range(2567, 2575)  # พ.ศ., the years the shipped list covers
MONDAY_TO_FRIDAY = dict.fromkeys(range(5), OFFICE_DAY)


def load_defaults() -> None:
    """Office and school calendars with hours, holidays and terms. What people entered or took back stays."""
    _calendar(OFFICE, "ปฏิทินสำนักงาน", Kind.OFFICE)
    school = _calendar(SCHOOL, "ปฏิทินโรงเรียน", Kind.SCHOOL)
    services.enter_holidays(actor=SYSTEM, rows=_shipped(), source=SOURCE, calendar=None)
    services.enter_holidays(actor=SYSTEM, rows=_teachers_days(), source=SOURCE, calendar=school)
    if not Term.objects.filter(calendar=school).exists():
        _terms(school)


def _calendar(key: str, name: str, kind: Kind) -> Calendar:
    calendar = Calendar.objects.filter(key=key).first() or services.add_calendar(
        actor=SYSTEM, key=key, name=name, kind=kind
    )
    if not Week.objects.filter(calendar=calendar).exists():
        services.set_weekly_hours(actor=SYSTEM, calendar=calendar, valid_from=ALWAYS, hours=MONDAY_TO_FRIDAY)
    return calendar


def _shipped() -> Iterator[tuple[date, str, Scope]]:
    text = resources.files("khet.calendar").joinpath("data/holidays.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield date.fromisoformat(row["day"]), row["name"], Scope(row["scope"])


def _teachers_days() -> Iterator[tuple[date, str, Scope]]:
    return ((date(to_ce(year), 1, 16), "วันครู", Scope.SCHOOL) for year in YEARS)


def _terms(school: Calendar) -> None:
    """Term 1 from 16 May to 11 October, term 2 from 1 November to 1 April; schools correct them each year."""
    for be in YEARS:
        opens = SchoolYear(be).start
        year = opens.year
        for number, first, last in (
            (1, opens, date(year, 10, 11)),
            (2, date(year, 11, 1), date(year + 1, 4, 1)),
        ):
            services.set_term(
                actor=SYSTEM, calendar=school, school_year_be=be, number=number, first_day=first, last_day=last
            )
