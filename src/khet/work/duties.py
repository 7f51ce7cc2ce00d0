"""What the leaders of the office see beside its legal duties: the work of this fiscal year under each."""

from typing import Any

from django.utils import timezone

from khet.kernel.actor import Actor
from khet.org.models import Unit
from khet.thai.years import FiscalYear
from khet.work import rules
from khet.work.reads.duties import duties


def panel(actor: Actor, unit: Unit) -> dict[str, Any] | None:
    """The counts of the whole office: a letter of one group is often sent by another."""
    if not rules.may_count_duties(actor, unit):
        return None
    year = FiscalYear.of(timezone.now())
    units = Unit.objects.filter(desk_id=unit.desk_id).values_list("pk", flat=True)
    return {"counts": duties(list(units), year.start, year.end), "year": str(year)}
