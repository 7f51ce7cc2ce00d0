"""Sending, adding receivers, one receiver's page, and saved lists of receivers."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import UnitGroup
from khet.saraban import reads, services
from khet.saraban.forms.deliveries import ReasonForm
from khet.saraban.forms.letters import ExtendForm, ListForm, RecipientsForm, RecordForm, ReturnForm
from khet.saraban.models import Delivery, Dispatch, Letter
from khet.saraban.reads.recipients import groups
from khet.saraban.reads.voided import struck_numbers
from khet.saraban.rules.capacity import may_write_letters
from khet.saraban.rules.letters import may_dispatch, may_manage
from khet.saraban.services.lists import close_list, save_list
from khet.saraban.views.acting import Act, acted, acts_of
from khet.saraban.views.letters import TEMPLATE, do
from khet.ui.answers import answer, page
from khet.work.kinds import kinds
from khet.work.reads.items import WorkItem, items_about

RECEIVER = "saraban/receiver.html"


@require_POST
@guarded(None, Letter)
def dispatch(request: Request, letter: Letter) -> HttpResponse:
    """ส่ง to whom the draft said; a replacement goes to everyone who has the old one."""
    if letter.replaces is not None and letter.replaces.state in (Letter.State.DISPATCHED, Letter.State.CLOSED):
        made = services.replace_letter(actor=request.actor, old=letter.replaces, new=letter)
    else:
        made = services.dispatch(actor=request.actor, letter=letter)
    return answer(request, None, TEMPLATE, then=letter, message=_sent(made, letter))


def _sent(made: Dispatch, letter: Letter) -> str:
    if made.finished_at is None:
        return _("กำลังส่งถึง %(count)s แห่ง ปิดหน้านี้ได้") % {"count": f"{made.total:,}"}
    return _("ส่ง %(number)s ถึง %(count)s แห่งแล้ว") % {"number": letter.letter_no, "count": f"{made.total:,}"}


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_dispatch, Letter)
def recipients(request: Request, letter: Letter) -> HttpResponse:
    """To whom, for a letter that was signed without receivers."""
    form = RecipientsForm(request.POST if request.method == "POST" else None, actor=request.actor)

    def context() -> dict[str, Any]:
        return {"letter": letter, "form": form}

    if request.method != "POST":
        return page(request, "saraban/recipients.html", context())

    def act(data: dict[str, Any]) -> Dispatch:
        return services.dispatch(actor=request.actor, letter=letter, to=form.recipients())

    def said(made: Dispatch) -> str:
        return _sent(made, letter)

    return acted(request, form, act, template="saraban/recipients.html", context=context, then=letter, message=said)


@require_safe
@guarded(None, Letter)
def progress(request: Request, letter: Letter) -> HttpResponse:
    """The moving part of the page: the PDF being made, or a large dispatch; asks again until it is done."""
    shown = reads.letter_page(letter, request.actor)
    running = shown.dispatch if shown.dispatch and shown.dispatch.finished_at is None else None
    ready = services.printed(letter) is not None
    context = {"letter": letter, "running": running, "paper": ready, "may": shown.may, "settled": True}
    return page(request, "saraban/progress.html", context)


@require_POST
@guarded(None, Letter)
def add_recipients(request: Request, letter: Letter) -> HttpResponse:
    form = RecipientsForm(request.POST, actor=request.actor)

    def act(data: dict[str, Any]) -> Dispatch:
        return services.add_recipients(actor=request.actor, letter=letter, to=form.recipients())

    return do(request, letter, "add_recipients", form, act, _("เพิ่มผู้รับแล้ว"))


def _delivery(letter: Letter, pk: int) -> Delivery:
    rows = Delivery.objects.select_related("letter__desk", "unit", "to_post", "to_person")
    return get_object_or_404(rows, pk=pk, letter=letter)


@require_safe
@guarded(may_manage, Letter)
def receiver(request: Request, letter: Letter, delivery: int) -> HttpResponse:
    """One receiver, from the sender's side: when it came, its own number, each ask with its answer."""
    return page(request, RECEIVER, receiver_context(request, letter, _delivery(letter, delivery)))


