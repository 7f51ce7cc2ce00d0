"""Answering what a letter asks, and taking the answers away."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from khet.files import services as files
from khet.files.made import as_file
from khet.kernel.ids import read_id
from khet.org.guard import guarded
from khet.org.http import Request
from khet.paper.workbooks import MIME
from khet.saraban import reads, services
from khet.saraban.forms.deliveries import PlainForm, ReasonForm
from khet.saraban.models import Answer, Delivery, Letter
from khet.saraban.rules.letters import may_manage
from khet.saraban.services import NamedPerson
from khet.saraban.services.answering import ASKABLE
from khet.saraban.views.acting import acted
from khet.saraban.views.asked import form_for
from khet.saraban.views.deliveries import TEMPLATE, delivery_context
from khet.ui.answers import answer as answered
from khet.ui.answers import page
from khet.work.reads.items import Ask, WorkItem, items_about


def _item(delivery: Delivery, pk: int) -> WorkItem:
    items = items_about("saraban.delivery", delivery.pk).filter(ask__isnull=False)
    return get_object_or_404(items.select_related("ask"), pk=pk)


@require_POST
@guarded(None, Delivery)
def answer(request: Request, delivery: Delivery, item: int) -> HttpResponse:
    """Give one ask what it asks for; a tap, a text with files, or names."""
    asked = _item(delivery, item)
    if asked.kind not in ASKABLE:
        raise Http404
    rows = _rows(request, asked)
    form = form_for(asked, request.POST, request.FILES, rows=rows) or PlainForm(request.POST)
    if "more" in request.POST:
        form = form_for(asked, None, None, rows=rows + 3)
        for name in form.fields:
            form.initial[name] = request.POST.get(f"a{asked.pk}-{name}", "")
        return page(request, TEMPLATE, _with(request, delivery, asked, form))

    said = _("ตอบ %(ask)s แล้ว ผู้ส่งเห็นทันที") % {"ask": asked.ask.label if asked.ask else ""}
    if not form.fields:
        services.answer_ask(actor=request.actor, item=asked)
        return answered(request, None, TEMPLATE, then=delivery, message=said)

    def do(data: dict[str, Any]) -> Answer:
        return _answer(request, delivery, asked, form, data)

    def context() -> dict[str, Any]:
        return _with(request, delivery, asked, form)

    return acted(request, form, do, template=TEMPLATE, context=context, then=delivery, message=said)


def _rows(request: Request, item: WorkItem) -> int:
    return sum(name.startswith(f"a{item.pk}-name-") for name in request.POST) or 3


@transaction.atomic
def _answer(request: Request, delivery: Delivery, item: WorkItem, form: Any, data: dict[str, Any]) -> Answer:
    """Files are put on the delivery and handed on with the answer, or nothing is kept."""
    secret = delivery.secrecy > 0
    kept = files.keep(data.get("attached") or [], actor=request.actor, owner=delivery.ref, restricted=secret)
    people = [NamedPerson(**each) for each in getattr(form, "people", [])]
    return services.answer_ask(actor=request.actor, item=item, text=data.get("text", ""), files=kept, people=people)


def _with(request: Request, delivery: Delivery, item: WorkItem, form: Any) -> dict[str, Any]:
    """The page with this one form as typed, open."""
    context = delivery_context(request, delivery)
    for each in context["asked"]:
        if each.item.pk == item.pk:
            each.form = form
    return {**context, "opened": item.pk}


@require_POST
@guarded(None, Delivery)
def not_applicable(request: Request, delivery: Delivery, item: int) -> HttpResponse:
    asked = _item(delivery, item)
    form = ReasonForm(request.POST, prefix=f"n{asked.pk}", label=_("เหตุที่ไม่เกี่ยวข้อง"))

    def do(data: dict[str, Any]) -> Answer:
        return services.not_applicable(actor=request.actor, item=asked, reason=data["reason"])

    def context() -> dict[str, Any]:
        return {**delivery_context(request, delivery), "excuse": form, "excused": asked.pk}

    said = _("แจ้งผู้ส่งแล้วว่าไม่เกี่ยวข้อง")
    return acted(request, form, do, template=TEMPLATE, context=context, then=delivery, message=said)


@require_safe
@guarded(may_manage, Letter)
def sheet(request: Request, letter: Letter) -> HttpResponse:
    """All answers as Excel; ?ask= for one ask."""
    return as_file(reads.answers_xlsx(letter, ask=_ask(request, letter)), MIME, f"answers-{letter.pk}.xlsx")


@require_safe
@guarded(may_manage, Letter)
def archive(request: Request, letter: Letter) -> HttpResponse:
    """All files of the answers, a folder per unit, with the sheet beside."""
    return as_file(reads.answers_zip(letter, ask=_ask(request, letter)), "application/zip", f"answers-{letter.pk}.zip")


def _ask(request: Request, letter: Letter) -> Ask | None:
    asked = request.GET.get("ask", "")
    if not asked:
        return None
    ask_id = read_id(asked)
    if ask_id is None:
        raise Http404
    return get_object_or_404(Ask, pk=ask_id, basis_kind="saraban.letter", basis_id=letter.pk)
