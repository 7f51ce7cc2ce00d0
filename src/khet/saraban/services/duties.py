"""The legal duty of a letter that came from outside: nobody wrote it here, so whoever works on it says which."""

from django.db import transaction
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import LegalDuty
from khet.saraban.models import Delivery, Letter
from khet.saraban.rules.deliveries import may_set_duty
from khet.saraban.services.locking import lock_delivery, lock_letter, refuse_unless
from khet.work import services as work

NO_DUTY_HERE = gettext_noop("หน้าที่ตามกฎหมายใช้กับหนังสือของสำนักงานเขตพื้นที่เท่านั้น เว้นช่องนี้ไว้")
NOT_YOURS = gettext_noop("ระบุหน้าที่ได้เฉพาะหนังสือรับจากภายนอกของสำนักงานเขต โดยสารบรรณหรือผู้ที่เรื่องอยู่ด้วย")


@transaction.atomic
def set_duty(*, actor: Actor, delivery: Delivery, duty_id: str | None) -> Letter:
    """Count the letter, and the work it has given so far and will give, under a duty of the office; None: under none.

    Raises Refused unless the actor registers letters here or has this one, and for a duty that is not there.
    """
    letter = lock_letter(actor, delivery.letter)
    held = lock_delivery(actor, delivery)
    refuse_unless(may_set_duty(actor, held), NOT_YOURS, code="not_yours")
    refuse_unknown(duty_id)
    if letter.duty_id == duty_id:
        return letter
    before, letter.duty_id = letter.duty_id, duty_id
    letter.save(update_fields=["duty_id"])
    count = work.set_duty(held.ref, duty_id)
    after = {"duty": duty_id or "", "items": count}
    audit.record(actor, "saraban.duty_set", letter, before={"duty": before or ""}, after=after)
    return letter


def refuse_unknown(duty_id: str | None) -> None:
    if duty_id is not None and not LegalDuty.objects.filter(pk=duty_id).exists():
        raise Refused("ไม่พบหน้าที่ตามกฎหมายข้อนี้ เลือกใหม่", code="no_duty", field="duty_id")
