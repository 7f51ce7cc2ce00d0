"""Rolls of pupils and one pupil's card, layer by layer."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from khet.audit import services as audit
from khet.collect.forms.pupils import PupilFilter, ReasonForm
from khet.collect.models import DuplicateCase, Pupil, Transfer
from khet.collect.pupils.plans import class_name
from khet.collect.reads import pupil_counts
from khet.collect.reads import pupils as reads
from khet.collect.rules import pupils as rules
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import Unit
from khet.ui import keyset
from khet.ui.answers import go, page

ORDER = ("grade", "room", "pupil__sort_key")


@require_safe
@guarded(rules.may_read_lists)
def pupils(request: Request) -> HttpResponse:
    """One's own school's roll; for the area, counts by school."""
    if request.actor.desk_kind == rules.SCHOOL:
        return _roll(request, get_object_or_404(Unit, pk=request.actor.desk_id))
    schools = reads.area_schools(request.actor)
    counts = pupil_counts.by_school([one.pk for one in schools])
    lines = [(one, counts.get(one.pk)) for one in schools]
    told = [count for _school, count in lines if count]
    context = {
        "lines": lines,
        "total": sum(count.total for count in told),
        "there": len(told),
        "cases": DuplicateCase.objects.visible_to(request.actor).filter(settled_at=None).count(),
        "may_bring": rules.may_bring_any(request.actor),
    }
    return page(request, "collect/pupils_area.html", context)


@require_safe
@guarded()
def roll(request: Request, code: str) -> HttpResponse:
    """The list layer of one school, for its staff and the area."""
    school = get_object_or_404(Unit, code=code)
    if not rules.may_list(request.actor, school):
        raise Http404
    return _roll(request, school)


def _roll(request: Request, school: Unit) -> HttpResponse:
    filters = PupilFilter(request.GET, known=reads.grades_of(school))
    seen = reads.roll(school, request.actor, **filters.wanted())
    rows = keyset.page_of(seen, order=ORDER, cursor=request.GET.get(keyset.CURSOR))
    keeps = rules.may_keep(request.actor, school)
    context = {
        "school": school,
        "filters": filters,
        "count": seen.count(),
        "page": rows,
        "lines": [(one, class_name(one.grade, one.room)) for one in rows.rows],
        "any": bool(rows.rows) or bool(request.GET),
        "keeps": keeps,
        "own": school.pk == request.actor.desk_id,
        "waiting": Transfer.objects.filter(to_school=school, entered=None).count() if keeps else 0,
        "cases": DuplicateCase.objects.visible_to(request.actor).filter(settled_at=None).count() if keeps else 0,
        "query": request.GET.urlencode(),
    }
    return page(request, "collect/pupils.html", context)


@require_safe
@guarded(None, Pupil)
def pupil(request: Request, pupil: Pupil) -> HttpResponse:
    """The list layer and the history; the other layers behind their doors."""
    return _card(request, pupil)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_see_personal, Pupil)
def personal(request: Request, pupil: Pupil) -> HttpResponse:
    """The personal layer for a stated reason; the look is on the trail before anything is shown."""
    if request.method != "POST":  # an opened page that is loaded again is closed
        return go(request, pupil.get_absolute_url())
    form = ReasonForm(request.POST, prefix="personal")
    if not form.is_valid():
        return _card(request, pupil, status=422, personal_form=form)
    audit.look(request.actor, "collect.pupil_looked", pupil, note=form.said)
    return _card(request, pupil, personal=reads.personal_of(pupil))


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_see_sensitive, Pupil)
def sensitive(request: Request, pupil: Pupil) -> HttpResponse:
    """The sensitive layer, for whoever has the duty by name."""
    if request.method != "POST":  # an opened page that is loaded again is closed
        return go(request, pupil.get_absolute_url())
    form = ReasonForm(request.POST, prefix="sensitive")
    if not form.is_valid():
        return _card(request, pupil, status=422, sensitive_form=form)
    audit.look(request.actor, "collect.pupil_sensitive_looked", pupil, note=form.said)
    return _card(request, pupil, sensitive=reads.sensitive_of(pupil))


def _card(request: Request, pupil: Pupil, *, status: int = 200, **layers: Any) -> HttpResponse:
    actor = request.actor
    held = rules.holding(pupil)
    enrolments = list(pupil.enrolments.select_related("school"))
    case = DuplicateCase.objects.visible_to(actor).filter(pupil=pupil, settled_at=None).first()
    mask = getattr(getattr(pupil, "personal", None), "number_mask", "")
    may_personal = rules.may_see_personal(actor, pupil)
    context = {
        "pupil": pupil,
        "held": held,
        "here": class_name(held.grade, held.room) if held else "",
        "enrolments": [(one, class_name(one.grade, one.room)) for one in enrolments],
        "history": reads.history(pupil),
        "case": case,
        "mask": mask if may_personal else "",
        "may_personal": may_personal,
        "may_sensitive": rules.may_see_sensitive(actor, pupil),
        "may_move": rules.may_move(actor, pupil),
        "personal_form": ReasonForm(prefix="personal"),
        "sensitive_form": ReasonForm(prefix="sensitive"),
        "personal": None,
        "sensitive": None,
        **layers,
    }
    response = page(request, "collect/pupil.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
