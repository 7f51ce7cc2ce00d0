"""Weekly hours, each set valid from a day on."""

from collections.abc import Mapping, Sequence
from datetime import date

from khet.audit import services as audit
from khet.calendar.models import Calendar, Week, WeeklyHours
from khet.calendar.services.changing import changing
from khet.calendar.working import Hours, Segment, check_hours
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused


def set_weekly_hours(
    *, actor: Actor, calendar: Calendar, valid_from: date, hours: Mapping[int, Sequence[Segment]]
) -> Week:
    """From a day on until the next set, the open stretches of each weekday (Monday = 0; a day left out is closed).

    Replaces a set that begins on the same day. Refused ("hours") for stretches that overlap or end before they begin.
    """
    ordered = {weekday: check_hours(hours.get(weekday, ())) for weekday in range(7)}
    with changing(actor, calendar):
        week, made = Week.objects.get_or_create(calendar=calendar, valid_from=valid_from)
        before = None if made else _told(week)
        week.hours.all().delete()
        _write(week, ordered)
        audit.record(actor, "calendar.hours_set", week, before=before, after=_told(week))
    return week


def remove_week(*, actor: Actor, week: Week) -> None:
    """Drop a set of weekly hours: the set before it holds on. Refused ("last") for the only one without a parent."""
    with changing(actor, week.calendar):
        others = Week.objects.filter(calendar=week.calendar).exclude(pk=week.pk)
        if week.calendar.parent_id is None and not others.exists():
            raise Refused("ปฏิทินนี้มีเวลาทำการชุดเดียว ยังลบไม่ได้ ตั้งชุดใหม่ก่อนแล้วจึงลบชุดนี้", code="last")
        audit.record(actor, "calendar.hours_removed", week, before=_told(week))
        week.delete()


def _write(week: Week, ordered: Mapping[int, Hours]) -> None:
    WeeklyHours.objects.bulk_create(
        WeeklyHours(week=week, weekday=weekday, opens=part.opens, closes=part.closes)
        for weekday, parts in ordered.items()
        for part in parts
    )


def _told(week: Week) -> dict[str, object]:
    rows = week.hours.values_list("weekday", "opens", "closes")
    return {"valid_from": week.valid_from, "hours": [f"{day} {a:%H:%M}-{b:%H:%M}" for day, a, b in rows]}
