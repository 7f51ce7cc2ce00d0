"""Saved lists of receivers: a desk's own groups of units, with members by date."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import Unit, UnitGroup, UnitGroupMember
from khet.saraban.rules.capacity import may_write_letters
from khet.saraban.services.locking import refuse_unless


@transaction.atomic
def save_list(*, actor: Actor, name: str, unit_ids: Sequence[int], group: UnitGroup | None = None) -> UnitGroup:
    """Make a list or change it; who leaves it leaves today, who joins joins today.

    Raises Refused when the name is taken, when nobody is on it, or when the list is another desk's.
    """
    refuse_unless(may_write_letters(actor), "สร้างกลุ่มผู้รับได้เมื่อท่านมีตำแหน่งในหน่วยงาน", code="no_post")
    refuse_unless(group is None or group.owner_id == actor.desk_id, "กลุ่มนี้เป็นของหน่วยงานอื่น", code="other_desk")
    if not unit_ids:
        raise Refused("เลือกสมาชิกอย่างน้อยหนึ่งแห่ง", code="no_members", field="units")
    twins = UnitGroup.objects.filter(owner_id=actor.desk_id, name=name.strip())
    if twins.exclude(pk=group.pk if group else None).exists():
        raise Refused("มีกลุ่มชื่อนี้แล้ว ตั้งชื่ออื่น", code="name_taken", field="name")
    row = group or UnitGroup(owner_id=actor.desk_id)
    row.name = name.strip()
    row.save()
    wanted = set(Unit.objects.filter(pk__in=unit_ids, active=True).values_list("pk", flat=True))
    _set_members(row, wanted)
    audit.record(actor, "saraban.list_saved", row, after={"name": row.name, "members": len(wanted)})
    return row


def _set_members(row: UnitGroup, wanted: set[int]) -> None:
    today = timezone.localdate()
    living = UnitGroupMember.objects.filter(group=row, valid_until__isnull=True)
    living.exclude(unit_id__in=wanted).filter(valid_from=today).delete()
    living.exclude(unit_id__in=wanted).update(valid_until=today)
    have = set(living.values_list("unit_id", flat=True))
    ended = UnitGroupMember.objects.filter(group=row, unit_id__in=wanted - have, valid_from=today)
    back = set(ended.values_list("unit_id", flat=True))
    ended.update(valid_until=None)
    UnitGroupMember.objects.bulk_create(
        [UnitGroupMember(group=row, unit_id=unit, valid_from=today) for unit in wanted - have - back]
    )


@transaction.atomic
def remove_list(*, actor: Actor, group: UnitGroup) -> None:
    """Take a list away; letters already sent keep their receivers."""
    refuse_unless(group.owner_id == actor.desk_id, "กลุ่มนี้เป็นของหน่วยงานอื่น", code="other_desk")
    audit.record(actor, "saraban.list_removed", group, before={"name": group.name})
    group.delete()
