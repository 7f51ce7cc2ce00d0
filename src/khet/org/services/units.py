"""The life of units: founded, renamed, moved, merged, split, closed, and plain corrections."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import Appointment, Succession, Unit, UnitVersion
from khet.org.models.units import Precision
from khet.org.services.today import copy_today, desk_of
from khet.thai.sorting import sort_key

Change = UnitVersion.Change
CARD = ("address", "phone", "email", "tambon", "amphoe", "province", "postcode", "order")


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
    """A new unit with its first version. A desk owns its registers; any other unit uses those of its parent's desk.

    A unit founded on a day to come opens on that day.
    """
    if Unit.objects.filter(code=code).exists():
        raise Refused("รหัสหน่วยงาน %(unit_code)s มีแล้ว ใช้รหัสอื่น", code="code_taken", field="code", unit_code=code)
    unit = Unit(code=code, kind=kind, name=name, short=short, parent=parent, sort_key=sort_key(name), **card)
    if not unit.is_desk and parent is None:
        raise Refused("กลุ่มหรืองานต้องอยู่ใต้สำนักงานหรือโรงเรียน เลือกหน่วยงานต้นสังกัด", code="no_parent", field="parent")
    unit.desk = None if unit.is_desk else desk_of(parent)
    unit.active = on <= timezone.localdate()
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
    locked, current = _open_version(unit)
    if (name, short) == (current.name, current.short):
        raise Refused("ชื่อใหม่เหมือนชื่อเดิม พิมพ์ชื่อใหม่", code="same_name", field="name")
    return _next_version(
        actor,
        locked,
        UnitVersion(
            name=name,
            short=short,
            parent_id=current.parent_id,
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
    locked, current = _open_version(unit)
    _open_version(parent)
    if unit.pk in _line_above(parent):
        raise Refused("ย้ายหน่วยงานไปอยู่ใต้หน่วยงานของตัวเองไม่ได้ เลือกต้นสังกัดอื่น", code="cycle", field="parent")
    if parent.pk == current.parent_id:
        raise Refused("หน่วยงานนี้อยู่ใต้ต้นสังกัดนี้อยู่แล้ว เลือกต้นสังกัดอื่น", code="same_parent", field="parent")
    version = UnitVersion(
        name=current.name,
        short=current.short,
        parent=parent,
        change=Change.MOVED,
        legal_basis=legal_basis,
        valid_from=on,
    )
    return _next_version(actor, locked, version, "org.unit_moved")


def _line_above(unit: Unit) -> list[int]:
    """The unit and those above it as they will stand when every change on paper has taken effect."""
    parents = dict(UnitVersion.objects.filter(valid_until__isnull=True).values_list("unit_id", "parent_id"))
    found: list[int] = []
    current: int | None = unit.pk
    while current is not None and current not in found:
        found.append(current)
        current = parents.get(current)
    return found


def _next_version(actor: Actor, unit: Unit, version: UnitVersion, action: str) -> UnitVersion:
    locked, current = _open_version(unit)
    if version.valid_from <= current.valid_from:
        raise Refused("วันที่มีผลต้องอยู่หลังวันที่ของชื่อปัจจุบัน เลือกวันใหม่", code="not_after", field="on")
    current.valid_until, current.until_precision = version.valid_from, version.from_precision
    current.save(update_fields=["valid_until", "until_precision"])
    version.unit = locked
    version.save(force_insert=True)
    if version.valid_from <= timezone.localdate():
        copy_today(locked, version)
    audit.record(
        actor,
        action,
        locked,
        before={"name": current.name, "parent": current.parent_id},
        after={"name": version.name, "parent": version.parent_id, "on": version.valid_from.isoformat()},
        note=version.legal_basis,
    )
    return version


def _open_version(unit: Unit) -> tuple[Unit, UnitVersion]:
    """The unit, held until the end of the transaction, and its version without an end."""
    locked = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    current = locked.versions.filter(valid_until__isnull=True).first()
    if current is None:
        raise Refused("หน่วยงานนี้ยุบเลิกแล้ว จึงแก้ไม่ได้ เลือกหน่วยงานที่รับช่วง", code="closed")
    return locked, current


@transaction.atomic
def correct(*, actor: Actor, version: UnitVersion, name: str, short: str, reason: str, legal_basis: str) -> UnitVersion:
    """Mend a typing error in one version; history does not change by it."""
    before = {"name": version.name, "short": version.short, "legal_basis": version.legal_basis}
    version.name, version.short, version.legal_basis = name, short, legal_basis
    version.save(update_fields=["name", "short", "legal_basis"])
    today = timezone.localdate()
    if version.valid_from <= today and (version.valid_until is None or version.valid_until > today):
        copy_today(version.unit, version)
    after = {"name": name, "short": short, "legal_basis": legal_basis}
    audit.record(actor, "org.unit_corrected", version.unit, before=before, after=after, note=reason)
    return version


@transaction.atomic
def mend_card(*, actor: Actor, unit: Unit, **card: object) -> Unit:
    """Change address, telephone and place of a unit."""
    unknown = set(card) - set(CARD)
    if unknown:
        raise TypeError(f"no such fields on a unit's card: {sorted(unknown)}")
    locked = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    changed = {name: value for name, value in card.items() if getattr(locked, name) != value}
    before = {name: getattr(locked, name) for name in changed}
    for name, value in changed.items():
        setattr(locked, name, value)
    if changed:
        locked.save(update_fields=list(changed))
        audit.record(actor, "org.unit_card_mended", locked, before=before, after=changed)
    return locked


@transaction.atomic
def close(*, actor: Actor, unit: Unit, on: date, legal_basis: str = "") -> None:
    """The unit ends on that day; its posts are left on that day; it stays readable as it was."""
    with audit.command(actor, "org.unit_closed", unit, after={"on": on.isoformat()}, note=legal_basis):
        locked, current = _open_version(unit)
        if on <= current.valid_from:
            raise Refused("วันยุบเลิกต้องอยู่หลังวันที่ของชื่อปัจจุบัน เลือกวันใหม่", code="not_after", field="on")
        if _children(locked):
            raise Refused("ยังมีหน่วยงานย่อยเปิดอยู่ ย้ายหรือยุบหน่วยงานย่อยก่อน", code="has_children")
        _leave_posts(actor, locked, on)
        current.valid_until = on
        current.save(update_fields=["valid_until"])
        if on <= timezone.localdate():
            locked.active = False
            locked.save(update_fields=["active"])
            locked.posts.update(active=False)


def _children(unit: Unit) -> list[Unit]:
    """Units whose open version stands below."""
    return list(Unit.objects.filter(versions__parent=unit, versions__valid_until__isnull=True))


def _leave_posts(actor: Actor, unit: Unit, on: date) -> None:
    from khet.org.services import posts

    for seat in Appointment.objects.filter(post__unit=unit).select_related("post"):
        posts.stop(actor=actor, appointment=seat, on=on, reason="หน่วยงานยุบเลิก")


@transaction.atomic
def merge(*, actor: Actor, units: Sequence[Unit], into: Unit, on: date, legal_basis: str = "") -> None:
    """Several units end and one takes over from all of them, with the units below them."""
    ending = [unit for unit in units if unit.pk != into.pk]
    if not ending:
        raise Refused("เลือกหน่วยงานที่จะรวมเข้ามาอย่างน้อยหนึ่งหน่วยงาน", code="nothing_to_merge", field="units")
    with audit.command(actor, "org.units_merged", into, after={"on": on.isoformat()}, note=legal_basis):
        _open_version(into)
        for unit in ending:
            for child in _children(unit):
                move(actor=actor, unit=child, parent=into, on=on, legal_basis=legal_basis)
            close(actor=actor, unit=unit, on=on, legal_basis=legal_basis)
            _succeed(unit, into, Succession.Kind.MERGE, on, legal_basis)


@transaction.atomic
def split(
    *,
    actor: Actor,
    unit: Unit,
    into: Sequence[Unit] = (),
    named: Sequence[str] = (),
    on: date,
    legal_basis: str = "",
) -> list[Unit]:
    """One unit ends and several take over from it: units that are there, and new ones founded under these names."""
    heirs = [heir for heir in dict.fromkeys(into) if heir.pk != unit.pk]
    if len(heirs) + len(named) < 2:
        raise Refused("แยกแล้วต้องได้อย่างน้อยสองหน่วยงาน พิมพ์ชื่อเพิ่ม", code="too_few_heirs", field="names")
    with audit.command(actor, "org.unit_split", unit, after={"on": on.isoformat()}, note=legal_basis):
        heirs += [_heir(actor, unit, number, name, on, legal_basis) for number, name in enumerate(named, start=1)]
        close(actor=actor, unit=unit, on=on, legal_basis=legal_basis)
        for heir in heirs:
            _succeed(unit, heir, Succession.Kind.SPLIT, on, legal_basis)
    return heirs


def _heir(actor: Actor, unit: Unit, number: int, name: str, on: date, legal_basis: str) -> Unit:
    """A new unit in the place of one that ends."""
    stem = f"{unit.code[:32]}-{number}"
    taken = set(Unit.objects.filter(code__startswith=stem).values_list("code", flat=True))
    code = next(code for code in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if code not in taken)
    return found(
        actor=actor,
        code=code,
        kind=unit.kind,
        name=name,
        parent=unit.parent,
        on=on,
        legal_basis=legal_basis,
        order=unit.order,
    )


def _succeed(unit: Unit, heir: Unit, kind: str, on: date, legal_basis: str) -> None:
    Succession.objects.create(from_unit=unit, to_unit=heir, kind=kind, on=on, legal_basis=legal_basis)
