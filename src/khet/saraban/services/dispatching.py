"""Sending: at once to a few, in the background to many, and never twice to anyone."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.jobs.services import enqueue
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.saraban.models import Delivery, Dispatch, Letter
from khet.saraban.rules.letters import may_dispatch, may_replace
from khet.saraban.services.asking import put_asks
from khet.saraban.services.delivering import BATCH, deliver
from khet.saraban.services.locking import lock_letter, refuse_unless
from khet.saraban.services.recalling import recall_deliveries
from khet.saraban.services.replying import count_as_answer
from khet.saraban.services.targets import name_secret, targets_of
from khet.saraban.values import AskSpec, Recipients, Target, actor_in, actor_out

INLINE = 200
State = Letter.State
NO_PDF = gettext_noop("ยังสร้างไฟล์หนังสือไม่เสร็จ รอสักครู่แล้วส่งใหม่ (ฉบับลงนามในกระดาษต้องแนบสแกนก่อน)")


@transaction.atomic
def dispatch(
    *, actor: Actor, letter: Letter, to: Recipients | None = None, asks: Sequence[AskSpec] | None = None
) -> Dispatch:
    """Send a letter whose PDF stands; to and asks left out are those of the draft.

    Up to INLINE receivers are reached before this returns; more are reached by a job that can be killed and goes on.
    Whoever has the letter already is left alone. Raises Refused without a PDF, without receivers, or when withdrawn.
    """
    letter = lock_letter(actor, letter)
    _refuse_unready(actor, letter)
    to = Recipients.from_plan(letter.plan) if to is None else to
    if asks is not None:
        put_asks(letter, asks)
    return _send(actor, letter, to, "saraban.dispatched")


@transaction.atomic
def add_recipients(*, actor: Actor, letter: Letter, to: Recipients) -> Dispatch:
    """Send a dispatched letter to more receivers, with the same asks."""
    letter = lock_letter(actor, letter)
    _refuse_unready(actor, letter)
    return _send(actor, letter, to, "saraban.recipients_added")


@transaction.atomic
def replace_letter(*, actor: Actor, old: Letter, new: Letter) -> Dispatch:
    """Send the new letter to everyone who has the old one, and take the old one back with notice of its successor."""
    old = lock_letter(actor, old)
    new = lock_letter(actor, new)
    refuse_unless(may_replace(actor, old), code="not_replaceable")
    _refuse_unready(actor, new)
    live = Delivery.objects.filter(letter=old).exclude(stage__in=(Delivery.Stage.REJECTED, Delivery.Stage.WITHDRAWN))
    rows = live.order_by("pk").values_list("unit_id", "desk_id", "to_post_id", "to_person_id")
    targets = [Target(*row) for row in rows]
    new.replaces = old
    new.save(update_fields=["replaces", "updated_at"])
    with audit.command(actor, "saraban.replaced", old, after={"by": str(new.ref)}, secret=old.is_secret):
        made = _send_to(actor, new, targets, "saraban.dispatched")
        reason = f"แทนที่ด้วยหนังสือที่ {new.letter_no}"
        recall_deliveries(actor, old, reason, replaced_by=new)
    return made


def _refuse_unready(actor: Actor, letter: Letter) -> None:
    if letter.state in (State.ISSUED, *Letter.DRAFT_STATES) or letter.pdf_id is None:
        raise Refused(NO_PDF, code="no_pdf")
    refuse_unless(
        may_dispatch(actor, letter), "หนังสือฉบับนี้ถอนแล้ว หรือไม่ได้อยู่ที่ท่าน โหลดหน้าใหม่เพื่อดูว่าอยู่ที่ใคร", code="not_sender"
    )


def _send(actor: Actor, letter: Letter, to: Recipients, action: str) -> Dispatch:
    return _send_to(actor, letter, targets_of(to), action)


def _send_to(actor: Actor, letter: Letter, targets: Sequence[Target], action: str) -> Dispatch:
    targets = name_secret(letter, targets)
    if not targets:
        raise Refused("ยังไม่ได้เลือกผู้รับ เลือกอย่างน้อยหนึ่งแห่งแล้วส่งอีกครั้ง", code="no_recipients", field="to")
    with audit.command(actor, action, letter, after={"to": len(targets)}, secret=letter.is_secret):
        _mark_sent(letter)
        made = Dispatch.objects.create(
            letter=letter,
            at=timezone.now(),
            by=actor_out(actor),
            by_name=actor.person_name,
            unit_ids=[[each.unit_id, each.desk_id, each.post_id, each.person_id] for each in targets],
            total=len(targets),
        )
        if len(targets) <= INLINE:
            deliver(actor, letter, targets)
            _finish(made)
        else:
            made.job_id = enqueue("saraban.dispatch", key=f"saraban.dispatch:{made.pk}", dispatch_id=made.pk).pk
            made.save(update_fields=["job_id"])
        count_as_answer(actor, letter)
    return made


def _mark_sent(letter: Letter) -> None:
    letter.state, letter.closed_at = State.DISPATCHED, None
    letter.dispatched_at = letter.dispatched_at or timezone.now()
    letter.save(update_fields=["state", "closed_at", "dispatched_at", "updated_at"])


def _finish(made: Dispatch) -> None:
    made.done, made.finished_at, made.unit_ids = made.total, timezone.now(), []
    made.save(update_fields=["done", "finished_at", "unit_ids"])


def run_dispatch(dispatch_id: int, *, told: Callable[[int, int], None], size: int = BATCH) -> None:
    """Deliver chunk after chunk, each in a transaction of its own; started again it goes on where it stopped.

    told(done, total) is called outside the transactions and may raise to stop.
    """
    while True:
        made = Dispatch.objects.defer("unit_ids").get(pk=dispatch_id)
        told(made.done, made.total)
        if made.finished_at is not None:
            return
        _next_chunk(dispatch_id, size)


@transaction.atomic
def _next_chunk(dispatch_id: int, size: int) -> None:
    made = Dispatch.objects.select_for_update(of=("self",), no_key=True).get(pk=dispatch_id)
    letter = Letter.objects.select_for_update(of=("self",), no_key=True).get(pk=made.letter_id)
    chunk = made.unit_ids[made.done : made.done + size]
    if made.finished_at is not None:
        return
    if letter.state in (State.WITHDRAWN, State.VOID) or not chunk:
        made.finished_at = timezone.now()
        made.save(update_fields=["finished_at"])
        return
    actor = actor_in(made.by)
    with audit.command(actor, "saraban.delivered", letter, secret=letter.is_secret) as command:
        added = deliver(actor, letter, [Target(*row) for row in chunk])
        command.after = {"from": made.done, "to": made.done + len(chunk), "added": added}
    made.done += len(chunk)
    if made.done >= made.total:
        made.finished_at = timezone.now()
    made.save(update_fields=["done", "finished_at"])
