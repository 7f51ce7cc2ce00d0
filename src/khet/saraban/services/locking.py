"""Taking hold of a letter or a delivery as it stands now, for one who may see it."""

from typing import TypeVar

from django.db import connection, models
from django.utils.translation import gettext_noop

from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.saraban.models import Delivery, Letter, RegisterEntry

GONE = gettext_noop("ไม่พบหนังสือเรื่องนี้ในส่วนที่ท่านเปิดดูได้ กลับไปหน้างานเพื่อดูเรื่องล่าสุด")
M = TypeVar("M", bound=models.Model)
MOVED_ON = gettext_noop("หนังสือเรื่องนี้เดินต่อไปแล้ว โหลดหน้านี้ใหม่เพื่อดูว่าอยู่ที่ใคร")


def lock_letter(actor: Actor, letter: Letter) -> Letter:
    """The letter, held until the end of the transaction. Raises Refused when the actor may not see it."""
    return _held(Letter.objects.visible_to(actor), letter.pk)


def lock_delivery(actor: Actor, delivery: Delivery) -> Delivery:
    """The delivery with its letter, held. Raises Refused when the actor may not see it."""
    return _held(Delivery.objects.visible_to(actor).select_related("letter"), delivery.pk)


def hold_delivery(pk: int) -> None:
    """Keep a delivery from changing until the end of the transaction, whoever acts: letter, delivery, item, in turn."""
    if connection.features.has_select_for_update:
        list(Delivery.objects.filter(pk=pk).select_for_update(of=("self",), no_key=True).values_list("pk"))


def lock_entry(actor: Actor, entry: RegisterEntry) -> RegisterEntry:
    return _held(RegisterEntry.objects.visible_to(actor), entry.pk)


def _held(rows: models.QuerySet[M], pk: int) -> M:
    found = rows.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if found is None:
        raise Refused(GONE, code="not_visible")
    return found


def refuse_unless(allowed: bool, message: str = MOVED_ON, *, code: str = "moved_on", field: str | None = None) -> None:
    if not allowed:
        raise Refused(message, code=code, field=field)
