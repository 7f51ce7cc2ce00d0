"""Reserving numbers (จองเลข), using them, and letting them lapse."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import SYSTEM, Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref
from khet.numbers.models import Number, State
from khet.numbers.series import Series
from khet.numbers.services.locking import lock_number
from khet.numbers.services.taking import advance, give
from khet.thai.bangkok import midnight

LAPSED = "หมดเวลาที่จองไว้"


def _moment(until: dt.date) -> dt.datetime:
    """A date lasts until its midnight."""
    if isinstance(until, dt.datetime):
        return until
    return midnight(until + dt.timedelta(days=1))


def reserve(series: Series, *, actor: Actor, reason: str, until: dt.date, count: int = 1) -> list[Number]:
    """Keep the next numbers for later, with a reason, until a moment (or the end of a date).

    What is not used by then becomes void. Raises Refused without a reason or when `until` has passed.
    """
    moment = _moment(until)
    if not reason.strip():
        raise Refused("ยังไม่มีเหตุผล พิมพ์เหตุผลที่จองเลข", code="reason", field="reason")
    if moment <= timezone.now():
        raise Refused("วันสิ้นสุดการจองผ่านมาแล้ว เลือกวันหลังจากนี้", code="until", field="until")
    counter_id, last = advance(series, count)
    numbers = give(
        counter_id, last, actor=actor, refs=[None] * count, state=State.RESERVED, reason=reason.strip(), until=moment
    )
    told = {"series": str(series), "first": numbers[0].number, "last": numbers[-1].number, "until": moment}
    audit.record(actor, "numbers.reserved", numbers[0], after=told, note=reason, secret=bool(series.secrecy))
    return numbers


def use_reserved(number: Number, *, actor: Actor, ref: Ref) -> Number:
    """Issue a reserved number to the thing it was kept for. Raises Refused when it is used, void or lapsed."""
    number = lock_number(number)
    if number.state != State.RESERVED:
        raise Refused("เลข %(number)s ไม่ได้จองไว้แล้ว เลือกเลขอื่นหรือออกเลขใหม่", code="not_reserved", number=number.number)
    if number.until is not None and number.until <= timezone.now():
        raise Refused("เลข %(number)s หมดเวลาที่จองไว้ ออกเลขใหม่แทน", code="lapsed", number=number.number)
    number.state, number.ref_kind, number.ref_id = State.ISSUED, ref.kind, ref.id
    number.save(update_fields=["state", "ref_kind", "ref_id"])
    told = {"series": str(number.counter.key), "number": number.number}
    audit.record(actor, "numbers.used", ref, after=told, secret=bool(number.counter.secrecy))
    return number


@transaction.atomic
def expire_reserved(*, actor: Actor = SYSTEM, now: dt.datetime | None = None) -> int:
    """Void every reservation that has lapsed; returns how many. Run it nightly, or oftener."""
    lapsed = Number.objects.filter(state=State.RESERVED, until__lte=now or timezone.now()).select_related("counter")
    lapsed = lapsed.order_by("counter_id", "number").select_for_update(of=("self",))
    expired = list(lapsed)
    if not expired:
        return 0
    Number.objects.filter(pk__in=[number.pk for number in expired]).update(state=State.VOID, void_reason=LAPSED)
    with audit.command(actor, "numbers.lapsed", after={"count": len(expired)}):
        for number in expired:
            told = {"series": str(number.counter.key), "number": number.number}
            audit.record(actor, "numbers.voided", number, after=told, note=LAPSED, secret=bool(number.counter.secrecy))
    return len(expired)
