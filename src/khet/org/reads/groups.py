"""Groups of units: who belongs on a day, who did before."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet

from khet.kernel.actor import Actor
from khet.org.models import Unit, UnitGroup, UnitGroupMember


def on_day(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gt=day))


def groups(actor: Actor, day: date) -> QuerySet[UnitGroup]:
    """Groups one may use, with how many units belong on the day (.size)."""
    counted = Count(
        "members",
        filter=Q(members__valid_from__lte=day)
        & (Q(members__valid_until__isnull=True) | Q(members__valid_until__gt=day)),
    )
    return UnitGroup.objects.visible_to(actor).select_related("owner").annotate(size=counted).order_by("name")


def members(group: UnitGroup, day: date) -> list[Unit]:
    rows = group.members.filter(on_day(day)).select_related("unit").order_by("unit__order", "unit__sort_key")
    return [row.unit for row in rows]


def moves(group: UnitGroup) -> Sequence[UnitGroupMember]:
    """Every membership there ever was, latest first."""
    return list(group.members.select_related("unit").order_by("-valid_from", "unit__sort_key"))
