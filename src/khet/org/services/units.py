"""The life of units: founded, renamed, moved, merged, split, closed, and plain corrections."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import Succession, Unit, UnitVersion
from khet.org.models.units import Precision
from khet.thai.sorting import sort_key

Change = UnitVersion.Change


@transaction.atomic
def found(
    *,
    actor: Actor,
    code: str,
    kind: str,
    name: str,
    parent: Unit | None,
    on: date,
    short: str = "",
    precision: str = Precision.DAY,
    legal_basis: str = "",
    verified: bool = False,
    **card: object,
) -> Unit:
    """A new unit with its first version. A desk owns its registers; any other unit uses those of its parent's desk."""
    if Unit.objects.filter(code=code).exists():
        raise Refused(f"รหัสหน่วยงาน {code} มีแล้ว ใช้รหัสอื่น", code="code_taken", field="code")
    unit = Unit(code=code, kind=kind, name=name, short=short, parent=parent, sort_key=sort_key(name), **card)
    if not unit.is_desk and parent is None:
        raise Refused("กลุ่มหรืองานต้องอยู่ใต้สำนักงานหรือโรงเรียน เลือกหน่วยงานต้นสังกัด", code="no_parent", field="parent")
    unit.desk = None if unit.is_desk else _desk(parent)
    unit.save(force_insert=True)
    if unit.is_desk:
        Unit.objects.filter(pk=unit.pk).update(desk_id=unit.pk)
        unit.desk_id = unit.pk
    UnitVersion.objects.create(
        unit=unit,
        name=name,
        short=short,
        parent=parent,
        change=Change.FOUNDED,
        legal_basis=legal_basis,
        verified=verified,
        valid_from=on,
        from_precision=precision,
    )
    audit.record(actor, "org.unit_founded", unit, after={"code": code, "name": name, "on": on.isoformat()})
    return unit


def _desk(parent: Unit | None) -> Unit | None:
    return parent.desk if parent and parent.desk_id else parent


@transaction.atomic
def rename(
    *,
    actor: Actor,
    unit: Unit,
    name: str,
    short: str,
    on: date,
    precision: str = Precision.DAY,
    legal_basis: str = "",
    verified: bool = False,
) -> UnitVersion:
    """The unit continues under another name from that day on."""
    return _next_version(
        actor,
        unit,
        UnitVersion(
            name=name,
            short=short,
            parent_id=unit.parent_id,
            change=Change.RENAMED,
            legal_basis=legal_basis,
            verified=verified,
            valid_from=on,
            from_precision=precision,
        ),
        "org.unit_renamed",
    )


@transaction.atomic
def move(*, actor: Actor, unit: Unit, parent: Unit, on: date, legal_basis: str = "") -> UnitVersion:
    """The unit comes under another parent from that day on. Raises Refused for a parent below itself."""
    from khet.org.reads.units import subtree

    if parent.pk in subtree(unit.pk):
        raise Refused("ย้ายหน่วยงานไปอยู่ใต้หน่วยงานของตัวเองไม่ได้ เลือกต้นสังกัดอื่น", code="cycle", field="parent")
    version = UnitVersion(
        name=unit.name, short=unit.short, parent=parent, change=Change.MOVED, legal_basis=legal_basis, valid_from=on
    )
    return _next_version(actor, unit, version, "org.unit_moved")


def _next_version(actor: Actor, unit: Unit, version: UnitVersion, action: str) -> UnitVersion:
    locked = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    current = locked.versions.filter(valid_until__isnull=True).first()
    if current is None:
        raise Refused("หน่วยงานนี้ยุบเลิกแล้ว แก้ชื่อหรือสังกัดไม่ได้", code="closed")
    if version.valid_from <= current.valid_from:
        raise Refused("วันที่มีผลต้องอยู่หลังวันที่ของชื่อปัจจุบัน", code="not_after", field="on")
    current.valid_until, current.until_precision = version.valid_from, version.from_precision
    current.save(update_fields=["valid_until", "until_precision"])
    version.unit = locked
    version.save(force_insert=True)
    _copy_today(locked, version)
    audit.record(
        actor,
        action,
        locked,
        before={"name": current.name, "parent": current.parent_id},
        after={"name": version.name, "parent": version.parent_id, "on": version.valid_from.isoformat()},
        note=version.legal_basis,
    )
    return version


def _copy_today(unit: Unit, version: UnitVersion) -> None:
    unit.name, unit.short, unit.sort_key = version.name, version.short, sort_key(version.name)
    unit.parent_id = version.parent_id
    if not unit.is_desk:
        unit.desk = _desk(version.parent)
        Unit.objects.filter(parent_id=unit.pk).exclude(kind__in=Unit.DESK_KINDS).update(desk_id=unit.desk_id)
    unit.save(update_fields=["name", "short", "sort_key", "parent", "desk"])


@transaction.atomic
def correct(*, actor: Actor, version: UnitVersion, name: str, short: str, reason: str) -> UnitVersion:
    """Mend a typing error in one version; history does not change by it."""
    before = {"name": version.name, "short": version.short}
    version.name, version.short = name, short
    version.save(update_fields=["name", "short"])
    if version.valid_until is None:
        _copy_today(version.unit, version)
    audit.record(
        actor, "org.unit_corrected", version.unit, before=before, after={"name": name, "short": short}, note=reason
    )
    return version


@transaction.atomic
def close(*, actor: Actor, unit: Unit, on: date, legal_basis: str = "") -> None:
    """The unit ends on that day; it stays readable as it was."""
    locked = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    current = locked.versions.filter(valid_until__isnull=True).first()
    if current is None:
        raise Refused("หน่วยงานนี้ยุบเลิกไปแล้ว", code="closed")
    if on <= current.valid_from:
        raise Refused("วันยุบเลิกต้องอยู่หลังวันที่ของชื่อปัจจุบัน", code="not_after", field="on")
    if locked.children.filter(active=True).exists():
        raise Refused("ยังมีหน่วยงานย่อยเปิดอยู่ ย้ายหรือยุบหน่วยงานย่อยก่อน", code="has_children")
    current.valid_until = on
    current.save(update_fields=["valid_until"])
    locked.active = False
    locked.save(update_fields=["active"])
    audit.record(actor, "org.unit_closed", locked, after={"on": on.isoformat()}, note=legal_basis)


@transaction.atomic
def merge(*, actor: Actor, units: Sequence[Unit], into: Unit, on: date, legal_basis: str = "") -> None:
    """Several units end and one takes over from all of them."""
    with audit.command(actor, "org.units_merged", into, note=legal_basis):
        for unit in units:
            if unit.pk != into.pk:
                close(actor=actor, unit=unit, on=on, legal_basis=legal_basis)
                _succeed(unit, into, Succession.Kind.MERGE, on, legal_basis)


@transaction.atomic
def split(*, actor: Actor, unit: Unit, into: Sequence[Unit], on: date, legal_basis: str = "") -> None:
    """One unit ends and several take over from it."""
    with audit.command(actor, "org.unit_split", unit, note=legal_basis):
        close(actor=actor, unit=unit, on=on, legal_basis=legal_basis)
        for heir in into:
            _succeed(unit, heir, Succession.Kind.SPLIT, on, legal_basis)


def _succeed(unit: Unit, heir: Unit, kind: str, on: date, legal_basis: str) -> None:
    Succession.objects.create(from_unit=unit, to_unit=heir, kind=kind, on=on, legal_basis=legal_basis)
