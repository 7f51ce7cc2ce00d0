"""Voiding a number (ยกเลิกเลข): it stays in the register with its reason and is never given again."""

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.numbers.models import Number, State
from khet.numbers.services.locking import lock_number


def void(number: Number, *, actor: Actor, reason: str) -> Number:
    """Void an issued or reserved number. Raises Refused without a reason or when it is void already."""
    if not reason.strip():
        raise Refused("ยังไม่มีเหตุผล พิมพ์เหตุผลที่ยกเลิกเลข", code="reason", field="reason")
    number = lock_number(number)
    if number.state == State.VOID:
        raise Refused("เลข %(number)s ยกเลิกไปแล้ว โหลดหน้านี้ใหม่เพื่อดูทะเบียนล่าสุด", code="already_void", number=number.number)
    before = {"state": number.state}
    number.state, number.void_reason = State.VOID, reason.strip()
    number.save(update_fields=["state", "void_reason"])
    told = {"series": str(number.counter.key), "number": number.number, "state": number.state}
    secret = bool(number.counter.secrecy)
    audit.record(actor, "numbers.voided", number.ref or number, before=before, after=told, note=reason, secret=secret)
    return number
