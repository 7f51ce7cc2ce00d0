"""The address book of senders from outside."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.saraban.models import OutsideSender
from khet.saraban.rules.numbering import normal_name, read_no
from khet.saraban.rules.registers import may_keep
from khet.saraban.services.locking import refuse_unless

PARTS = ("address", "email", "phone", "letter_prefix")


def known_sender(desk_id: int, name: str, *, letter_no: str = "") -> OutsideSender:
    """The sender in the desk's book, written in at the first letter; counts how often it is used."""
    sender, _ = OutsideSender.objects.get_or_create(
        desk_id=desk_id, key=normal_name(name), defaults={"name": name.strip()}
    )
    number = read_no(letter_no)
    prefix = sender.letter_prefix or (number.prefix[:40] if number else "")
    OutsideSender.objects.filter(pk=sender.pk).update(
        times_used=F("times_used") + 1, last_used_at=timezone.now(), letter_prefix=prefix
    )
    return sender


@transaction.atomic
def upsert_sender(*, actor: Actor, name: str, sender: OutsideSender | None = None, **parts: Any) -> OutsideSender:
    """Write a sender into the desk's book, or mend the entry."""
    refuse_unless(may_keep(actor), "แก้สมุดที่อยู่ได้เฉพาะสารบรรณของหน่วยงาน ขอให้สารบรรณแก้ให้", code="not_registry")
    if unknown := set(parts) - set(PARTS):
        raise TypeError(f"no such parts: {sorted(unknown)}")
    if not name.strip():
        raise Refused("พิมพ์ชื่อหน่วยงาน", code="no_name", field="name")
    key = normal_name(name)
    twin = OutsideSender.objects.filter(desk_id=actor.desk_id, key=key).first()
    if sender is not None and twin is not None and twin.pk != sender.pk:
        raise Refused("มีหน่วยงานชื่อนี้ในสมุดที่อยู่แล้ว แก้รายการเดิมแทน", code="name_taken", field="name")
    row = sender or twin or OutsideSender(desk_id=actor.desk_id or 0)
    refuse_unless(row.desk_id == actor.desk_id, "รายการนี้อยู่ในสมุดที่อยู่ของหน่วยงานอื่น เพิ่มในสมุดของท่านแทน", code="other_desk")
    row.name, row.key = name.strip(), key
    for part, value in parts.items():
        setattr(row, part, value)
    row.save()
    audit.record(actor, "saraban.sender_saved", row, after={"name": row.name})
    return row
