"""The lock under every number: one counter row, held until the caller's transaction ends."""

from django.db import transaction

from khet.kernel.errors import Refused
from khet.numbers.models import Counter, Number
from khet.numbers.series import Series


def require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "numbers: a number is taken inside the transaction.atomic that saves what it is for"
        )


def lock_counter(series: Series, *, even_closed: bool = False) -> Counter:
    """The counter of a series, made at first use. PostgreSQL locks the row; on SQLite the writer is alone already.

    Raises Refused when the book of that year is closed.
    """
    require_transaction()
    locked = Counter.objects.select_for_update(of=("self",)).of(series)
    counter = locked.first()
    if counter is None:
        fresh = Counter(
            unit_id=series.unit_id,
            register=series.register,
            series=series.series,
            secrecy=series.secrecy,
            year_be=series.year_be,
        )
        Counter.objects.bulk_create([fresh], ignore_conflicts=True)
        counter = locked.get()
    if counter.closed and not even_closed:
        raise Refused(
            f"ทะเบียนปี พ.ศ. {series.year_be} ปิดแล้ว กรุณาออกเลขในทะเบียนของปีปัจจุบัน หรือขอให้ผู้ดูแลทะเบียนเปิดใหม่",
            code="series_closed",
        )
    return counter


def lock_number(number: Number) -> Number:
    """The number as it stands now, its counter locked first: the same order as when numbers are taken."""
    require_transaction()
    Counter.objects.select_for_update(of=("self",)).get(pk=number.counter_id)
    return Number.objects.select_for_update(of=("self",)).select_related("counter").get(pk=number.pk)
