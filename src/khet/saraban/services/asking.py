"""Asks on a letter."""

from collections.abc import Sequence

from khet.kernel.errors import Refused
from khet.saraban.models import Letter
from khet.saraban.values import AskSpec
from khet.thai.bangkok import noon
from khet.work import services as work
from khet.work.kinds import kinds
from khet.work.reads import items
from khet.work.reads.items import Ask

MOST_ASKS = 12


def asks_of(letter: Letter) -> list[Ask]:
    return items.asks_of(letter.ref)


def put_asks(letter: Letter, asks: Sequence[AskSpec]) -> None:
    """Set what the letter asks, in order; refused once somebody was asked."""
    if items.items_on("saraban.letter", letter.pk).filter(ask__isnull=False).exists():
        raise Refused("ส่งหนังสือไปแล้ว เปลี่ยนสิ่งที่ขอไม่ได้ เลื่อนกำหนดหรือออกหนังสือฉบับแทน", code="asked", field="asks")
    if len(asks) > MOST_ASKS:
        raise Refused("ขอได้ไม่เกิน %(most)s รายการต่อหนังสือหนึ่งฉบับ", code="too_many", field="asks", most=MOST_ASKS)
    work.unask(basis=letter.ref)
    for order, ask in enumerate(asks):
        _put(letter, ask, order)


def _put(letter: Letter, ask: AskSpec, order: int) -> None:
    kind = kinds.get(ask.kind)
    if kind is None or not kind.askable:
        raise Refused("ไม่มีสิ่งที่ขอนี้ เลือกจากรายการ", code="unknown_ask", field="asks")
    work.ask(
        basis=letter.ref,
        kind=ask.kind,
        label=ask.label.strip() or kind.label,
        order=order,
        due_at=noon(ask.due_on) if ask.due_on else ask.due_at,
        due_is_date=ask.due_on is not None or ask.due_at is None,
        options=ask.options,
    )
