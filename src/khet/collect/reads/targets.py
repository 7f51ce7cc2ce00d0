"""Who must answer: from what the planner chose to units, as groups were on the day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from khet.org.models import Unit, UnitGroupMember
from khet.org.reads.groups import on_day


def units_of(target: Mapping[str, Any], day: date) -> list[Unit]:
    """Without doubles, in the usual order of units; closed ones are left out."""
    chosen = Q(pk__in=_ids(target, "units"))
    if groups := _ids(target, "groups"):
        members = UnitGroupMember.objects.filter(on_day(day), group_id__in=groups)
        chosen |= Q(pk__in=members.values("unit_id"))
    if target.get("all_schools"):
        chosen |= Q(kind=Unit.Kind.SCHOOL)
    return list(Unit.objects.filter(chosen, active=True).order_by("order", "sort_key", "pk"))


def _ids(target: Mapping[str, Any], name: str) -> list[int]:
    return [int(each) for each in target.get(name, ())]
