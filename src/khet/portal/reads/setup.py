"""How far the setup of a new hub is."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khet.calendar import reads as calendars
from khet.numbers.reads import next_number
from khet.org.models import Appointment, Person, Unit
from khet.portal import firsttime
from khet.saraban.reads.desks import settings_of
from khet.saraban.services.years import START_FIELD, series_of, this_year
from khet.thai.bangkok import today
from khet.thai.years import CalendarYear

OPEN, DONE = "open", "done"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is for, and whether it is done (by what the house holds, or because somebody said so)."""

    key: str
    label: Any
    text: Any
    done: bool

    @property
    def url(self) -> str:
        return reverse(f"portal:setup_{self.key}")


STEPS = (
    ("letters", _("เลข ศธ และเลขเริ่มต้น"), _("เลขประจำส่วนราชการบนหนังสือ และเลขต่อจากสมุดทะเบียนเดิม")),
    ("units", _("กลุ่มงานและโรงเรียน"), _("หน่วยงานที่รับส่งหนังสือกัน")),
    ("people", _("บุคคลและบัญชี"), _("ผู้อำนวยการ สารบรรณ และผู้ใช้คนแรก ๆ พร้อมรหัสเปิดใช้บัญชี")),
    ("registers", _("ทะเบียนเดิม"), _("ทะเบียนรับส่งของระบบเดิม เพื่อให้ค้นเรื่องเก่าได้")),
    ("calendar", _("ปฏิทินและเวลาทำการ"), _("วันหยุดและเวลาทำการที่ใช้นับกำหนดตอบ")),
)


def is_open() -> bool:
    """A hub that began empty and whose administrator has not said that it is set up."""
    return firsttime.stamps().holds("setup", OPEN)


def was_begun() -> bool:
    return bool(firsttime.stamps().get("setup"))


def steps() -> list[Step]:
    said = firsttime.stamps().get("setup_steps").split()
    return [Step(key, label, text, key in said or _found(key)) for key, label, text in STEPS]


def waiting() -> list[Step]:
    return [step for step in steps() if not step.done]


def _found(key: str) -> bool:
    """What the house itself shows to be done."""
    desk = firsttime.own_desk()
    if desk is None:
        return False
    if key == "letters":
        return bool(settings_of(desk.pk).letter_prefix)
    if key == "units":
        return Unit.objects.filter(parent=desk, active=True).exists()
    if key == "people":
        return Person.objects.count() > 1
    return False


def next_numbers(desk_id: int) -> dict[str, int]:
    """What each register of the desk would give next, by its name and "circular"."""
    year = this_year()
    runs = {name: series_of(desk_id, name, year_be=year) for name in START_FIELD if name != "circular"}
    runs["circular"] = series_of(desk_id, "sent", year_be=year, circular=True)
    return {name: next_number(series) for name, series in runs.items()}


def calendar_facts() -> list[dict[str, Any]]:
    """Each calendar with how many working days it closes this year."""
    year = CalendarYear.of(today())
    return [{"calendar": one, "year": year.be, "holidays": _closed(one, year)} for one in calendars.calendars()]


def _closed(calendar: calendars.Calendar, year: CalendarYear) -> int:
    return sum(day.observed and day.day.weekday() < 5 for day in calendars.holidays_of_year(year, calendar))


def people_there() -> list[Any]:
    """The seats filled so far, newest first."""
    seats = Appointment.objects.select_related("person__account", "post__unit").order_by("-pk")
    return list(seats[:20])
