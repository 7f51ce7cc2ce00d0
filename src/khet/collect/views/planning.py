"""Planning a round, opening it, adding to it, calling it off."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.collect.forms.rounds import AddUnitForm, PlanForm, ReasonForm, school_finder
from khet.collect.models import Form, Round, Submission
from khet.collect.rules import rounds as rules
from khet.collect.services import rounds as services
from khet.collect.views.rounds import acted_on
from khet.kernel.ids import read_id
from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui.answers import answer, page, refusals_into
from khet.ui.finders import fragment, looking

PLAN = "collect/plan.html"


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_plan)
def new(request: Request) -> HttpResponse:
    """?form= begins with that form, and proposes the round before it."""
    return _plan(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_change, Round)
def edit(request: Request, round_: Round) -> HttpResponse:
    return _plan(request, round_)


def _plan(request: Request, round_: Round | None) -> HttpResponse:
    if request.method != "POST":
        form = PlanForm(actor=request.actor, round_=round_, initial=_proposed(request))
        return page(request, PLAN, {"form": form, "round": round_})
    form = PlanForm(request.POST, actor=request.actor, round_=round_)
    if looking(form):
        form.errors.clear()  # who only looks for schools is not through yet
        return page(request, PLAN, {"form": form, "round": round_})
    done: Round | None = None
    with refusals_into(form):
        if form.is_valid():
            done = services.plan(actor=request.actor, plan=form.plan(), round_=round_)
    if form.errors or done is None:
        return page(request, PLAN, {"form": form, "round": round_}, status=422)
    return answer(request, None, PLAN, then=done, message=_("บันทึกรอบแล้ว ยังไม่มีใครได้รับแจ้ง"))


@require_safe
@guarded(rules.may_plan)
def units(request: Request) -> HttpResponse:
    """What a search or a district gives, as a piece of the form."""
    return HttpResponse(fragment(school_finder(), request.GET, "units"))


def _proposed(request: Request) -> dict[str, Any]:
    pk = read_id(request.GET.get("form", ""))
    form = Form.objects.filter(pk=pk or 0, desk_id=request.actor.desk_id).first()
    if form is None:
        return {}
    found: dict[str, Any] = {"form": form, "title": form.title, "duty": form.duty, "all_schools": True}
    before = Round.objects.filter(form=form).order_by("-as_of", "-pk").first()
    if before is not None:
        found |= {"year_type": before.year_type, "previous": before, **before.target}
    return found


@require_POST
@guarded(rules.sees_all, Round)
def open_round(request: Request, round_: Round) -> HttpResponse:
    """Open it without a letter."""
    form = forms.Form(request.POST)

    def do(data: dict[str, Any]) -> int:
        return services.open_alone(actor=request.actor, round_=round_)

    def said(count: int) -> str:
        words = ngettext("เปิดรอบแล้ว ขอข้อมูลจาก %(n)s แห่ง", "เปิดรอบแล้ว ขอข้อมูลจาก %(n)s แห่ง", count)
        return words % {"n": count}

    return acted_on(request, round_, form, "open_form", do, said)


@require_POST
@guarded(rules.sees_all, Round)
def cancel(request: Request, round_: Round) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="cancel")

    def do(data: dict[str, Any]) -> Round:
        return services.cancel(actor=request.actor, round_=round_, reason=data["reason"])

    return acted_on(request, round_, form, "cancel_form", do, _("ยกเลิกรอบแล้ว"))


@require_POST
@guarded(rules.sees_all, Round)
def add_unit(request: Request, round_: Round) -> HttpResponse:
    form = AddUnitForm(request.POST, round_=round_)

    def do(data: dict[str, Any]) -> Submission:
        return services.add_unit(actor=request.actor, round_=round_, unit=data["unit"])

    def said(made: Submission) -> str:
        return _("ขอข้อมูลจาก %(unit)s แล้ว") % {"unit": made.unit_name}

    return acted_on(request, round_, form, "add_form", do, said)
