"""Taking back: a whole letter, one delivery, with notice to those who have it."""

from django.db import transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat, Left
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.saraban.models import Delivery, Letter, RegisterEntry
from khet.saraban.rules.letters import may_manage, may_withdraw
from khet.saraban.services.delivering import tell
from khet.saraban.services.locking import lock_letter, refuse_unless
from khet.thai import dates
from khet.work import services as work
from khet.work.reads.items import items_about, items_on

Stage = Delivery.Stage
NO_REASON = gettext_noop("ยังไม่มีเหตุผล เขียนเหตุผลที่ถอน ผู้รับจะเห็นเหตุผลนี้")


@transaction.atomic
def withdraw_letter(*, actor: Actor, letter: Letter, reason: str) -> Letter:
    """Take a letter back from everyone, also where it was registered; they keep the row, with a remark and a notice."""
    letter = lock_letter(actor, letter)
    refuse_unless(may_withdraw(actor, letter), code="not_withdrawable")
    if not reason.strip():
        raise Refused(NO_REASON, code="no_reason", field="reason")
    with audit.command(actor, "saraban.withdrawn", letter, note=reason, secret=letter.is_secret):
        recall_deliveries(actor, letter, reason.strip())
    return letter


def recall_deliveries(actor: Actor, letter: Letter, reason: str, *, replaced_by: Letter | None = None) -> None:
    """The letter and all its deliveries are withdrawn; the letter must be locked."""
    now = timezone.now()
    letter.state, letter.withdrawn_at, letter.reason = Letter.State.WITHDRAWN, now, reason[:500]
    letter.save(update_fields=["state", "withdrawn_at", "reason", "updated_at"])
    live = Delivery.objects.filter(letter=letter).exclude(stage__in=(Stage.REJECTED, Stage.WITHDRAWN))
    _withdraw(actor, letter, live, reason, replaced_by)


@transaction.atomic
def withdraw_delivery(*, actor: Actor, delivery: Delivery, reason: str) -> Delivery:
    """Take a letter back from one receiver (sent there by mistake)."""
    letter = lock_letter(actor, delivery.letter)
    refuse_unless(may_manage(actor, letter), code="not_sender")
    if not reason.strip():
        raise Refused(NO_REASON, code="no_reason", field="reason")
    rows = Delivery.objects.filter(letter=letter, pk=delivery.pk).exclude(stage__in=(Stage.REJECTED, Stage.WITHDRAWN))
    with audit.command(actor, "saraban.delivery_withdrawn", delivery, note=reason, secret=letter.is_secret):
        _withdraw(actor, letter, rows, reason.strip(), None)
    delivery.refresh_from_db()
    return delivery


def _withdraw(actor: Actor, letter: Letter, live: QuerySet[Delivery], reason: str, replaced_by: Letter | None) -> None:
    rows, now = list(live.order_by("pk").select_for_update(of=("self",), no_key=True)), timezone.now()
    if not rows:
        return
    whole = letter.state == Letter.State.WITHDRAWN
    ids = [row.pk for row in rows]
    chosen = Q(letter=letter) if whole else Q(pk__in=ids)
    still = Delivery.objects.filter(chosen).exclude(stage__in=(Stage.REJECTED, Stage.WITHDRAWN))
    registered = RegisterEntry.objects.filter(
        (Q(delivery__letter=letter) if whole else Q(delivery_id__in=ids)), state=RegisterEntry.State.ISSUED
    )
    note = f"ผู้ส่ง{'ส่งฉบับแทน' if replaced_by else 'ถอน'} {dates.record(now)}: {reason}"
    registered.update(remark=Left(Concat("remark", Value(f" {note}")), 500))
    still.update(stage=Stage.WITHDRAWN, withdrawn_at=now, reason=reason[:500], replaced_by=replaced_by, closed_at=now)
    inside = Delivery.objects.filter(pk__in=ids) if not whole else Delivery.objects.filter(letter=letter)
    items = items_about("saraban.delivery", inside.values("pk"))
    if whole:  # and of units that were asked by the same letter later on, without a delivery of their own
        items |= items_on("saraban.letter", letter.pk).filter(ask__isnull=False)
    items = items.filter(waiting=True)
    work.withdraw(actor=actor, items=items, reason=reason)
    title = f"{'มีฉบับแทน' if replaced_by else 'ผู้ส่งถอนหนังสือ'}: {letter.subject}"
    tell(actor, letter, rows, kind="saraban.withdrawn", title=title, body=reason)
