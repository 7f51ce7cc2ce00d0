"""What happens to an item on its way: seen, accepted, passed on, extended, withdrawn."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref
from khet.org.models import Person, Post
from khet.work import rules
from khet.work.due import due_for, next_nudge
from khet.work.kinds import kinds
from khet.work.models import WorkItem, WorkMove
from khet.work.models.items import place_of

State = WorkItem.State


def lock(item: WorkItem) -> WorkItem:
    """The item as it stands now, held until the end of the transaction, after its subject."""
    kind = kinds.get(item.kind)
    if kind is not None and kind.hold is not None:
        kind.hold(item)
    return WorkItem.objects.select_for_update(of=("self",)).get(pk=item.pk)


def move(actor: Actor, item: WorkItem, verb: str, to_state: str, note: str = "") -> WorkMove:
    """One step of the item's own story (not saved)."""
    return WorkMove(
        item=item,
        at=timezone.now(),
        verb=verb,
        from_state=item.state,
        to_state=to_state,
        person_id=actor.person_id,
        by_name=actor.person_name,
        by_post=f"{actor.post_name} {actor.phrase} {actor.phrase_for}".strip(),
        note=note,
    )


def refuse_unless(verb: str, item: WorkItem) -> None:
    if not rules.may_go(verb, item):
        raise Refused("งานนี้เดินต่อไปแล้ว โหลดหน้าใหม่เพื่อดูสถานะล่าสุด", code="moved_on")


def step(actor: Actor, item: WorkItem, verb: str, to_state: str, note: str = "", **fields: object) -> WorkItem:
    """Save one step: the state, the fields that go with it, and the line in its story."""
    WorkMove.objects.bulk_create([move(actor, item, verb, to_state, note)])
    item.state = to_state
    item.waiting = to_state in WorkItem.WAITING_STATES
    for name, value in fields.items():
        setattr(item, name, value)
    if not item.waiting:
        item.next_nudge_at = None
    item.save(update_fields=["state", "waiting", "next_nudge_at", *fields])
    return item


def tell_kinds(actor: Actor, items: Sequence[WorkItem], verb: str, note: str = "") -> None:
    """Let the kinds follow what was done with their items from outside."""
    by_kind: dict[str, list[WorkItem]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item)
    for key, found in by_kind.items():
        kind = kinds.get(key)
        if kind is not None and kind.on_move is not None:
            kind.on_move(actor, found, verb, note)


def _hold_all(items: QuerySet[WorkItem]) -> None:
    """What stands behind items is taken first, as lock does for one."""
    holders = {kind.key: kind.hold_many for kind in kinds if kind.hold_many is not None}
    by_kind: dict[str, list[WorkItem]] = {}
    for item in items.filter(kind__in=holders) if holders else ():
        by_kind.setdefault(item.kind, []).append(item)
    for key, found in by_kind.items():
        holders[key](found)


def see(*, actor: Actor, items: QuerySet[WorkItem]) -> int:
    """The asked person looked: open items of theirs become seen, once. No entry on the trail: the look has its own."""
    ids = [item.pk for item in items.filter(state=State.OPEN) if rules.is_mine(actor, item)]
    if not ids:
        return 0
    with transaction.atomic():
        return WorkItem.objects.filter(pk__in=ids, state=State.OPEN).update(state=State.SEEN, seen_at=timezone.now())


def see_subject(*, actor: Actor, subject: Ref) -> int:
    return see(actor=actor, items=WorkItem.objects.filter(subject_kind=subject.kind, subject_id=subject.id))


@transaction.atomic
def accept(*, actor: Actor, item: WorkItem, allowed: bool = False) -> WorkItem:
    """Take the item as one's own; colleagues of the post still see it. Raises Refused when another has it.

    allowed: the caller has made sure that whoever acts does this for the asked unit.
    """
    item = lock(item)
    if not allowed and not rules.is_mine(actor, item):
        raise Refused("งานนี้ไม่ได้อยู่ที่ท่านแล้ว โหลดหน้าใหม่เพื่อดูว่าอยู่ที่ใคร", code="not_mine")
    refuse_unless("accept", item)
    step(actor, item, "accept", State.ACCEPTED, owner_id=actor.person_id, accepted_at=timezone.now())
    audit.record(actor, "work.accepted", item)
    return item