def receiver_context(request: Request, letter: Letter, delivery: Delivery, typed: Act | None = None) -> dict[str, Any]:
    items = items_about("saraban.delivery", delivery.pk).filter(ask__isnull=False)
    asked = list(items.select_related("ask").order_by("ask__order"))
    given = list(delivery.answers.select_related("letter"))
    attached = reads.answer_files(given)
    rows = [
        (item, kinds[item.kind], [(each, attached.get(each.pk, [])) for each in given if each.item_id == item.pk])
        for item in asked
    ]
    return {
        "letter": letter,
        "delivery": delivery,
        "rows": rows,
        "entry": delivery.entries.filter(state="issued").first(),
        "struck": struck_numbers([delivery.pk]).get(delivery.pk),
        "acts": acts_of(_receiver_acts(letter, delivery, asked), typed),
        "typed": typed,
    }


def _receiver_acts(letter: Letter, delivery: Delivery, items: list[WorkItem]) -> list[Act | None]:
    owes = any(item.waiting for item in items)
    live = delivery.stage not in (Delivery.Stage.REJECTED, Delivery.Stage.WITHDRAWN)
    per_item = [
        _receiver_act("record", letter, delivery, RecordForm(prefix=f"r{item.pk}"), item)
        if item.waiting
        else _receiver_act("reopen_answer", letter, delivery, ReturnForm(prefix=f"b{item.pk}"), item)
        for item in items
        if item.state != "withdrawn"
    ]
    return [
        _receiver_act("extend", letter, delivery, ExtendForm()) if owes and live else None,
        _receiver_act("withdraw_delivery", letter, delivery, ReasonForm(label=_("เหตุผลที่ถอน"))) if live else None,
        *per_item,
    ]


def _receiver_act(key: str, letter: Letter, delivery: Delivery, form: Any, item: WorkItem | None = None) -> Act:
    words = {
        "extend": (_("เลื่อนกำหนด"), "calendar-days", "go", _("เลื่อนทุกข้อที่ยังค้างของแห่งนี้ และแจ้งให้ทราบ")),
        "withdraw_delivery": (_("ถอนจากแห่งนี้"), "ban", "risk", _("แห่งนี้จะเห็นว่าถอนพร้อมเหตุผล แห่งอื่นไม่กระทบ")),
        "record": (_("บันทึกคำตอบแทน"), "pencil", "go", _("ใช้เมื่อได้รับคำตอบทางโทรศัพท์หรือเอกสาร")),
        "reopen_answer": (_("ขอให้แก้คำตอบ"), "undo-2", "", _("แห่งนี้จะต้องตอบข้อนี้ใหม่ คำตอบเดิมยังอยู่")),
    }
    label, icon, kind, text = words[key]
    args = [letter.pk, delivery.pk, *([item.pk] if item else [])]
    name = f"{key}-{item.pk}" if item else key
    said = f"{label} ({item.ask.mark})" if item and item.ask else label
    there = reverse(f"saraban:{key}", args=args)
    return Act(name, said, icon, there, form, text, kind, _("กำลังบันทึก"), item.pk if item else 0)


def _receiver_do(
    request: Request, letter: Letter, delivery: Delivery, key: str, form: Any, act: Any, said: str, item: Any = None
) -> HttpResponse:
    def context() -> dict[str, Any]:
        return receiver_context(request, letter, delivery, _receiver_act(key, letter, delivery, form, item))

    there = reverse("saraban:receiver", args=[letter.pk, delivery.pk])
    return acted(request, form, act, template=RECEIVER, context=context, then=there, message=said)


def _item(delivery: Delivery, pk: int) -> WorkItem:
    items = items_about("saraban.delivery", delivery.pk).filter(ask__isnull=False)
    return get_object_or_404(items.select_related("ask"), pk=pk)


