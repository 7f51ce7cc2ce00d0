"""Calendars, and the units that keep them."""

from datetime import date

from khet.audit import services as audit
from khet.calendar.models import Calendar, CalendarUse, Kind
from khet.calendar.services.changing import changing
from khet.calendar.snapshot import ALWAYS
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused


def add_calendar(*, actor: Actor, key: str, name: str, kind: Kind, parent: Calendar | None = None) -> Calendar:
    """A new calendar; what it does not say itself its parent says. Refused ("taken") when the key is in use."""
    with changing(actor, None):
        if Calendar.objects.filter(key=key).exists():
            raise Refused("มีปฏิทินรหัสนี้แล้ว ใช้รหัสอื่น", code="taken", field="key")
        calendar = Calendar.objects.create(key=key, name=name, kind=kind, parent=parent)
        audit.record(actor, "calendar.added", calendar, after={"key": key, "name": name, "kind": str(kind)})
    return calendar


def use_calendar(*, actor: Actor, unit_id: int, calendar: Calendar, starts: date = ALWAYS) -> CalendarUse:
    """From a day on a unit, and those below it without their own, keep this calendar; the use before it ends.

    Uses planned for a later day stay. Doing it twice changes nothing.
    """
    with changing(actor, calendar):
        uses = CalendarUse.objects.filter(unit_id=unit_id)
        following = uses.filter(starts__gt=starts).order_by("starts").first()
        before = uses.filter(starts__lt=starts).order_by("-starts").first()
        if before and (before.until is None or before.until > starts):
            before.until = starts
            before.save(update_fields=["until"])
        use, _made = CalendarUse.objects.update_or_create(
            unit_id=unit_id,
            starts=starts,
            defaults={"calendar": calendar, "until": following.starts if following else None},
        )
        audit.record(actor, "calendar.used", calendar, after={"unit_id": unit_id, "starts": starts})
    return use


def end_use(*, actor: Actor, use: CalendarUse, until: date) -> None:
    """From a day on the unit keeps what the unit above it keeps. Refused ("span") before the use began."""
    with changing(actor, use.calendar):
        if until <= use.starts:
            raise Refused("วันเลิกใช้ต้องอยู่หลังวันเริ่มใช้ เลือกวันใหม่", code="span", field="until")
        CalendarUse.objects.filter(pk=use.pk).update(until=until)
        audit.record(actor, "calendar.use_ended", use.calendar, after={"unit_id": use.unit_id, "until": until})
