"""Asking: asks on a basis, and the items they open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.work.due import due_for, next_nudge
from khet.work.kinds import kinds
from khet.work.models import Ask, WorkItem
from khet.work.models.items import NO_DUE

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Spec:
    """One item to open. due_at with due_is_date means the asked unit's closing time on that day."""

    kind: str
    subject: Ref
    basis: Ref
    asked_unit_id: int
    label: str
    asked_post_id: int | None = None
    asked_person_id: int | None = None
    due_at: datetime | None = None
    due_is_date: bool = True
    budget_minutes: int | None = None
    urgency: int = 0
    secret: bool = False
    ask_id: int | None = None
    duty: str | None = None
    synthetic: bool = False


def ask(
    *,
    basis: Ref,
    kind: str,
    label: str,
    order: int,
    due_at: datetime | None = None,
    due_is_date: bool = True,
    budget_minutes: int | None = None,
    options: Mapping[str, Any] | None = None,
) -> Ask:
    """Put one ask on a basis; an unknown kind fails."""
    return Ask.objects.create(
        basis_kind=basis.kind,
        basis_id=basis.id,
        kind=kinds[kind].key,
        label=label,
        order=order,
        due_at=due_at,
        due_is_date=due_is_date,
        budget_minutes=budget_minutes,
        options=dict(options or {}),
    )


@transaction.atomic
def open_items(*, actor: Actor, spec: Spec) -> WorkItem:
    """Open one item and record it."""
    item = _item(actor, spec, timezone.now())
    item.save(force_insert=True)
    audit.record(actor, "work.opened", item, after={"kind": item.kind, "basis": str(spec.basis)})
    return item


@transaction.atomic
def open_many(*, actor: Actor, specs: Sequence[Spec] | Iterable[Spec]) -> int:
    """Open many at once, one entry on the trail; an ask that already has its item for a subject is left alone."""
    now, count = timezone.now(), 0
    items = [_item(actor, spec, now) for spec in specs]
    for start in range(0, len(items), BATCH):
        count += len(WorkItem.objects.bulk_create(items[start : start + BATCH], ignore_conflicts=True))
    if items:
        basis = items[0].basis
        audit.record(
            actor, "work.opened_many", basis, after={"count": len(items), "kinds": sorted({i.kind for i in items})}
        )
    return count


def _item(actor: Actor, spec: Spec, now: datetime) -> WorkItem:
    kind = kinds[spec.kind]
    budget = spec.budget_minutes if spec.due_at or spec.budget_minutes else kind.budget_minutes
    due_at = due_for(
        spec.asked_unit_id, opened_at=now, due_at=spec.due_at, due_is_date=spec.due_is_date, budget_minutes=budget
    )
    nudge_at, step = next_nudge(kind.plan, unit_id=spec.asked_unit_id, due_at=due_at, step=0, after=now)
    return WorkItem(
        kind=kind.key,
        subject_kind=spec.subject.kind,
        subject_id=spec.subject.id,
        basis_kind=spec.basis.kind,
        basis_id=spec.basis.id,
        ask_id=spec.ask_id,
        label="หนังสือลับ" if spec.secret else spec.label[:300],
        urgency=spec.urgency,
        secret=spec.secret,
        duty_id=spec.duty or kind.duty or None,
        asked_by_unit_id=actor.unit_id,
        asked_by_post_id=actor.post_id,
        asked_by_person_id=actor.person_id,
        asked_unit_id=spec.asked_unit_id,
        asked_post_id=spec.asked_post_id,
        asked_person_id=spec.asked_person_id,
        opened_at=now,
        due_at=due_at,
        sort_at=due_at or NO_DUE,
        due_is_date=spec.due_is_date,
        budget_minutes=None if spec.due_at else budget,
        next_nudge_at=nudge_at,
        nudge_step=step,
        synthetic=spec.synthetic,
    )
