"""A unit's story: founded, renamed, moved, closed, who took over, and what happened to the unit above it."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from khet.org.models import Succession, Unit, UnitVersion
from khet.org.models.units import Precision
from khet.thai import dates
from khet.thai.years import to_be

Change = UnitVersion.Change


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, newest first on the page. when is as exact as it is known."""

    on: date
    when: str
    title: str | Promise
    lines: tuple[str, ...] = ()
    verified: bool = True
    version_id: int | None = None
    now: bool = False
    looking: bool = False


def told(day: date, precision: str) -> str:
    """17 พ.ย. 2569, or 2564 when only the year is known."""
    return str(to_be(day.year)) if precision == Precision.YEAR else dates.record(day)


def events(unit: Unit, shown: UnitVersion | None) -> list[Event]:
    """Everything known about a unit, newest first; now marks the version that is looked at."""
    versions = list(unit.versions.select_related("parent"))
    found = [_of_version(version, now=shown is not None and version.pk == shown.pk) for version in versions]
    last = versions[-1] if versions else None
    if last is not None and last.valid_until is not None:
        found.append(Event(last.valid_until, told(last.valid_until, last.until_precision), _("ยุบเลิก")))
    found += [_of_parent(version) for version in _above(versions)]
    found += [_from(one) for one in unit.predecessors.select_related("from_unit")]
    found += [_to(one) for one in unit.successors.select_related("to_unit")]
    return sorted(found, key=lambda event: event.on, reverse=True)


def _of_version(version: UnitVersion, *, now: bool) -> Event:
    said = {
        Change.FOUNDED: _("ตั้งหน่วยงาน"),
        Change.RENAMED: _("เปลี่ยนชื่อหน่วยงาน"),
        Change.MOVED: _("ย้ายสังกัด"),
        Change.CLOSED: _("ยุบเลิก"),
    }
    name = _("ไปอยู่ใต้%(parent)s") % {"parent": version.parent} if version.change == Change.MOVED else version.name
    lines = tuple(line for line in (name, version.legal_basis, version.note) if line)
    when = told(version.valid_from, version.from_precision)
    return Event(version.valid_from, when, said[Change(version.change)], lines, version.verified, version.pk, now)


def _above(versions: list[UnitVersion]) -> list[UnitVersion]:
    """Renames of the parents while the unit stood below them."""
    found: list[UnitVersion] = []
    for version in versions:
        if version.parent_id is None:
            continue
        renamed = UnitVersion.objects.filter(
            unit_id=version.parent_id, change=Change.RENAMED, valid_from__gt=version.valid_from
        )
        if version.valid_until is not None:
            renamed = renamed.filter(valid_from__lt=version.valid_until)
        found += renamed
    return found


def _of_parent(version: UnitVersion) -> Event:
    name = _("เป็น %(name)s") % {"name": version.short or version.name}
    when = told(version.valid_from, version.from_precision)
    return Event(version.valid_from, when, _("ต้นสังกัดเปลี่ยนชื่อ"), (name,), version.verified)


def _from(one: Succession) -> Event:
    said = {"merge": _("รวมจาก %(name)s"), "split": _("แยกจาก %(name)s"), "successor": _("รับช่วงจาก %(name)s")}
    title = said[one.kind] % {"name": one.from_unit.name}
    return Event(one.on, told(one.on, one.precision), title, (one.legal_basis,) if one.legal_basis else ())


def _to(one: Succession) -> Event:
    said = {"merge": _("รวมเข้ากับ %(name)s"), "split": _("แยกเป็น %(name)s"), "successor": _("%(name)s รับช่วงต่อ")}
    title = said[one.kind] % {"name": one.to_unit.name}
    return Event(one.on, told(one.on, one.precision), title, (one.legal_basis,) if one.legal_basis else ())
