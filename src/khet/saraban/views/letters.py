"""The sender's page of a letter: the paper, where it is, who has it, what came back, and what may be done."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.guard import guarded
from khet.org.http import Request
from khet.paper import services as paper
from khet.saraban import reads, services
from khet.saraban.forms.deliveries import PlainForm, ReasonForm
from khet.saraban.forms.letters import ApproveForm, RecipientsForm, ReturnForm, ScanForm
from khet.saraban.models import Letter, RegisterEntry
from khet.saraban.reads.pages import LetterPage
from khet.saraban.reads.recipients import in_words
from khet.saraban.reads.seats import seats_of
from khet.saraban.reads.stories import Event
from khet.saraban.reads.walls import ask_fences, receiver_page
from khet.saraban.rules.registers import may_void
from khet.saraban.services import Recipients, targets_of
from khet.saraban.views.acting import Act, acted, acts_of
from khet.saraban.views.pictures import draft_pdf, pages_of
from khet.ui import keyset
from khet.ui.answers import answer, page

TEMPLATE = "saraban/letter.html"
LATEST = 4
State = Letter.State
STEPS = (
    (gettext_lazy("ร่าง"), (State.DRAFT, State.RETURNED)),
    (gettext_lazy("ตรวจ"), (State.REVIEW, State.APPROVED)),
    (gettext_lazy("ลงนาม"), (State.PROPOSED,)),
    (gettext_lazy("ออกเลข"), (State.ISSUED,)),
    (gettext_lazy("ส่ง"), (State.READY,)),
    (gettext_lazy("รอตอบ"), (State.DISPATCHED,)),
)


@require_safe
@guarded(None, Letter)
def letter(request: Request, letter: Letter) -> HttpResponse:
    """The sender's side; whoever only received it is led to the own delivery."""
    if not _ours(request.actor, letter):
        mine = reads.own_delivery(letter, request.actor)
        if mine is not None:
            return HttpResponseRedirect(mine.get_absolute_url())
    return page(request, TEMPLATE, letter_context(request, letter))


def _ours(actor: Actor, letter: Letter) -> bool:
    return reads.is_sender(letter, actor)


def letter_context(request: Request, letter: Letter, typed: Act | None = None) -> dict[str, Any]:
    actor = request.actor
    shown = reads.letter_page(letter, actor)
    events, earlier = _lately(shown)
    to = Recipients.from_plan(letter.plan)
    waiting = letter.state in Letter.DRAFT_STATES or letter.state in (State.ISSUED, State.READY)
    receivers = receiver_page(letter, request.GET.get("stage", ""), request.GET.get(keyset.CURSOR, ""))
    return {
        "letter": letter,
        "shown": shown,
        "events": events,
        "earlier": earlier,
        "may": shown.may,
        "pages": _pages(letter),
        "paper": services.printed(letter) if letter.state == State.ISSUED else None,
        "enclosures": [each for each in shown.files if each.file_id != letter.pdf_id],
        "steps": _steps(letter),
        "to_said": in_words(to) if waiting else "",
        "to_count": len(targets_of(to)) if waiting and to else 0,
        "replaces": letter.replaces if letter.state == State.READY else None,
        "replaced_by": letter.replaced_by.exclude(state__in=Letter.DRAFT_STATES).first(),
        "fences": ask_fences(letter, actor) if _ours(actor, letter) and letter.delivery_count else [],
        "receivers": receivers if _ours(actor, letter) and letter.delivery_count else None,
        "entry": _own_entry(letter),
        "acts": acts_of(_acts(actor, shown), typed),
        "typed": typed,
        "running": shown.dispatch if shown.dispatch and shown.dispatch.finished_at is None else None,
    }


def _own_entry(letter: Letter) -> RegisterEntry | None:
    """The row of the letter's own desk; receivers have theirs."""
    return letter.entries.filter(state=RegisterEntry.State.ISSUED, desk_id=letter.desk_id).first()


def _lately(shown: LetterPage) -> tuple[list[Event], int]:
    """The story with its last answers only, and how many answers came before them."""
    answers = [event for event in shown.events if event.kind == "answer"]
    old = set(answers[:-LATEST])
    return [event for event in shown.events if event not in old], len(old)


def _pages(letter: Letter) -> range:
    if letter.pdf_id is not None or letter.origin != Letter.Origin.OWN:
        return pages_of(letter.pdf)
    return range(1, paper.page_count(draft_pdf(letter)) + 1)


