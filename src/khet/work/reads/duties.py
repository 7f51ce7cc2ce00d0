"""Work by the legal duties it serves: how much waits, has come back, or is late."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from khet.org.models import LegalDuty
from khet.thai.bangkok import whole_days
from khet.work.models import WorkItem


@dataclass(frozen=True, slots=True)
class DutyCount:
    """Items under one duty. late counts both what came late and what waits past its time: it is part of the others."""

    duty: LegalDuty
    waiting: int
    answered: int
    late: int


def duties(unit_ids: Collection[int], first: date, last: date) -> list[DutyCount]:
    """Items that these units asked or were asked, opened from first to last (Bangkok days, both included), by duty.

    Every duty has its row, in the order of the law. Withdrawn items are left out, and secret ones, of which not even
    the number is told.
    """
    begin, end = whole_days(first, last)
    opened = Q(opened_at__gte=begin, opened_at__lt=end)
    theirs = Q(asked_by_unit_id__in=unit_ids) | Q(asked_unit_id__in=unit_ids)
    items = WorkItem.objects.filter(opened, theirs, duty__isnull=False, secret=False)
    overdue = Q(waiting=True, due_at__lt=timezone.now())
    rows = (
        items.exclude(state=WorkItem.State.WITHDRAWN)
        .values("duty_id")
        .annotate(
            still=Count("pk", filter=Q(waiting=True)),
            back=Count("pk", filter=Q(waiting=False)),
            behind=Count("pk", filter=overdue | Q(waiting=False, late=True)),
        )
    )
    found = {row["duty_id"]: (row["still"], row["back"], row["behind"]) for row in rows}
    return [DutyCount(duty, *found.get(duty.pk, (0, 0, 0))) for duty in LegalDuty.objects.all()]
