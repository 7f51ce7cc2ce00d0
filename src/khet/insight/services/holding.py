"""An indicator held for a change by whoever may keep it."""

from khet.insight.models import Indicator
from khet.insight.rules import may_keep
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused


def kept(actor: Actor, indicator: Indicator) -> Indicator:
    """The row, locked. Raises Refused when it is gone or another group's."""
    row = Indicator.objects.select_for_update(of=("self",)).filter(pk=indicator.pk).first()
    if row is None:
        raise Refused("ตัวชี้วัดนี้ไม่มีแล้ว กลับไปที่รายการ", code="gone")
    if not may_keep(actor, row):
        raise Refused("ตัวชี้วัดนี้อยู่ในความรับผิดชอบของกลุ่มอื่น แจ้งกลุ่มนั้นให้แก้", code="not_yours")
    return row


def unchanged_since(now: int, seen: int) -> None:
    """Raises Refused when somebody saved the draft after it was looked at."""
    if now != seen:
        raise Refused("มีผู้แก้ร่างนี้หลังจากท่านเปิดดู โหลดหน้าใหม่แล้วทำอีกครั้ง", code="stale")
