"""Asking: asks on a basis, and the items they open."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.calendar.reads import WorkingTime, working_times
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.kernel.rows import pour_new
from khet.work.due import due_for, next_nudge
from khet.work.kinds import kinds
from khet.work.models import Ask, WorkItem
from khet.work.models.items import place_of

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


def unask(*, basis: Ref) -> None:
    """Take back every ask of a basis, before anybody was asked; the database refuses it afterwards."""
    Ask.objects.filter(basis_kind=basis.kind, basis_id=basis.id).delete()


@transaction.atomic
def open_items(*, actor: Actor, spec: Spec) -> WorkItem:
    """Open one item and record it."""
    item = _Opening(actor, [spec]).item(spec)
    item.save(force_insert=True)
    _tell_kinds(actor, [item])
    audit.record(actor, "work.opened", item, after={"kind": item.kind, "basis": str(spec.basis)})
    return item


@transaction.atomic
def open_many(*, actor: Actor, specs: Sequence[Spec] | Iterable[Spec]) -> int:
    """Open many at once, one entry on the trail; an ask that already has its item for a subject is left alone."""
    specs, count = list(specs), 0
    opening = _Opening(actor, specs)
    items = [opening.item(spec) for spec in specs]
    for start in range(0, len(items), BATCH):
        pour_new(items[start : start + BATCH])
        count += len(items[start : start + BATCH])
    _tell_kinds(actor, _hooked(items))
    if items:
        basis = items[0].basis
        audit.record(
            actor, "work.opened_many", basis, after={"count": len(items), "kinds": sorted({i.kind for i in items})}
        )
    return count


def _hooked(items: Sequence[WorkItem]) -> list[WorkItem]:
    """Those whose kind wants to know, read back: rows that were poured have no ids of their own."""
    hooked = [item for item in items if kinds[item.kind].on_open is not None]
    if not hooked:
        return []
    wanted = {(item.kind, item.subject, item.asked_unit_id, item.ask_id) for item in hooked}
    rows = WorkItem.objects.filter(
        kind__in={item.kind for item in hooked},
        basis_kind__in={item.basis_kind for item in hooked},
        basis_id__in={item.basis_id for item in hooked},
        opened_at=hooked[0].opened_at,
    )
    return [row for row in rows.order_by("pk") if (row.kind, row.subject, row.asked_unit_id, row.ask_id) in wanted]


def _tell_kinds(actor: Actor, items: Sequence[WorkItem]) -> None:
    by_kind: dict[str, list[WorkItem]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item)
    for key, found in by_kind.items():
        on_open = kinds[key].on_open
        if on_open is not None:
            on_open(actor, found)


class _Opening:
    """Many items at one moment: each clock is asked for once, and each due time on it is found once."""

    def __init__(self, actor: Actor, specs: Sequence[Spec]) -> None:
        self.actor, self.now = actor, timezone.now()
        timed = {spec.asked_unit_id for spec in specs if spec.due_at or spec.budget_minutes or _budget_of(spec)}
        self._clocks = working_times(timed) if timed else {}
        self._found: dict[Hashable, tuple[datetime | None, datetime | None, int]] = {}

    def item(self, spec: Spec) -> WorkItem:
        due_at, nudge_at, step = self._times(spec)
        return _item(self.actor, spec, self.now, due_at, nudge_at, step)

    def _times(self, spec: Spec) -> tuple[datetime | None, datetime | None, int]:
        """Due, next word of the plan and which: the same for all units on one clock."""
        hours = self._clocks.get(spec.asked_unit_id)
        if hours is None:
            return None, None, 0
        key = (id(hours), spec.kind, spec.due_at, spec.due_is_date, spec.budget_minutes)
        if key not in self._found:
            self._found[key] = self._reckon(spec, hours)
        return self._found[key]

    def _reckon(self, spec: Spec, hours: WorkingTime) -> tuple[datetime | None, datetime | None, int]:
        unit, now = spec.asked_unit_id, self.now
        due_at = due_for(
            unit,
            opened_at=now,
            due_at=spec.due_at,
            due_is_date=spec.due_is_date,
            budget_minutes=_budget_of(spec),
            hours=hours,
        )
        plan = kinds[spec.kind].plan
        nudge_at, step = next_nudge(plan, unit_id=unit, due_at=due_at, step=0, after=now, hours=hours)
        return due_at, nudge_at, step


def _budget_of(spec: Spec) -> int | None:
    return spec.budget_minutes if spec.due_at or spec.budget_minutes else kinds[spec.kind].budget_minutes


def _item(
    actor: Actor, spec: Spec, now: datetime, due_at: datetime | None, nudge_at: datetime | None, step: int
) -> WorkItem:
    kind = kinds[spec.kind]
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
        sort_at=place_of(due_at, spec.urgency),
        due_is_date=spec.due_is_date,
        budget_minutes=None if spec.due_at else _budget_of(spec),
        next_nudge_at=nudge_at,
        nudge_step=step,
        synthetic=spec.synthetic,
    )
