"""Taking numbers at issue (ออกเลข)."""

import datetime as dt
from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref
from khet.kernel.rows import insert
from khet.numbers.models import Number, State
from khet.numbers.series import Series
from khet.numbers.services.locking import TURN, lock_counter, place_in_line, require_transaction

MOST_AT_ONCE = 10_000
# Plain SQL because Django's UPDATE returns nothing, and every clerk of the office waits for this row.
MOVE = """UPDATE numbers_counter SET last = last + %s
    WHERE unit_id = %s AND register = %s AND series = %s AND secrecy = %s AND year_be = %s AND NOT closed
    {turn} RETURNING id, last"""
# Waiting inside the statement saves a round trip under the lock; PostgreSQL waits before it looks for the row.
# The locks are given back before the commit is on the disk, which is waited for behind them (ADR 019).
WAITING = f"AND (SELECT {TURN}) IS NOT NULL AND (SELECT set_config('synchronous_commit', 'off', true)) IS NOT NULL"


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
    counter_id, last = advance(series, count)
    numbers = give(counter_id, last, actor=actor, refs=refs or [ref] * count)
    target = ref or (numbers[0].ref if count == 1 and refs else None) or numbers[0]
    told = {"series": str(series), "first": numbers[0].number, "last": numbers[-1].number}
    audit.record(actor, "numbers.taken", target, after=told, secret=bool(series.secrecy))
    return numbers


def advance(series: Series, count: int) -> tuple[int, int]:
    """Move the counter on by `count` and keep it locked: its id, and the last of the new numbers.

    One statement locks and moves; the book is made, or the refusal said, only when that finds no open one.
    """
    require_transaction()
    if not 1 <= count <= MOST_AT_ONCE:
        raise Refused(
            "ออกเลขได้ครั้งละ 1 ถึง %(most)s เลข แบ่งเป็นหลายครั้ง", code="count", field="count", most=f"{MOST_AT_ONCE:,}"
        )
    moved = _move(series, count)
    if moved is None:
        lock_counter(series)
        moved = _move(series, count)
    if moved is None:
        raise RuntimeError(f"numbers: {series} could not be moved")
    return moved


def _move(series: Series, count: int) -> tuple[int, int] | None:
    key: list[int | str] = [series.unit_id, series.register, series.series, series.secrecy, series.year_be]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(MOVE.format(turn=WAITING), [count, *key, *place_in_line(series)])
            _flush_behind()
        else:
            cursor.execute(MOVE.format(turn=""), [count, *key])
        found: tuple[int, int] | None = cursor.fetchone()
    return found


def _flush_behind() -> None:
    """Once for the transaction, however many numbers it takes."""
    if not any(flush in registered for registered in connection.run_on_commit):
        transaction.on_commit(flush)


def flush() -> None:
    """Wait until everything committed so far is on the disk, by a commit of its own that writes to the log.

    PostgreSQL's log is one line: what lies before this commit can no longer be lost.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_logical_emit_message(true, 'khet.numbers', '')")


def give(
    counter_id: int,
    last: int,
    *,
    actor: Actor,
    refs: Sequence[Ref | None],
    state: State = State.ISSUED,
    reason: str = "",
    until: dt.datetime | None = None,
) -> list[Number]:
    """Write the numbers that end at `last`, one for each of refs."""
    first, now = last - len(refs) + 1, timezone.now()
    numbers = [
        Number(
            counter_id=counter_id,
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
    insert(numbers)
    return numbers
