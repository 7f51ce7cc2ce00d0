"""The lock under every number: one counter row, held until the caller's transaction ends."""

from zlib import crc32

from django.db import transaction

from khet.kernel.errors import Refused
from khet.numbers.models import Counter, Number
from khet.numbers.series import Series

LINE = 0x4B6E  # sets our advisory locks apart from anybody else's
TURN = "pg_advisory_xact_lock(%s, %s)"


def require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "numbers: a number is taken inside the transaction.atomic that saves what it is for"
        )


def wait_turn(series: Series) -> None:
    """Stand in line for a series; first come, first served, until the transaction ends.

    PostgreSQL wakes every waiter of an updated row at once; an advisory lock has a queue (ADR 005). On SQLite the
    queue is in front of the transaction.
    """
    connection = transaction.get_connection()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {TURN}", place_in_line(series))


def place_in_line(series: Series) -> list[int]:
    """The two numbers of a series' advisory lock; two series on one place would merely share a line."""
    return [LINE, crc32(str(series).encode()) - 2**31]


def lock_counter(series: Series, *, even_closed: bool = False) -> Counter:
    """The counter of a series, made at first use. PostgreSQL locks the row; on SQLite the writer is alone already.

    Raises Refused when the book of that year is closed.
    """
    require_transaction()
    wait_turn(series)
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
            "ทะเบียนปี พ.ศ. %(year)s ปิดแล้ว ออกเลขในทะเบียนปีปัจจุบัน หรือขอให้นายทะเบียนเปิดทะเบียนนี้อีกครั้ง",
            code="series_closed",
            year=series.year_be,
        )
    return counter


def lock_number(number: Number) -> Number:
    """The number as it stands now, its counter locked first: the same order as when numbers are taken."""
    require_transaction()
    wait_turn(number.counter.key)
    Counter.objects.select_for_update(of=("self",)).get(pk=number.counter_id)
    return Number.objects.select_for_update(of=("self",)).select_related("counter").get(pk=number.pk)