def _steps(letter: Letter) -> list[tuple[str, str]]:
    """(name, done, now or later) of the way a letter goes."""
    at = next((place for place, (_name, states) in enumerate(STEPS) if letter.state in states), len(STEPS))
    if letter.state in (State.WITHDRAWN, State.VOID, State.RECEIVED):
        return []
    named = [str(name) for name, _states in STEPS]
    return [(name, "done" if place < at else "now" if place == at else "later") for place, name in enumerate(named)]


def _acts(actor: Actor, shown: LetterPage) -> list[Act | None]:
    letter, may = shown.letter, shown.may
    sent = letter.state in (State.DISPATCHED, State.CLOSED)
    entry = _own_entry(letter)
    voidable = entry is not None and may_void(actor, entry) and letter.state in (State.ISSUED, State.READY)
    seats = seats_of(letter.desk_id) if "review" in may else []
    return [
        _act("approve", letter, ApproveForm(seats=seats, but=actor.post_id)) if "review" in may else None,
        _act("send_back", letter, ReturnForm()) if "return" in may else None,
        _act("recall", letter, PlainForm()) if "recall" in may else None,
        _act("signed", letter, ScanForm())
        if "attach_signed" in may and letter.signing == Letter.Signing.BY_HAND
        else None,
        _act("add_recipients", letter, RecipientsForm(actor=actor)) if sent and "dispatch" in may else None,
        _act("replace", letter, PlainForm()) if "replace" in may else None,
        _act("close", letter, PlainForm()) if "close" in may else None,
        _act("withdraw", letter, ReasonForm(label=_("เหตุผลที่ถอน"))) if "withdraw" in may else None,
        _act("void", letter, ReasonForm(label=_("เหตุผลที่ยกเลิกเลข"))) if voidable else None,
    ]


def _words() -> dict[str, tuple[str, str, str, str, str]]:
    """key: (label, icon, kind, what it will do, the verb going on)"""
    return {
        "approve": (_("ผ่านการตรวจ"), "check", "go", _("ร่างไปต่อ ฉบับนี้ถูกเก็บไว้เทียบกับฉบับหลัง"), _("กำลังบันทึก")),
        "send_back": (_("คืนให้แก้"), "undo-2", "", _("ร่างกลับไปที่ผู้ร่างพร้อมข้อความนี้"), _("กำลังคืน")),
        "recall": (_("ดึงร่างกลับ"), "undo-2", "", _("ร่างกลับมาแก้ได้ ผู้ตรวจหรือผู้ลงนามจะไม่เห็นในงานค้างอีก"), ""),
        "signed": (_("แนบฉบับลงนาม"), "paperclip", "go", _("สแกนฉบับที่ลงนามในกระดาษ ผู้รับจะได้ฉบับนี้"), _("กำลังแนบ")),
        "add_recipients": (_("เพิ่มผู้รับ"), "plus", "go", _("ผู้ที่ได้รับแล้วจะไม่ได้ซ้ำ สิ่งที่ขอเหมือนเดิม"), _("กำลังส่ง")),
        "replace": (
            _("ออกฉบับแทน"),
            "file-text",
            "go",
            _("ระบบร่างฉบับใหม่จากฉบับนี้ เมื่อส่งฉบับใหม่แล้ว ฉบับเดิมจะถูกถอนพร้อมแจ้งผู้รับทุกแห่ง"),
            _("กำลังร่าง"),
        ),
        "close": (_("ยุติเรื่อง"), "circle-check", "go", _("ผู้ที่ยังไม่ตอบไม่ต้องตอบอีก คำตอบที่ได้แล้วยังอยู่"), _("กำลังยุติ")),
        "withdraw": (_("ถอนหนังสือ"), "ban", "risk", _("ผู้รับทุกแห่งจะเห็นว่าถอนพร้อมเหตุผล เลขรับยังอยู่ในทะเบียน"), _("กำลังถอน")),
        "void": (_("ยกเลิกเลข"), "ban", "risk", _("เลขนี้จะไม่ถูกใช้ซ้ำ หนังสือยังอยู่ในทะเบียนพร้อมเหตุผล"), _("กำลังยกเลิกเลข")),
    }


