"""Reminders: by hand from the wall, by plan from the clock, and re-dating when a calendar changes."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from khet.audit import services as audit
from khet.calendar.reads import working_time
from khet.kernel.actor import SYSTEM, Actor
from khet.kernel.errors import Refused
from khet.notify import services as notify
from khet.org.reads.posts import head_post, reachable
from khet.work.addressees import people_of
from khet.work.due import next_nudge, steps
from khet.work.kinds import kinds
from khet.work.models import WorkItem
from khet.work.models.items import place_of

BATCH = 500


@transaction.atomic
def remind(*, actor: Actor, items: Sequence[WorkItem], message: str = "") -> int:
    """Remind everybody who still owes these items (ทวงถาม). Returns how many units were reminded."""
    waiting = [item for item in items if item.waiting]
    if not waiting:
        raise Refused("ทุกแห่งตอบแล้ว ไม่มีใครให้ทวงถาม", code="nobody_owes")
    now = timezone.now()
    by_basis: dict[tuple[int, bool], list[WorkItem]] = {}
    for item in waiting:
        by_basis.setdefault((item.asked_unit_id, item.secret), []).append(item)
    people = people_of(waiting)
    for group in by_basis.values():
        _say(actor, group, people, title=f"ทวงถาม: {group[0].label}", body=message, kind="work.reminder")
    keys = sorted(item.pk for item in waiting)
    for begin in range(0, len(keys), BATCH):
        # Counted by the database: of two who press at once, both count.
        WorkItem.objects.filter(pk__in=keys[begin : begin + BATCH]).update(reminded_at=now, reminded=F("reminded") + 1)
    units = len({item.asked_unit_id for item in waiting})
    audit.record(actor, "work.reminded", waiting[0].basis, after={"units": units, "items": len(waiting)}, note=message)
    return units


def nudge_due() -> int:
    """Speak for every plan whose time has come; run by the clock every few minutes."""
    now, count = timezone.now(), 0
    while True:
        with transaction.atomic():
            due = list(
                WorkItem.objects.select_for_update(of=("self",))
                .filter(waiting=True, next_nudge_at__lte=now)
                .order_by("next_nudge_at")[:BATCH]
            )
            if not due:
                return count
            people = people_of(due)
            for item in due:
                _nudge(item, people)
            WorkItem.objects.bulk_update(due, ["next_nudge_at", "nudge_step", "escalated_at"])
            audit.record(SYSTEM, "work.nudged", None, after={"count": len(due)})
            count += len(due)


def _nudge(item: WorkItem, people: dict[int, list[int]]) -> None:
    plan, now = kinds[item.kind].plan, timezone.now()
    planned = steps(plan)
    if item.nudge_step < len(planned):
        day, escalates = planned[item.nudge_step]
        if escalates:
            _escalate(item)
        else:
            word = "ใกล้ครบกำหนด" if day < 0 else "ครบกำหนดแล้ว" if day == 0 else "เกินกำหนด"
            _say(SYSTEM, [item], people, title=f"{word}: {item.label}", body="", kind="work.due")
    item.nudge_step += 1
    item.next_nudge_at = None
    if item.nudge_step < len(planned):
        item.next_nudge_at, item.nudge_step = next_nudge(
            plan, unit_id=item.asked_unit_id, due_at=item.due_at, step=item.nudge_step, after=now
        )


def _escalate(item: WorkItem) -> None:
    head = head_post(item.asked_unit_id)
    people = reachable([head.pk]).get(head.pk, []) if head and not item.secret else []
    item.escalated_at = timezone.now()
    if people:
        notify.send(kind="work.escalated", to=people, title=f"หน่วยงานของท่านค้างเกินกำหนด: {item.label}", ref=item.subject)


def _say(
    actor: Actor, group: list[WorkItem], people: dict[int, list[int]], *, title: str, body: str, kind: str
) -> None:
    first = group[0]
    to = sorted({person for item in group for person in people.get(item.pk, [])})
    if to:
        notify.send(
            kind=kind,
            to=to,
            title=title,
            body=body,
            ref=first.subject,
            urgent=first.urgency >= 2,
            secret=first.secret,
            actor=actor,
        )


def redate(*, calendar_changed: Sequence[int] = ()) -> int:
    """Move the due times of waiting items that were given as a budget of working minutes; stated dates never move."""
    moved: list[WorkItem] = []
    items = WorkItem.objects.filter(waiting=True, budget_minutes__isnull=False)
    for item in items.iterator(chunk_size=2000):
        due = working_time(item.asked_unit_id).due_after(item.opened_at, item.budget_minutes or 0)
        if due != item.due_at:
            item.due_at, item.sort_at = due, place_of(due, item.urgency)
            item.next_nudge_at, item.nudge_step = next_nudge(
                kinds[item.kind].plan, unit_id=item.asked_unit_id, due_at=due, step=0, after=timezone.now()
            )
            moved.append(item)
    if moved:
        with transaction.atomic():
            WorkItem.objects.bulk_update(moved, ["due_at", "sort_at", "next_nudge_at", "nudge_step"], batch_size=BATCH)
            audit.record(SYSTEM, "work.redated", None, after={"count": len(moved)})
    return len(moved)
