"""Rounds by the legal duties they serve."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from khet.collect.models import Round
from khet.collect.reads.rounds import completeness_of
from khet.thai.bangkok import whole_days


@dataclass(frozen=True, slots=True)
class RoundsOfDuty:
    """Rounds opened under a duty: how many, how many answers were asked for, and how many were given."""

    opened: int
    asked: int
    given: int


def rounds_by_duty(desk_ids: Collection[int], first: date, last: date) -> dict[str, RoundsOfDuty]:
    """Rounds these desks opened from first to last (Bangkok days, both included), by duty; two queries."""
    begin, end = whole_days(first, last)
    rows = Round.objects.filter(desk_id__in=desk_ids, duty__isnull=False, opened_at__gte=begin, opened_at__lt=end)
    told = list(rows.exclude(state=Round.State.CANCELLED).values_list("pk", "duty_id"))
    known = completeness_of([pk for pk, _duty in told])
    found: dict[str, RoundsOfDuty] = {}
    for pk, duty in told:
        before, how = found.get(duty, RoundsOfDuty(0, 0, 0)), known.get(pk)
        found[duty] = RoundsOfDuty(
            before.opened + 1, before.asked + (how.total if how else 0), before.given + (how.given if how else 0)
        )
    return found
