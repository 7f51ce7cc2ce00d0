"""Taking numbers at issue (ออกเลข)."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import F
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref
from khet.numbers.models import Counter, Number, State
from khet.numbers.series import Series
from khet.numbers.services.locking import lock_counter

MOST_AT_ONCE = 10_000


def take(series: Series, *, actor: Actor, ref: Ref | None = None) -> Number:
    """The next number of a series, for the thing it is given to. Rolled back, it was never given.

    Raises Refused when the year's book is closed, TransactionManagementError outside transaction.atomic.
    """
    return take_many(series, 1, actor=actor, ref=ref)[0]


def take_many(
    series: Series, count: int, *, actor: Actor, ref: Ref | None = None, refs: Sequence[Ref] | None = None
) -> list[Number]:
    """The next `count` numbers in a row (ออกเลขชุด); refs names a thing for each, ref one for all. Errors as take."""
    if refs is not None and len(refs) != count:
        raise ValueError("take_many: one ref for each number")
    counter = lock_counter(series)
    numbers = give(counter, count, actor=actor, refs=refs or [ref] * count)
    target = ref or (numbers[0].ref if count == 1 and refs else None) or numbers[0]
    told = {"series": str(series), "first": numbers[0].number, "last": numbers[-1].number}
    audit.record(actor, "numbers.taken", target, after=told, secret=bool(series.secrecy))
    return numbers


def give(
    counter: Counter,
    count: int,
    *,
    actor: Actor,
    refs: Sequence[Ref | None],
    state: State = State.ISSUED,
    reason: str = "",
    until: dt.datetime | None = None,
) -> list[Number]:
    """Move a locked counter on and write its numbers."""
    if not 1 <= count <= MOST_AT_ONCE:
        raise Refused(f"ออกเลขได้ครั้งละ 1 ถึง {MOST_AT_ONCE:,} เลข กรุณาแบ่งเป็นหลายครั้ง", code="count", field="count")
    first, now = counter.last + 1, timezone.now()
    Counter.objects.filter(pk=counter.pk).update(last=F("last") + count)
    counter.last += count
    numbers = [
        Number(
            counter=counter,
            number=first + place,
            state=state,
            ref_kind=ref.kind if ref else "",
            ref_id=ref.id if ref else None,
            reason=reason,
            until=until,
            by_person_id=actor.person_id,
            by_post_id=actor.post_id,
            by_name=actor.person_name,
            by_post_name=actor.post_name,
            by_phrase=actor.phrase,
            at=now,
        )
        for place, ref in enumerate(refs)
    ]
    return Number.objects.bulk_create(numbers, batch_size=500)
