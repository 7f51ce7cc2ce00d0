"""Saved sets of units: made, renamed, members in and out by date."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import Unit, UnitGroup, UnitGroupMember


@transaction.atomic
def make(*, actor: Actor, name: str, owner: Unit | None, note: str, units: Iterable[int], on: date) -> UnitGroup:
    """A new group; owner None: for everybody in the area."""
    _refuse_taken(name, owner)
    group = UnitGroup.objects.create(name=name, owner=owner, note=note)
    with audit.command(actor, "org.group_made", group, after={"name": name}):
        set_members(actor=actor, group=group, units=units, on=on)
    return group


@transaction.atomic
def mend(*, actor: Actor, group: UnitGroup, name: str, note: str, units: Iterable[int], on: date) -> tuple[int, int]:
    """Rename a group, change its note, and who belongs to it from a day on. (in, out)"""
    _refuse_taken(name, group.owner, but=group)
    before = {"name": group.name, "note": group.note}
    group.name, group.note = name, note
    group.save(update_fields=["name", "note"])
    with audit.command(actor, "org.group_mended", group, before=before, after={"name": name, "note": note}):
        return set_members(actor=actor, group=group, units=units, on=on)


@transaction.atomic
def set_members(*, actor: Actor, group: UnitGroup, units: Iterable[int], on: date) -> tuple[int, int]:
    """From a day on the group has exactly these units; who was a member before stays readable. (in, out)"""
    UnitGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    wanted = set(units)
    if not wanted:
        raise Refused("เลือกหน่วยงานอย่างน้อยหนึ่งแห่ง", code="empty_group", field="units")
    later = group.members.filter(valid_from__gt=on)
    later.delete()  # what was planned for a later day is replaced by what is said now
    now = list(group.members.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on)))
    out = [member for member in now if member.unit_id not in wanted]
    for member in now:
        if member in out:
            _end(member, on)
        elif member.valid_until is not None:
            member.valid_until = None
            member.save(update_fields=["valid_until"])
    entering = wanted - {member.unit_id for member in now}
    UnitGroupMember.objects.bulk_create(
        UnitGroupMember(group=group, unit_id=unit_id, valid_from=on) for unit_id in sorted(entering)
    )
    after = {"in": sorted(entering), "out": sorted(member.unit_id for member in out), "on": on.isoformat()}
    audit.record(actor, "org.group_members_set", group, after=after)
    return len(entering), len(out)


def _end(member: UnitGroupMember, on: date) -> None:
    """A membership that began on that very day never was."""
    if member.valid_from >= on:
        member.delete()
        return
    member.valid_until = on
    member.save(update_fields=["valid_until"])


@transaction.atomic
def close(*, actor: Actor, group: UnitGroup, on: date) -> None:
    """No unit belongs to the group from that day on; it leaves the lists of receivers."""
    for member in group.members.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on)):
        _end(member, on)
    audit.record(actor, "org.group_closed", group, after={"on": on.isoformat()})


def _refuse_taken(name: str, owner: Unit | None, *, but: UnitGroup | None = None) -> None:
    same = UnitGroup.objects.filter(name=name, owner=owner)
    if but is not None:
        same = same.exclude(pk=but.pk)
    if same.exists():
        raise Refused("มีกลุ่มชื่อนี้แล้ว ใช้ชื่ออื่นหรือแก้กลุ่มเดิม", code="name_taken", field="name")
