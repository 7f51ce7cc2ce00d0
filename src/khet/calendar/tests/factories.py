"""Small calendars for tests."""

from datetime import date, datetime, time

from khet.calendar import services
from khet.calendar.models import Calendar, Kind
from khet.calendar.snapshot import ALWAYS
from khet.calendar.working import OFFICE_DAY, Hours, Segment
from khet.kernel.actor import Actor
from khet.thai.bangkok import BANGKOK

KEEPER = Actor(person_id=1, person_name="ผู้ดูแลการตั้งค่า (ตัวอย่าง)", duties=frozenset({"settings"}))
ANYBODY = Actor(person_id=2, person_name="เจ้าหน้าที่ (ตัวอย่าง)")


def at(text: str) -> datetime:
    """ "2026-11-23 08:30" on the Bangkok clock."""
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK)


def stretch(opens: str, closes: str) -> Segment:
    return Segment(time.fromisoformat(opens), time.fromisoformat(closes))


def a_calendar(key: str = "office", *, parent: Calendar | None = None, hours: Hours | None = OFFICE_DAY) -> Calendar:
    """Open Monday to Friday; hours None: says nothing itself."""
    calendar = services.add_calendar(actor=KEEPER, key=key, name=f"ปฏิทิน {key}", kind=Kind.OWN, parent=parent)
    if hours is not None:
        week = dict.fromkeys(range(5), hours)
        services.set_weekly_hours(actor=KEEPER, calendar=calendar, valid_from=ALWAYS, hours=week)
    return calendar


def a_holiday(day: str, *, calendar: Calendar | None = None, name: str = "วันหยุดพิเศษ") -> None:
    services.add_holiday(actor=KEEPER, day=date.fromisoformat(day), name=name, calendar=calendar)
