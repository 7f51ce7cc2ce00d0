"""Saved lists of receivers: a desk's own groups of units, kept by org with members by date."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import Unit, UnitGroup
from khet.org.services import groups
from khet.saraban.rules.capacity import may_write_letters
from khet.saraban.services.locking import refuse_unless


@transaction.atomic
def save_list(*, actor: Actor, name: str, unit_ids: Sequence[int], group: UnitGroup | None = None) -> UnitGroup:
    """Make a list or change it; who leaves it leaves today, who joins joins today.

    Raises Refused when the name is taken, when nobody is on it, or when the list is another desk's.
    """
    refuse_unless(may_write_letters(actor), "สร้างกลุ่มผู้รับได้เมื่อท่านมีตำแหน่งในหน่วยงาน เลือกตำแหน่งที่มุมบน", code="no_post")
    refuse_unless(
        group is None or group.owner_id == actor.desk_id, "กลุ่มนี้เป็นของหน่วยงานอื่น สร้างกลุ่มของท่านแทน", code="other_desk"
    )
    if not unit_ids:
        raise Refused("เลือกสมาชิกอย่างน้อยหนึ่งแห่ง", code="no_members", field="units")
    today = timezone.localdate()
    if group is None:
        desk = Unit.objects.get(pk=actor.desk_id or 0)
        return groups.make(actor=actor, name=name.strip(), owner=desk, note="", units=unit_ids, on=today)
    groups.mend(actor=actor, group=group, name=name.strip(), note=group.note, units=unit_ids, on=today)
    return group


@transaction.atomic
def close_list(*, actor: Actor, group: UnitGroup) -> None:
    """Nobody is on it any more; letters already sent keep their receivers."""
    refuse_unless(group.owner_id == actor.desk_id, "กลุ่มนี้เป็นของหน่วยงานอื่น สร้างกลุ่มของท่านแทน", code="other_desk")
    groups.close(actor=actor, group=group, on=timezone.localdate())