def _act(key: str, letter: Letter, form: Any) -> Act:
    label, icon, kind, text, busy = _words()[key]
    return Act(key, label, icon, reverse(f"saraban:{key}", args=[letter.pk]), form, text, kind, busy)


def do(
    request: Request, letter: Letter, key: str, form: Any, act: Callable[[dict[str, Any]], object], message: Any
) -> HttpResponse:
    """One of the sender's acts; when it was typed wrong it stands open on the page, which receivers do not have."""
    if not _ours(request.actor, letter) and reads.own_delivery(letter, request.actor) is not None:
        raise Http404

    def context() -> dict[str, Any]:
        return letter_context(request, letter, _act(key, letter, form))

    return acted(request, form, act, template=TEMPLATE, context=context, then=letter, message=message)


@require_POST
@guarded(None, Letter)
def approve(request: Request, letter: Letter) -> HttpResponse:
    form = ApproveForm(request.POST, seats=seats_of(letter.desk_id), but=request.actor.post_id)

    def act(data: dict[str, Any]) -> object:
        return services.approve_draft(actor=request.actor, letter=letter, note=data["note"], next_post=data["next"])

    return do(request, letter, "approve", form, act, _("ผ่านการตรวจแล้ว"))


@require_POST
@guarded(None, Letter)
def send_back(request: Request, letter: Letter) -> HttpResponse:
    form = ReturnForm(request.POST)

    def act(data: dict[str, Any]) -> object:
        return services.return_draft(actor=request.actor, letter=letter, note=data["note"])

    said = _("คืนให้ %(who)s แก้แล้ว") % {"who": letter.drafted_name}
    return do(request, letter, "send_back", form, act, said)


@require_POST
@guarded(None, Letter)
def recall(request: Request, letter: Letter) -> HttpResponse:
    services.recall_draft(actor=request.actor, letter=letter)
    said = _("ดึงร่างกลับแล้ว แก้แล้วเสนอใหม่ได้")
    return answer(request, None, TEMPLATE, then=reverse("saraban:edit", args=[letter.pk]), message=said)


@require_POST
@guarded(None, Letter)
def propose(request: Request, letter: Letter) -> HttpResponse:
    """เสนอลงนาม from the letter's page, as it stands."""
    made = services.propose_to_sign(actor=request.actor, letter=letter)
    said = _("เสนอลงนามถึง %(post)s แล้ว") % {"post": made.signer_post}
    return answer(request, None, TEMPLATE, then=letter, message=said)


@require_POST
@guarded(None, Letter)
def withdraw(request: Request, letter: Letter) -> HttpResponse:
    form = ReasonForm(request.POST, label=_("เหตุผลที่ถอน"))

    def act(data: dict[str, Any]) -> object:
        return services.withdraw_letter(actor=request.actor, letter=letter, reason=data["reason"])

    return do(request, letter, "withdraw", form, act, _("ถอนหนังสือแล้ว ผู้รับทุกแห่งได้รับแจ้ง"))


@require_POST
@guarded(None, Letter)
def void(request: Request, letter: Letter) -> HttpResponse:
    form = ReasonForm(request.POST, label=_("เหตุผลที่ยกเลิกเลข"))

    def act(data: dict[str, Any]) -> RegisterEntry:
        entry = _own_entry(letter)
        if entry is None:
            raise Refused(_("หนังสือฉบับนี้ยังไม่มีเลขให้ยกเลิก โหลดหน้าใหม่เพื่อดูสถานะล่าสุด"), code="no_number")
        return services.void_number(actor=request.actor, entry=entry, reason=data["reason"])

    said = _("ยกเลิกเลข %(number)s แล้ว") % {"number": letter.letter_no}
    return do(request, letter, "void", form, act, said)


@require_POST
@guarded(None, Letter)
def close(request: Request, letter: Letter) -> HttpResponse:
    services.close_letter(actor=request.actor, letter=letter)
    return answer(request, None, TEMPLATE, then=letter, message=_("ยุติเรื่องแล้ว"))


@require_POST
@guarded(None, Letter)
def replace(request: Request, letter: Letter) -> HttpResponse:
    made = services.replacement_of(actor=request.actor, letter=letter)
    said = _("ร่างฉบับแทนแล้ว แก้แล้วเสนอลงนาม")
    return answer(request, None, TEMPLATE, then=reverse("saraban:edit", args=[made.pk]), message=said)