@require_POST
@guarded(may_manage, Letter)
def extend(request: Request, letter: Letter, delivery: int) -> HttpResponse:
    held, form = _delivery(letter, delivery), ExtendForm(request.POST)

    def act(data: dict[str, Any]) -> int:
        return services.extend_deadline(actor=request.actor, delivery=held, due_on=data["due"], reason=data["reason"])

    return _receiver_do(request, letter, held, "extend", form, act, _("เลื่อนกำหนดและแจ้งแล้ว"))


@require_POST
@guarded(may_manage, Letter)
def withdraw_delivery(request: Request, letter: Letter, delivery: int) -> HttpResponse:
    held, form = _delivery(letter, delivery), ReasonForm(request.POST, label=_("เหตุผลที่ถอน"))

    def act(data: dict[str, Any]) -> Delivery:
        return services.withdraw_delivery(actor=request.actor, delivery=held, reason=data["reason"])

    return _receiver_do(request, letter, held, "withdraw_delivery", form, act, _("ถอนจากแห่งนี้แล้ว"))


@require_POST
@guarded(may_manage, Letter)
def record(request: Request, letter: Letter, delivery: int, item: int) -> HttpResponse:
    held = _delivery(letter, delivery)
    asked = _item(held, item)
    form = RecordForm(request.POST, prefix=f"r{asked.pk}")

    def act(data: dict[str, Any]) -> object:
        return services.answer_for(actor=request.actor, delivery=held, item=asked, via=data["via"], text=data["text"])

    return _receiver_do(request, letter, held, "record", form, act, _("บันทึกคำตอบแทนแล้ว"), asked)


@require_POST
@guarded(may_manage, Letter)
def reopen_answer(request: Request, letter: Letter, delivery: int, item: int) -> HttpResponse:
    held = _delivery(letter, delivery)
    asked = _item(held, item)
    form = ReturnForm(request.POST, prefix=f"b{asked.pk}")

    def act(data: dict[str, Any]) -> None:
        services.reopen_answer(actor=request.actor, item=asked, note=data["note"])

    return _receiver_do(request, letter, held, "reopen_answer", form, act, _("ขอให้แก้คำตอบแล้ว"), asked)


def _own_list(request: Request, pk: int) -> UnitGroup:
    """One of the desk's own. What one keeps no lists of is not there."""
    actor = request.actor
    if not may_write_letters(actor):
        raise Http404
    return get_object_or_404(UnitGroup, pk=pk, owner_id=actor.desk_id or 0)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded()
def lists(request: Request, pk: int | None = None) -> HttpResponse:
    """Saved lists of receivers of the desk; shared ones are shown, not changed."""
    actor = request.actor
    standing = None if pk is None else _own_list(request, pk)
    if not may_write_letters(actor):
        raise PermissionDenied
    known = groups(actor)
    members = next((list(each.unit_ids) for each in known if each.pk == pk), [])
    initial = {"name": standing.name, "units": members} if standing else None
    form = ListForm(request.POST if request.method == "POST" else None, actor=actor, initial=initial)

    def context() -> dict[str, Any]:
        return {"lists": known, "form": form, "standing": standing}

    if request.method != "POST":
        return page(request, "saraban/lists.html", context())

    def act(data: dict[str, Any]) -> UnitGroup:
        return save_list(actor=actor, group=standing, name=data["name"], unit_ids=data["units"])

    return acted(
        request,
        form,
        act,
        template="saraban/lists.html",
        context=context,
        then=reverse("saraban:lists"),
        message=lambda made: _("บันทึกกลุ่ม %(name)s แล้ว") % {"name": made.name},
    )


@require_POST
@guarded()
def drop_list(request: Request, pk: int) -> HttpResponse:
    standing = _own_list(request, pk)
    close_list(actor=request.actor, group=standing)
    said = _("ลบกลุ่ม %(name)s แล้ว หนังสือที่ส่งไปแล้วไม่เปลี่ยน") % {"name": standing.name}
    return answer(request, None, "saraban/lists.html", then=reverse("saraban:lists"), message=said)
