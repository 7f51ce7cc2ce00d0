"""Single days: holidays and days with hours of their own."""

from collections.abc import Iterable, Sequence
from datetime import date

from khet.audit import services as audit
from khet.calendar.models import Calendar, Holiday, Scope, SpecialDay, SpecialHours
from khet.calendar.services.changing import changing
from khet.calendar.working import Segment, check_hours
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused


def add_holiday(
    *,
    actor: Actor,
    day: date,
    name: str,
    calendar: Calendar | None = None,
    scope: Scope = Scope.CABINET,
    source: str = "",
) -> Holiday:
    """A day off for all calendars (None), or for one and those below it. Refused ("twice") when it is there already.

    One that was taken back under the same name comes back.
    """
    with changing(actor, calendar):
        found = Holiday.objects.filter(day=day, calendar=calendar, name=name).first()
        if found and found.observed:
            raise Refused("วันนั้นมีวันหยุดชื่อนี้แล้ว เลือกวันอื่นหรือใช้ชื่ออื่น", code="twice", field="day")
        holiday = found or Holiday(day=day, calendar=calendar, name=name)
        holiday.scope, holiday.source, holiday.observed = scope, source, True
        holiday.save()
        audit.record(actor, "calendar.holiday_added", holiday, after=_told(holiday))
    return holiday


def enter_holidays(
    *, actor: Actor, rows: Iterable[tuple[date, str, Scope]], source: str, calendar: Calendar | None
) -> int:
    """Enter a list at once and say how many were new. What is there already, observed or taken back, stays as it is."""
    there = set(Holiday.objects.filter(calendar=calendar).values_list("day", "name"))
    new = [
        Holiday(calendar=calendar, day=day, name=name, scope=scope, source=source)
        for day, name, scope in rows
        if (day, name) not in there
    ]
    if new:
        with changing(actor, calendar):
            Holiday.objects.bulk_create(new)
            days = [f"{row.day} {row.name}" for row in new]
            audit.record(actor, "calendar.holidays_entered", after={"source": source, "days": days})
    return len(new)


def change_holiday(*, actor: Actor, holiday: Holiday, day: date, name: str, scope: Scope, source: str) -> Holiday:
    """Correct a holiday; the shipped list will not undo it. Refused ("twice") when the new one is there already."""
    with changing(actor, holiday.calendar):
        same = Holiday.objects.filter(day=day, calendar=holiday.calendar, name=name).exclude(pk=holiday.pk)
        if same.exists():
            raise Refused("วันนั้นมีวันหยุดชื่อนี้แล้ว เลือกวันอื่นหรือใช้ชื่ออื่น", code="twice", field="day")
        row = Holiday.objects.select_related("calendar").get(pk=holiday.pk)
        before = _told(row)
        if (row.day, row.name) != (day, name) and row.source:
            # The old day stays as one not kept, or the shipped list would bring it back.
            Holiday.objects.filter(pk=row.pk).update(observed=False)
            row = Holiday(calendar=row.calendar)
        row.day, row.name, row.scope, row.source, row.observed = day, name, scope, source, True
        row.save()
        audit.record(actor, "calendar.holiday_changed", row, before=before, after=_told(row))
    return row


def remove_holiday(*, actor: Actor, holiday: Holiday) -> None:
    """The day is worked after all. The row stays, not observed."""
    with changing(actor, holiday.calendar):
        Holiday.objects.filter(pk=holiday.pk).update(observed=False)
        audit.record(actor, "calendar.holiday_removed", holiday, before=_told(holiday))


def observe_again(*, actor: Actor, holiday: Holiday) -> None:
    """Bring back a holiday that was taken back."""
    with changing(actor, holiday.calendar):
        Holiday.objects.filter(pk=holiday.pk).update(observed=True)
        audit.record(actor, "calendar.holiday_added", holiday, after=_told(holiday))


def set_special_day(
    *, actor: Actor, calendar: Calendar, day: date, reason: str, hours: Sequence[Segment] = ()
) -> SpecialDay:
    """Give one day its own hours, or close it (no hours): over holidays and weekly hours. Replaces what was set.

    Refused ("hours") for stretches that overlap or end before they begin.
    """
    ordered = check_hours(hours)
    with changing(actor, calendar):
        special, made = SpecialDay.objects.update_or_create(calendar=calendar, day=day, defaults={"reason": reason})
        before = [] if made else _hours(special)
        special.hours.all().delete()
        SpecialHours.objects.bulk_create(
            SpecialHours(special_day=special, opens=part.opens, closes=part.closes) for part in ordered
        )
        audit.record(
            actor,
            "calendar.special_day_set",
            special,
            before={} if made else {"hours": before},
            after={"day": day, "reason": reason, "hours": _hours(special)},
        )
    return special


def remove_special_day(*, actor: Actor, special: SpecialDay) -> None:
    """The day follows holidays and weekly hours again."""
    with changing(actor, special.calendar):
        before = {"day": special.day, "reason": special.reason, "hours": _hours(special)}
        audit.record(actor, "calendar.special_day_removed", special, before=before)
        special.delete()


def _hours(special: SpecialDay) -> list[str]:
    return [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in special.hours.values_list("opens", "closes")]


def _told(holiday: Holiday) -> dict[str, object]:
    return {
        "day": holiday.day,
        "name": holiday.name,
        "scope": str(holiday.scope),
        "calendar": holiday.calendar.key if holiday.calendar else None,
    }
