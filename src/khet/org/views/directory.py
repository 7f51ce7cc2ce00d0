"""The directory: units, people, and each of them with its history."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from khet.audit import services as audit
from khet.calendar import reads as calendars
from khet.files.made import as_file
from khet.org import exports, rules
from khet.org.forms import DayForm, DirectoryFilter, PeopleFilter
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import Person, Unit, UnitVersion
from khet.org.reads import directory as read
from khet.org.reads.history import Event, events, told
from khet.org.reads.units import version_on
from khet.org.slots import actions_for, panels_for
from khet.paper.workbooks import MIME
from khet.ui import days as dates
from khet.ui.answers import page
from khet.ui.keyset import CURSOR, page_of

T = TypeVar("T")


@require_safe
@guarded()
def units(request: Request) -> HttpResponse:
    """The office with its groups, and the schools by district, each with who heads it."""
    form = DirectoryFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = list(read.units(request.actor, **wanted))
    heads = read.heads([unit.pk for unit in found], timezone.localdate())
    for unit in found:
        unit.head = heads.get(unit.pk)  # type: ignore[attr-defined]
    groups = [unit for unit in found if unit.kind == Unit.Kind.GROUP]
    districts = read.by_district(unit for unit in found if unit.kind == Unit.Kind.SCHOOL)
    context = {
        "form": form,
        "filtered": any(wanted.values()),
        "count": len(found),
        "offices": [unit for unit in found if unit.kind in (Unit.Kind.OFFICE, Unit.Kind.BUREAU)],
        "groups": groups,
        "group_halves": _halves([(unit, 1) for unit in groups]),
        "districts": districts,
        "district_halves": _halves([(row, len(row[2]) + 1) for row in districts]),
        "schools": sum(len(rows) for _amphoe, _province, rows in districts),
        "places": len(districts),
        **_doors(request),
    }
    return page(request, "org/directory.html", context)


def _doors(request: Request) -> dict[str, bool]:
    """What the menu of the directory offers."""
    return {
        "may_keep": rules.may_keep_people(request.actor),
        "may_export": rules.may_export(request.actor),
        "may_trail": rules.may_read_trail(request.actor),
    }


def _halves(weighed: Sequence[tuple[T, int]]) -> list[list[T]]:
    """Two columns of about the same height, in reading order."""
    half, so_far, first = sum(weight for _row, weight in weighed) / 2, 0, []
    for row, weight in weighed:
        if so_far >= half:
            break
        first.append(row)
        so_far += weight
    second = [row for row, _weight in weighed[len(first) :]]
    return [column for column in (first, second) if column]


@require_safe
@guarded()
def people(request: Request) -> HttpResponse:
    """Everybody in service, in Thai order."""
    form = PeopleFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    unit = wanted.get("unit")
    rows = read.people(request.actor, find=wanted.get("find", ""), unit_id=unit.pk if unit else None)
    found = page_of(rows, order=("sort_key",), cursor=request.GET.get(CURSOR))
    seats = read.seats_of([person.pk for person in found], timezone.localdate())
    context = {
        "form": form,
        "found": found,
        "count": rows.count(),
        "people": [(person, seats.get(person.pk, [])) for person in found],
        **_doors(request),
    }
    return page(request, "org/people.html", context)


@require_safe
@guarded(None, Unit, by="code")
def unit(request: Request, unit: Unit) -> HttpResponse:
    """One unit as it is, or as it was on a day."""
    today = timezone.localdate()
    form = DayForm(request.GET or None)
    day = _day(form)
    shown = read.unit_at(unit, day)
    version = shown.version
    context: dict[str, Any] = {
        "unit": unit,
        "shown": shown,
        "form": form,
        "past": day != today,
        "day_text": dates.record(day),
        "today_text": dates.record(today),
        "short_name": (version.short or version.name) if version else str(unit),
        "since": told(version.valid_from, version.from_precision) if version else "",
        "until": _until(version),
        "seated": len({seat.person_id for row in shown.posts for seat in row.seats}),
        "districts": read.by_district(shown.schools),
        "events": _events(unit, version, day),
        "calendar": calendars.calendar_of(unit.pk),
        "panels": panels_for(request.actor, unit) if shown.duties and day == today else [],
        "may_keep": rules.may_keep_unit(request.actor, unit),
        "may_keep_all": rules.may_keep_people(request.actor),
        **_parent(version, day),
    }
    return page(request, "org/unit.html", context)


def _day(form: DayForm) -> date:
    chosen = form.cleaned_data.get("on") if form.is_bound and form.is_valid() else None
    return chosen or timezone.localdate()


def _until(version: UnitVersion | None) -> str:
    """The last day of a name, or the year when only that is known."""
    if version is None or version.valid_until is None:
        return ""
    return told(version.valid_until - timedelta(days=1), version.until_precision)


def _parent(version: UnitVersion | None, day: date) -> dict[str, str]:
    """What the unit above was called on that day."""
    if version is None or version.parent is None:
        return {}
    above = version_on(version.parent, day)
    name = above or version.parent
    return {"parent_name": name.short or name.name, "parent_full": name.name}


def _events(unit: Unit, version: UnitVersion | None, day: date) -> list[Event]:
    """The story, with the first event not after the day marked: there the day that is looked at stands."""
    found = events(unit, version)
    for at, event in enumerate(found):
        if event.on <= day:
            found[at] = replace(event, looking=True)
            break
    return found


@require_safe
@guarded(None, Person)
def person(request: Request, person: Person) -> HttpResponse:
    """One person: the card, today's posts and the way here. The restricted record is a page of its own."""
    today = timezone.localdate()
    history = person.appointments.select_related("post__unit__desk").order_by("-valid_from", "-pk")
    context = {
        "person": person,
        "today": today,
        "seats": read.seats_of([person.pk], today).get(person.pk, []),
        "history": history,
        "actions": actions_for(request.actor, person),
        "may_keep": rules.may_keep_people(request.actor),
        "may_see_record": rules.may_see_record(request.actor, person),
        "may_see_mobile": rules.is_staff(request.actor),
    }
    return page(request, "org/person.html", context)


@require_safe
@guarded(rules.may_export)
def export(request: Request) -> HttpResponse:
    """The directory as a workbook; the export is on the trail."""
    content = exports.directory_sheet(request.actor)
    audit.look(request.actor, "org.exported", None)
    return as_file(content, MIME, "directory.xlsx")


@require_safe
@guarded(rules.may_see_record, Person)
def record(request: Request, person: Person) -> HttpResponse:
    """The restricted record; the look itself is on the trail."""
    audit.look(request.actor, "org.record_looked_at", person)
    return page(request, "org/record.html", {"person": person, "record": getattr(person, "record", None)})
