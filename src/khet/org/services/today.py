"""Units, posts and accounts carry a copy of how things stand today; every night it is brought up to date."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from khet.audit import services as audit
from khet.kernel.actor import SYSTEM
from khet.org.models import Account, Post, Unit, UnitVersion
from khet.thai.sorting import sort_key


def copy_today(unit: Unit, version: UnitVersion) -> None:
    """The unit's own fields from the version in force; those below it keep the registers of the same desk."""
    unit.name, unit.short, unit.sort_key = version.name, version.short, sort_key(version.name)
    unit.parent_id = version.parent_id
    if not unit.is_desk:
        unit.desk = desk_of(version.parent)
    unit.save(update_fields=["name", "short", "sort_key", "parent", "desk"])
    if not unit.is_desk:
        _desk_below(unit)


def desk_of(parent: Unit | None) -> Unit | None:
    return parent.desk if parent and parent.desk_id else parent


def _desk_below(unit: Unit) -> None:
    for child in Unit.objects.filter(parent=unit).exclude(kind__in=Unit.DESK_KINDS):
        child.desk_id = unit.desk_id
        child.save(update_fields=["desk"])
        _desk_below(child)


@transaction.atomic
def bring_up_to_date(*, on: date) -> int:
    """Renames, moves, foundings, closings and departures that take effect on or before a day. Returns how many."""
    changed = 0
    for version in _in_force(on):
        unit = version.unit
        if (unit.name, unit.short, unit.parent_id) != (version.name, version.short, version.parent_id):
            copy_today(unit, version)
            changed += 1
    in_force = [version.unit_id for version in _in_force(on)]
    opened = Unit.objects.filter(active=False, pk__in=in_force).update(active=True)
    closed = Unit.objects.filter(active=True, versions__isnull=False).exclude(pk__in=in_force).distinct()
    shut = Unit.objects.filter(pk__in=list(closed.values_list("pk", flat=True))).update(active=False)
    Post.objects.filter(active=True, unit__active=False, unit__versions__valid_until__lte=on).update(active=False)
    left = Account.objects.filter(is_active=True, person__ended_on__lte=on).update(is_active=False)
    changed += opened + shut + left
    if changed:
        audit.record(SYSTEM, "org.day_turned", None, after={"on": on.isoformat(), "changed": changed})
    return changed


def _in_force(on: date) -> list[UnitVersion]:
    found = UnitVersion.objects.filter(valid_from__lte=on).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on))
    return list(found.select_related("unit", "parent__desk"))
