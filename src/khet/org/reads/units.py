"""The tree of units, as it is now and as it was."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from khet.kernel.statements import Ids, statement
from khet.org.models import Unit, UnitVersion

FEW, HIGH = 50, 5
"""Units whose way up is asked for by itself, and how high that goes; of more the whole tree is read."""


def chain(unit_id: int) -> list[int]:
    """The unit and those above it, nearest first."""
    return chains([unit_id])[unit_id]


@statement
def _parents() -> "QuerySet[Unit, tuple[int, int | None]]":
    return Unit.objects.order_by().values_list("pk", "parent_id")


@statement
def _above(unit_ids: Ids) -> "QuerySet[Unit, tuple[int | None, ...]]":
    ways = ("pk", *("__".join(["parent"] * height) + "_id" for height in range(1, HIGH + 1)))
    return Unit.objects.order_by().filter(pk__in=unit_ids).values_list(*ways)


def chains(unit_ids: Iterable[int]) -> dict[int, list[int]]:
    """As chain, for many units in one query; a second one where a tree is higher than trees are."""
    wanted = set(unit_ids)
    if len(wanted) <= FEW:
        found = {row[0]: row for row in _above(Ids(sorted(wanted)))}
        if all(row[-1] is None for row in found.values()):
            known = {pk: [above for above in row if above is not None] for pk, row in found.items() if pk is not None}
            return {unit_id: known.get(unit_id, [unit_id]) for unit_id in wanted}
    parents = dict(_parents())
    return {unit_id: _upwards(parents, unit_id) for unit_id in wanted}


def _upwards(parents: Mapping[int, int | None], unit_id: int) -> list[int]:
    found: list[int] = []
    current: int | None = unit_id
    while current is not None and current not in found:
        found.append(current)
        current = parents.get(current)
    return found


def area_office() -> Unit | None:
    """The office whose hub this is."""
    return Unit.objects.filter(kind=Unit.Kind.OFFICE, active=True).order_by("order", "pk").first()


def version_on(unit: Unit, day: date) -> UnitVersion | None:
    """Name, parent and basis of the unit as they were on that day."""
    return (
        unit.versions.filter(valid_from__lte=day)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day))
        .select_related("parent")
        .first()
    )


def subtree(unit_id: int) -> set[int]:
    """The unit and everything under it today."""
    below: dict[int | None, list[int]] = {}
    for pk, parent_id in Unit.objects.filter(active=True).values_list("pk", "parent_id"):
        below.setdefault(parent_id, []).append(pk)
    found, open_ids = {unit_id}, [unit_id]
    while open_ids:
        for child in below.get(open_ids.pop(), []):
            if child not in found:
                found.add(child)
                open_ids.append(child)
    return found


def desk_units(desk_id: int) -> list[int]:
    """Ids of the desk and of the units that use its registers."""
    return list(Unit.objects.filter(desk_id=desk_id).values_list("pk", flat=True))
