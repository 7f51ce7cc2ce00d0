"""The first real view of a letter by an addressee."""

from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.saraban.models import Delivery
from khet.saraban.rules.deliveries import is_addressee, may_unopen
from khet.saraban.services.locking import lock_delivery, refuse_unless
from khet.work import services as work

Stage = Delivery.Stage


def mark_opened(*, actor: Actor, delivery: Delivery) -> bool:
    """Note that an addressee opened it (not HEAD, not prefetch: the page says so). Only the first time counts.

    Returns whether it was this time. Of anybody else's look only the own work of reading (เวียน) takes note.
    """
    work.see_subject(actor=actor, subject=delivery.ref)
    if not is_addressee(actor, delivery) or delivery.opened_at is not None:
        return False
    with transaction.atomic():
        return note_opened(actor, delivery)


def note_opened(actor: Actor, delivery: Delivery) -> bool:
    """As mark_opened, inside another service's transaction."""
    now = timezone.now()
    first = Delivery.objects.filter(pk=delivery.pk, opened_at__isnull=True)
    facts = {"opened_at": now, "opened_by_id": actor.person_id, "opened_name": actor.person_name}
    if not first.update(**facts):
        return False
    Delivery.objects.filter(pk=delivery.pk, stage=Stage.ARRIVED).update(stage=Stage.OPENED)
    for name, value in facts.items():
        setattr(delivery, name, value)
    if delivery.stage == Stage.ARRIVED:
        delivery.stage = Stage.OPENED
    audit.record(actor, "saraban.opened", delivery)
    return True


@transaction.atomic
def mark_unopened(*, actor: Actor, delivery: Delivery) -> Delivery:
    """Take back an opening by mistake, while nothing else happened; the trail keeps both."""
    delivery = lock_delivery(actor, delivery)
    refuse_unless(may_unopen(actor, delivery), "มีผู้เริ่มทำเรื่องนี้แล้ว จึงกลับเป็นยังไม่เปิดไม่ได้", code="acted")
    audit.record(actor, "saraban.unopened", delivery, before={"opened_at": delivery.opened_at})
    delivery.opened_at, delivery.opened_by, delivery.opened_name = None, None, ""
    delivery.stage = Stage.ARRIVED
    delivery.save(update_fields=["opened_at", "opened_by", "opened_name", "stage"])
    return delivery
