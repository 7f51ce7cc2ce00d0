"""The sender's side after dispatch: deadlines, answers by phone and on paper, reopening, closing."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.kernel.actor import SYSTEM, Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref
from khet.saraban.models import Answer, Delivery, Letter
from khet.saraban.rules.letters import may_close, may_manage
from khet.saraban.services.answering import ASKABLE, keep_answer, mark_answered
from khet.saraban.services.delivering import tell
from khet.saraban.services.locking import lock_letter, refuse_unless
from khet.thai import dates
from khet.thai.bangkok import noon
from khet.work import services as work
from khet.work.kinds import Progress
from khet.work.reads.items import WorkItem, items_about, items_on

NOT_SENDER = gettext_noop("เรื่องนี้ทำได้เฉพาะหน่วยงานผู้ส่ง ขอให้ผู้ส่งทำให้")
State = Letter.State


@transaction.atomic
def extend_deadline(*, actor: Actor, delivery: Delivery, due_on: date, reason: str) -> int:
    """Give one receiver until the end of another day for all it still owes; returns how many asks moved."""
    letter = lock_letter(actor, delivery.letter)
    refuse_unless(may_manage(actor, letter), NOT_SENDER, code="not_sender")
    if not reason.strip():
        raise Refused("เขียนเหตุผลที่เลื่อนกำหนด", code="no_reason", field="reason")
    items = list(_owed(delivery))
    if not items:
        raise Refused("ผู้รับแห่งนี้ตอบครบแล้ว ไม่มีกำหนดให้เลื่อน", code="nothing_owed")
    due_at = noon(due_on)
    with audit.command(actor, "saraban.extended", delivery, note=reason, secret=letter.is_secret):
        for item in items:
            work.extend(actor=actor, item=item, due_at=due_at, due_is_date=True, reason=reason)
        title = f"เลื่อนกำหนดตอบเป็น {dates.record(due_on)}: {letter.subject}"
        tell(actor, letter, [delivery], kind="saraban.changed", title=title, body=reason)
    return len(items)


def _owed(delivery: Delivery) -> list[WorkItem]:
    owed = items_about("saraban.delivery", delivery.pk).filter(waiting=True)
    return list(owed.filter(ask__isnull=False).order_by("pk"))


@transaction.atomic
def answer_for(*, actor: Actor, delivery: Delivery, item: WorkItem, via: str, text: str) -> Answer:
    """Note an answer that came by phone or on paper (via "phone" or "paper"), recorded by the sender."""
    letter = lock_letter(actor, delivery.letter)
    refuse_unless(may_manage(actor, letter), NOT_SENDER, code="not_sender")
    refuse_unless(item.subject == delivery.ref, "งานนี้ไม่ใช่ของผู้รับแห่งนี้ โหลดหน้าใหม่แล้วเลือกอีกครั้ง", code="other_item")
    if via not in (WorkItem.Via.PHONE, WorkItem.Via.PAPER):
        raise Refused("เลือกว่าได้รับคำตอบทางโทรศัพท์หรือเป็นเอกสาร", code="via", field="via")
    with audit.command(actor, "saraban.answered_for", delivery, after={"via": via}, secret=letter.is_secret):
        work.record_answer(actor=actor, item=item, via=via, text=text)
        answer = keep_answer(actor, item, delivery, text=text, via=via)
        mark_answered(delivery)
    return answer


@transaction.atomic
def reopen_answer(*, actor: Actor, item: WorkItem, note: str) -> None:
    """Return an answer to be mended: the receiver owes it again."""
    delivery = Delivery.objects.select_related("letter").get(pk=item.subject_id)
    letter = lock_letter(actor, delivery.letter)
    refuse_unless(may_manage(actor, letter), NOT_SENDER, code="not_sender")
    with audit.command(actor, "saraban.answer_reopened", delivery, note=note, secret=letter.is_secret):
        work.give_back(actor=actor, item=item, note=note)
        Delivery.objects.filter(pk=delivery.pk).update(answered_at=None)
        title = f"ขอให้แก้คำตอบ: {letter.subject}"
        tell(actor, letter, [delivery], kind="saraban.changed", title=title, body=note)


@transaction.atomic
def close_letter(*, actor: Actor, letter: Letter) -> Letter:
    """End the matter on the sender's side though some have not answered; what they owe is withdrawn."""
    letter = lock_letter(actor, letter)
    refuse_unless(may_close(actor, letter), code="not_sender")
    with audit.command(actor, "saraban.closed", letter, secret=letter.is_secret):
        letter.state, letter.closed_at = State.CLOSED, timezone.now()
        letter.save(update_fields=["state", "closed_at", "updated_at"])
        owed = items_on("saraban.letter", letter.pk).filter(waiting=True, ask__isnull=False)
        work.withdraw(actor=actor, items=owed, reason="ผู้ส่งยุติเรื่อง")
    return letter


def on_item(item: WorkItem, verb: str) -> None:
    """What another capability answered for, or gave back, counts for the delivery as well."""
    if item.subject_kind != "saraban.delivery" or item.ask_id is None or item.kind in ASKABLE:
        return
    if verb == "answer":
        mark_answered(Delivery.objects.get(pk=item.subject_id))
    else:
        Delivery.objects.filter(pk=item.subject_id).update(answered_at=None)


def on_progress(letter_id: int, progress: Progress) -> None:
    """A letter closes itself when the last answer is in, and opens again when one is given back.

    A letter that somebody else holds is left alone: close_answered comes by later.
    """
    letters = Letter.objects.filter(pk=letter_id)
    running = letters.filter(dispatches__finished_at__isnull=True, dispatches__isnull=False).exists()
    if progress.total and not progress.waiting and not running:
        free = letters.filter(state=State.DISPATCHED).select_for_update(of=("self",), no_key=True, skip_locked=True)
        if free.only("pk").first() and letters.update(state=State.CLOSED, closed_at=timezone.now()):
            audit.record(SYSTEM, "saraban.closed_itself", Letter(pk=letter_id), after={"answers": progress.total})
    elif progress.waiting:
        shut = letters.filter(state=State.CLOSED).select_for_update(of=("self",), no_key=True, skip_locked=True)
        if shut.only("pk").first():
            letters.update(state=State.DISPATCHED, closed_at=None)


def close_answered() -> int:
    """Close letters whose last two answers came in the same moment, so that neither saw the other. Run now and then.

    A closed one for which an answer was given back while it was held opens again.
    """
    items = items_on("saraban.letter", OuterRef("pk")).filter(ask__isnull=False)
    items = items.exclude(state=WorkItem.State.WITHDRAWN)
    answered = Letter.objects.filter(state=State.DISPATCHED).filter(Exists(items), ~Exists(items.filter(waiting=True)))
    closed = 0
    for letter_id in answered.order_by("pk").values_list("pk", flat=True)[:1000]:
        with transaction.atomic():
            on_progress(letter_id, work.progress(Ref("saraban.letter", letter_id)))
            closed += 1
    owed = items_on("saraban.letter").filter(ask__isnull=False, waiting=True)
    Letter.objects.filter(state=State.CLOSED, pk__in=owed.values("basis_id")).update(
        state=State.DISPATCHED, closed_at=None
    )
    return closed
