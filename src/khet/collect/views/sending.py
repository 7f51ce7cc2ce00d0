"""Steps of one form: sent, certified, returned, accepted, excused."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from khet.collect.forms.rounds import ExtendForm, ReasonForm
from khet.collect.forms.sending import RecordForm, ReturnForm
from khet.collect.models import Submission
from khet.collect.reads.entry import entry_page, frozen_page, places
from khet.collect.reads.values import schema_of, values_of
from khet.collect.rules import submissions as rules
from khet.collect.services import submissions as services
from khet.collect.views.showing import TEMPLATE, entry_context, read_context
from khet.kernel.errors import Refused
from khet.kernel.ids import read_id
from khet.org.accounts.proof import ask_proof, is_proven, proven_at
from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui.answers import answer, page, refusals_into


def _again(request: Request, given: Submission, **more: Any) -> dict[str, Any]:
    """The page as it stands, with what was typed wrong on it."""
    given = Submission.objects.select_related("round").get(pk=given.pk)
    may = rules.may(request.actor, given)
    if may & {"fill", "fill_for"}:
        return {**entry_context(request, given, entry_page(given)), **more}
    shown = entry_page(given) if rules.is_of_unit(request.actor, given) else frozen_page(given)
    return {**read_context(request, given, shown), **more}


def _acted(
    request: Request,
    given: Submission,
    form: forms.Form,
    name: str,
    do: Callable[[dict[str, Any]], object],
    message: str,
) -> HttpResponse:
    with refusals_into(form):
        if form.is_valid():
            do(form.cleaned_data)
    if form.errors:
        return page(request, TEMPLATE, _again(request, given, **{name: form, "opened": name}), status=422)
    return answer(request, None, TEMPLATE, then=given, message=message)


@require_POST
@guarded(None, Submission)
def reasons(request: Request, given: Submission) -> HttpResponse:
    """The unit's reasons for what is warned of (fields r:<path>)."""
    said = {name.removeprefix("r:"): str(text) for name, text in request.POST.items() if name.startswith("r:")}
    count = services.explain(actor=request.actor, given=given, reasons=said)
    words = ngettext("บันทึกเหตุผลแล้ว %(n)s ช่อง", "บันทึกเหตุผลแล้ว %(n)s ช่อง", count) % {"n": count}
    phone = "?phone=1" if request.POST.get("phone") else ""
    return answer(request, None, TEMPLATE, then=f"{given.get_absolute_url()}{phone}#check", message=words)


@require_POST
@guarded(None, Submission)
def submit(request: Request, given: Submission) -> HttpResponse:
    """Blocked sendings come back with the list of what is in the way (422)."""
    try:
        services.submit(actor=request.actor, given=given)
    except Refused as refusal:
        if refusal.code not in ("blocks", "no_reason"):
            raise
        return page(request, TEMPLATE, _again(request, given, stop=refusal.message), status=422)
    said = _("ส่งให้ผู้อำนวยการรับรองแล้ว")
    return answer(request, None, TEMPLATE, then=given, message=said)


@require_POST
@guarded(None, Submission)
def take_back(request: Request, given: Submission) -> HttpResponse:
    services.take_back(actor=request.actor, given=given)
    return answer(request, None, TEMPLATE, then=given, message=_("ดึงกลับมาแล้ว แก้แล้วส่งใหม่ได้"))


@require_POST
@guarded(None, Submission)
def certify(request: Request, given: Submission) -> HttpResponse:
    """รับรองข้อมูล; when the proof of identity is too old it is asked first."""
    if not is_proven(request):
        return ask_proof(request, given.get_absolute_url())
    stamp = read_id(request.POST.get("stamp", "")) or 0
    try:
        done = services.certify(actor=request.actor, given=given, stamp=stamp, reauthenticated_at=proven_at(request))
    except Refused as refusal:
        if refusal.code not in ("blocks", "no_reason", "changed"):
            raise
        return page(request, TEMPLATE, _again(request, given, stop=refusal.message), status=422)
    said = _("รับรองข้อมูลแล้ว ส่งถึง%(desk)s") % {"desk": done.round.desk}
    return answer(request, None, TEMPLATE, then=given, message=said)


def _return_form(request: Request, given: Submission) -> ReturnForm:
    known = places(schema_of(given.round.version_id), values_of(given))
    return ReturnForm(request.POST, places=known)


@require_POST
@guarded(None, Submission)
def send_back(request: Request, given: Submission) -> HttpResponse:
    form = _return_form(request, given)

    def do(data: dict[str, Any]) -> object:
        return services.send_back(actor=request.actor, given=given, note=data["note"], cells=form.cells())

    return _acted(request, given, form, "return_form", do, _("คืนให้ผู้กรอกแก้แล้ว"))


@require_POST
@guarded(None, Submission)
def give_back(request: Request, given: Submission) -> HttpResponse:
    form = _return_form(request, given)

    def do(data: dict[str, Any]) -> object:
        return services.give_back(actor=request.actor, given=given, note=data["note"], cells=form.cells())

    return _acted(request, given, form, "return_form", do, _("คืนให้ %(unit)s แก้แล้ว") % {"unit": given.unit_name})


@require_POST
@guarded(None, Submission)
def record(request: Request, given: Submission) -> HttpResponse:
    """An answer by phone or on paper that the area wrote down."""
    form = RecordForm(request.POST)

    def do(data: dict[str, Any]) -> object:
        return services.record_by_phone(actor=request.actor, given=given, via=data["via"], note=data["note"])

    return _acted(request, given, form, "record_form", do, _("บันทึกคำตอบแทน %(unit)s แล้ว") % {"unit": given.unit_name})


@require_POST
@guarded(None, Submission)
def accept(request: Request, given: Submission) -> HttpResponse:
    services.accept(actor=request.actor, given=given)
    then = given.round if request.POST.get("next") == "round" else given
    return answer(request, None, TEMPLATE, then=then, message=_("รับแบบของ %(unit)s แล้ว") % {"unit": given.unit_name})


@require_POST
@guarded(None, Submission)
def excuse(request: Request, given: Submission) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="excuse")

    def do(data: dict[str, Any]) -> object:
        return services.excuse(actor=request.actor, given=given, reason=data["reason"])

    return _acted(request, given, form, "excuse_form", do, _("ยกเว้น %(unit)s แล้ว") % {"unit": given.unit_name})


@require_POST
@guarded(None, Submission)
def ask_again(request: Request, given: Submission) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="again")

    def do(data: dict[str, Any]) -> object:
        return services.ask_again(actor=request.actor, given=given, reason=data["reason"])

    return _acted(request, given, form, "again_form", do, _("ขอข้อมูลจาก %(unit)s แล้ว") % {"unit": given.unit_name})


@require_POST
@guarded(None, Submission)
def extend(request: Request, given: Submission) -> HttpResponse:
    form = ExtendForm(request.POST, prefix="extend")

    def do(data: dict[str, Any]) -> object:
        return services.extend(actor=request.actor, given=given, due_on=data["due_on"], reason=data["reason"])

    return _acted(request, given, form, "extend_form", do, _("เลื่อนกำหนดให้ %(unit)s แล้ว") % {"unit": given.unit_name})
