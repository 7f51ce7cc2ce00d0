"""What every change has in common: the right to it, one writer at a time, a new stamp, and word to those above."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction

from khet.calendar import rules, slots
from khet.calendar.models import Calendar, Stamp
from khet.calendar.snapshot import load
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused


@contextmanager
def changing(actor: Actor, calendar: Calendar | None) -> Iterator[None]:
    """One change of a calendar, or of all (None). Refused ("not_allowed") without the right to it.

    Changes wait for one another, so that what a check saw still holds when it is written.
    """
    if not rules.may_edit(actor):
        raise Refused("ตำแหน่งที่ท่านใช้อยู่แก้ปฏิทินไม่ได้ ขอให้ผู้มีหน้าที่ตั้งค่าแก้ให้", code="not_allowed")
    with transaction.atomic():
        stamp, _made = Stamp.objects.select_for_update().get_or_create(pk=1, defaults={"value": secrets.token_hex(16)})
        yield
        stamp.value = secrets.token_hex(16)
        stamp.save(update_fields=["value"])
        ids = _touched(calendar)
        transaction.on_commit(lambda: _tell(ids))


def _touched(calendar: Calendar | None) -> list[int]:
    snapshot = load("")
    return sorted(snapshot.parents if calendar is None else snapshot.below(calendar.pk))


def _tell(ids: Iterable[int]) -> None:
    for told in slots.on_change:
        told(list(ids))
