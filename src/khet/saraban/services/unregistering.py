"""ลงรับ taken back: its number was struck through, and the letter waits for another one."""

from khet.kernel.actor import Actor
from khet.saraban.models import Delivery, RegisterEntry
from khet.saraban.services.delivering import register_spec
from khet.saraban.services.telling import tell_asked
from khet.work import services as work
from khet.work.reads.items import items_on

Stage = Delivery.Stage


def unregister(actor: Actor, delivery: Delivery, entry: RegisterEntry) -> None:
    """Open ลงรับ again at the desk; the delivery must be locked. What the sender asked is not touched.

    Whoever has the matter keeps it, and goes on when the new number stands. The stamped copy bore the old number:
    the next one is made with the new. Of a letter that was sent back or withdrawn only the number is struck.
    """
    if delivery.stage not in (Stage.REGISTERED, Stage.CLOSED):
        return
    delivery.stage, delivery.registered_at = Stage.OPENED, None
    delivery.closed_at, delivery.stamped = None, None
    delivery.save(update_fields=["stage", "registered_at", "closed_at", "stamped"])
    matter = items_on("saraban.delivery", delivery.pk).filter(kind="saraban.endorse", waiting=True)
    work.withdraw(actor=actor, items=matter, reason=f"ยกเลิกเลขรับ {entry.number}/{entry.year_be} รอลงรับใหม่")
    item = work.open_items(actor=actor, spec=register_spec(delivery.letter, delivery))
    tell_asked(actor, delivery.letter, item)
