"""The directory: units, people, and each of them with its history."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from khet.audit import services as audit
from khet.org import rules
from khet.org.forms import DayForm, DirectoryFilter, PeopleFilter
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import Person, Unit
from khet.org.reads import directory as read
from khet.org.reads.units import area_office
from khet.ui.answers import page
from khet.ui.keyset import CURSOR, page_of


@require_safe
@guarded()
def units(request: Request) -> HttpResponse:
    """The office with its groups, and the schools by district."""
    form = DirectoryFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = list(read.units(request.actor, **wanted))
    schools: dict[str, list[Unit]] = {}
    for unit in found:
        if unit.kind == Unit.Kind.SCHOOL:
            schools.setdefault(unit.amphoe, []).append(unit)
    context = {
        "form": form,
        "count": len(found),
        "office": area_office(),
        "offices": [unit for unit in found if unit.kind in (Unit.Kind.OFFICE, Unit.Kind.BUREAU)],
        "groups": [unit for unit in found if unit.kind == Unit.Kind.GROUP],
        "districts": sorted(schools.items()),
        "may_keep": rules.may_keep_people(request.actor),
    }
    return page(request, "org/directory.html", context)


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
        "people": [(person, seats.get(person.pk, [])) for person in found],
        "may_keep": rules.may_keep_people(request.actor),
    }
    return page(request, "org/people.html", context)


@require_safe
@guarded(None, Unit, by="code")
def unit(request: Request, unit: Unit) -> HttpResponse:
    """One unit as it is, or as it was on a day."""
    form = DayForm(request.GET or None)
    day = _day(form)
    shown = read.unit_at(unit, day)
    context: dict[str, Any] = {
        "unit": unit,
        "shown": shown,
        "form": form,
        "past": day != timezone.localdate(),
        "below": read.posts_of([child.pk for child in shown.children], day),
        "predecessors": unit.predecessors.select_related("from_unit"),
        "successors": unit.successors.select_related("to_unit"),
        "may_keep": rules.may_keep_unit(request.actor, unit),
        "may_keep_all": rules.may_keep_people(request.actor),
    }
    context["child_rows"] = [(child, context["below"].get(child.pk, [])) for child in shown.children]
    return page(request, "org/unit.html", context)


def _day(form: DayForm) -> date:
    chosen = form.cleaned_data.get("on") if form.is_bound and form.is_valid() else None
    return chosen or timezone.localdate()


@require_safe
@guarded(None, Person)
def person(request: Request, person: Person) -> HttpResponse:
    """One person: the card, today's posts and the way here. The restricted record is a page of its own."""
    history = person.appointments.select_related("post__unit__desk").order_by("-valid_from")
    context = {
        "person": person,
        "seats": read.seats_of([person.pk], timezone.localdate()).get(person.pk, []),
        "history": history,
        "may_keep": rules.may_keep_people(request.actor),
        "may_see_record": rules.may_see_record(request.actor, person),
        "may_see_mobile": rules.is_staff(request.actor),
    }
    return page(request, "org/person.html", context)


@require_safe
@guarded(rules.may_see_record, Person)
def record(request: Request, person: Person) -> HttpResponse:
    """The restricted record; the look itself is on the trail."""
    audit.look(request.actor, "org.record_looked_at", person)
    return page(request, "org/record.html", {"person": person, "record": getattr(person, "record", None)})