@transaction.atomic
def pass_on(
    *, actor: Actor, item: WorkItem, to_post: Post | None = None, to_person: Person | None = None, note: str = ""
) -> WorkItem:
    """Hand the obligation to another post or person; whoever held it no longer owes it."""
    item = lock(item)
    if not (rules.is_mine(actor, item) or item.owner_id == actor.person_id):
        raise Refused("งานนี้ไม่ได้อยู่ที่ท่านแล้ว โหลดหน้าใหม่เพื่อดูว่าอยู่ที่ใคร", code="not_mine")
    if kinds[item.kind].own_page:
        raise Refused("ส่งต่อเรื่องนี้ในหน้าของเรื่อง เปิดเรื่องแล้วเลือกผู้รับ", code="on_page")
    refuse_unless("pass_on", item)
    return reassign(actor, item, to_post=to_post, to_person=to_person, note=note)


def reassign(actor: Actor, item: WorkItem, *, to_post: Post | None, to_person: Person | None, note: str) -> WorkItem:
    """As pass_on, for an item already locked and allowed."""
    if to_post is None and to_person is None:
        raise Refused("เลือกผู้รับงานก่อน", code="no_receiver", field="to")
    before = {"post": item.asked_post_id, "person": item.asked_person_id}
    fields = {
        "asked_unit_id": to_post.unit_id if to_post else item.asked_unit_id,
        "asked_post_id": to_post.pk if to_post else None,
        "asked_person_id": to_person.pk if to_person else None,
        "owner_id": None,
        "seen_at": None,
        "accepted_at": None,
    }
    step(actor, item, "pass_on", State.OPEN, note, **fields)
    audit.record(actor, "work.passed_on", item, before=before, after={k: v for k, v in fields.items() if v})
    return item


@transaction.atomic
def extend(
    *, actor: Actor, item: WorkItem, due_at: datetime, due_is_date: bool = True, reason: str, allowed: bool = False
) -> WorkItem:
    """Give one asked unit more time; the reason stays with the item. allowed: the caller asked its own rule."""
    item = lock(item)
    if not allowed and not rules.may_manage(actor, item):
        raise Refused("เลื่อนกำหนดได้เฉพาะหน่วยงานผู้ขอ", code="not_asker")
    refuse_unless("extend", item)
    due = due_for(
        item.asked_unit_id, opened_at=item.opened_at, due_at=due_at, due_is_date=due_is_date, budget_minutes=None
    )
    now = timezone.now()
    if due is None or due <= now:
        raise Refused("กำหนดใหม่ต้องอยู่หลังเวลานี้ เลือกวันถัดไป", code="due_past", field="due")
    nudge_at, nudge_step = next_nudge(kinds[item.kind].plan, unit_id=item.asked_unit_id, due_at=due, step=0, after=now)
    before = {"due_at": item.due_at.isoformat() if item.due_at else None}
    step(
        actor,
        item,
        "extend",
        item.state,
        reason,
        due_at=due,
        sort_at=due,
        due_is_date=due_is_date,
        budget_minutes=None,
        nudge_step=nudge_step,
    )
    WorkItem.objects.filter(pk=item.pk).update(next_nudge_at=nudge_at)
    tell_kinds(actor, [item], "extend", reason)
    audit.record(actor, "work.extended", item, before=before, after={"due_at": due.isoformat()}, note=reason)
    return item


@transaction.atomic
def withdraw(*, actor: Actor, items: QuerySet[WorkItem], reason: str) -> int:
    """The asking side takes its asks back; answers that came stay readable. Returns how many were withdrawn."""
    from khet.work.services.progress import tell_basis

    _hold_all(items.exclude(state__in=(State.WITHDRAWN, State.CLOSED)))
    found = list(items.select_for_update(of=("self",)).exclude(state__in=(State.WITHDRAWN, State.CLOSED)))
    if not found:
        return 0
    WorkMove.objects.bulk_create([move(actor, item, "withdraw", State.WITHDRAWN, reason) for item in found], 1000)
    now = timezone.now()
    WorkItem.objects.filter(pk__in=[item.pk for item in found]).update(
        state=State.WITHDRAWN, waiting=False, closed_at=now, sort_at=now, next_nudge_at=None
    )
    tell_kinds(actor, found, "withdraw", reason)
    audit.record(actor, "work.withdrawn", found[0].basis, after={"count": len(found)}, note=reason)
    for basis in {item.basis for item in found}:
        tell_basis(basis)
    return len(found)


@transaction.atomic
def hand_over(*, actor: Actor, items: Iterable[WorkItem], to_person: Person, note: str) -> int:
    """Work that was asked of a person by name moves to the one who takes the desk over."""
    count = 0
    for item in items:
        item = lock(item)
        if not item.waiting:
            continue
        step(
            actor,
            item,
            "hand_over",
            State.OPEN,
            note,
            asked_person_id=to_person.pk,
            owner_id=None,
            sort_at=place_of(item.due_at, item.urgency),
        )
        count += 1
    if count:
        audit.record(actor, "work.handed_over", to_person, after={"count": count}, note=note)
    return count
