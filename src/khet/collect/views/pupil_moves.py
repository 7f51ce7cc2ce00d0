"""Pupils who go and come, one child on two rolls, the turn of the school year."""

import re

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.collect.forms.pupils import LetGoForm, ReceiveForm
from khet.collect.models import DuplicateCase, Pupil, RollOver, Transfer
from khet.collect.pupils.plans import class_name
from khet.collect.reads import pupils as reads
from khet.collect.rules import pupils as rules
from khet.collect.services import pupil_moves as services
from khet.collect.services import roll_overs
from khet.kernel.errors import Refused
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import Unit
from khet.thai.bangkok import today
from khet.ui.answers import answer, page, refusals_into


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_move, Pupil)
def let_go(request: Request, pupil: Pupil) -> HttpResponse:
    """End a pupil's time at one's own school."""
    mine = get_object_or_404(Unit, pk=request.actor.desk_id)
    schools = list(
        Unit.objects.filter(kind=rules.SCHOOL, active=True, parent_id=mine.parent_id)
        .exclude(pk=mine.pk)
        .order_by("sort_key")
    )
    form = LetGoForm(request.POST or None, schools=schools)
    done = False
    with refusals_into(form):
        if form.is_bound and form.is_valid():
            data = form.cleaned_data
            to = next((one for one in schools if one.pk == data["to"]), None)
            services.let_go(actor=request.actor, pupil=pupil, on=data["on"], status=data["status"], to=to)
            done = True
    context = {"form": form, "pupil": pupil}
    if not done:
        return page(request, "collect/pupil_go.html", context, status=422 if form.is_bound else 200)
    return answer(
        request, form, "collect/pupil_go.html", context, then=pupil, message=_("บันทึกแล้ว %s พ้นจากทะเบียน") % pupil
    )


@require_safe
@guarded(rules.may_keep_own)
def arrivals(request: Request) -> HttpResponse:
    """Pupils whom another school let go to this one."""
    found = [(one, class_name(one.left.grade, one.left.room)) for one in reads.arrivals(request.actor.desk_id)]
    return page(request, "collect/pupil_arrivals.html", {"found": found})


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_receive, Transfer)
def receive(request: Request, transfer: Transfer) -> HttpResponse:
    form = ReceiveForm(request.POST or None, initial={"grade": transfer.left.grade})
    done = False
    with refusals_into(form):
        if form.is_bound and form.is_valid():
            services.receive(actor=request.actor, transfer=transfer, **form.cleaned_data)
            done = True
    context = {"form": form, "transfer": transfer, "place": class_name(transfer.left.grade, transfer.left.room)}
    if not done:
        return page(request, "collect/pupil_receive.html", context, status=422 if form.is_bound else 200)
    said = _("รับ %s เข้าทะเบียนแล้ว") % transfer.pupil
    return answer(request, form, "collect/pupil_receive.html", context, then=transfer.pupil, message=said)


@require_safe
@guarded(rules.may_read_lists)
def cases(request: Request) -> HttpResponse:
    """Children on two rolls, open ones first."""
    seen = DuplicateCase.objects.visible_to(request.actor)
    rows = seen.select_related("pupil", "first__school", "second__school", "kept")
    context = {"open": list(rows.filter(settled_at=None)[:200]), "settled": list(rows.exclude(settled_at=None)[:50])}
    return page(request, "collect/pupil_cases.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(None, DuplicateCase)
def case(request: Request, case: DuplicateCase) -> HttpResponse:
    """Both schools and the area see the case; whoever may, settles it."""
    sides = [(one, class_name(one.grade, one.room)) for one in (case.first, case.second)]
    if request.method == "POST":
        chosen = request.POST.get("keeps", "")
        keeps = next((one.school for one, _place in sides if str(one.school_id) == chosen), None)
        if keeps is None:
            raise Refused("เลือกโรงเรียนหนึ่งในสองแห่งนี้", code="neither", field="keeps")
        services.settle(actor=request.actor, case=case, keeps=keeps)
        said = _("ตัดสินแล้ว %s ดูแลนักเรียนคนนี้") % keeps
        return answer(request, None, "", then=case, message=said)
    area = rules.settles_for_area(request.actor, case)
    may = rules.may_settle(request.actor, case)
    offered = [one.school for one, _place in sides if may and (area or one.school_id != request.actor.desk_id)]
    return page(request, "collect/pupil_case.html", {"case": case, "sides": sides, "offered": offered, "area": area})


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_keep_own)
def year(request: Request) -> HttpResponse:
    """What the turn of the year would do, and the press."""
    school = get_object_or_404(Unit, pk=request.actor.desk_id)
    if request.method == "POST":
        wanted = request.POST.get("year", "")
        number = int(wanted) if re.fullmatch(r"[0-9]{4}", wanted) else 0
        made = roll_overs.roll_over(actor=request.actor, school=school, from_year=number)
        shown = {"up": made.promoted, "out": made.graduated}
        said = _("เลื่อนชั้นแล้ว %(up)d คน สำเร็จการศึกษา %(out)d คน") % shown
        return answer(request, None, "", then=reverse("collect:pupil_year"), message=said)
    found = roll_overs.turning(school)
    first = roll_overs.may_turn_on(found.year) if found else None
    context = {
        "school": school,
        "turning": found,
        "next": found.year + 1 if found else None,
        "classes": found.classes() if found else [],
        "first": first,
        "may": bool(first and first <= today()),
        "undoable": roll_overs.undoable(school),
        "past": RollOver.objects.filter(school=school)[:10],
    }
    return page(request, "collect/pupil_year.html", context)


@require_POST
@guarded(rules.may_keep_own)
def undo_year(request: Request) -> HttpResponse:
    school = get_object_or_404(Unit, pk=request.actor.desk_id)
    made = RollOver.objects.filter(school=school, undone_at=None).first()
    if made is None:
        raise Http404
    roll_overs.undo(actor=request.actor, made=made)
    said = _("ย้อนการเลื่อนชั้นแล้ว ทะเบียนกลับไปปีการศึกษา %d") % made.from_year
    return answer(request, None, "", then=reverse("collect:pupil_year"), message=said)
