"""What comes back: answers, in the hub or by phone and paper, and answers that are given back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref
from khet.work import rules
from khet.work.kinds import kinds
from khet.work.models import WorkItem
from khet.work.models.items import place_of
from khet.work.services.moving import lock, refuse_unless, step, tell_kinds
from khet.work.services.progress import tell_basis

State = WorkItem.State


@transaction.atomic
def answer(
    *,
    actor: Actor,
    item: WorkItem,
    text: str = "",
    result: Ref | None = None,
    data: Mapping[str, Any] | None = None,
    allowed: bool = False,
) -> WorkItem:
    """Give what was asked. Whether it is late is fixed now. The kind takes in its own data in the same transaction.

    allowed: the caller has made sure that this is the asked unit's answer, whoever of it gives it.
    """
    item = lock(item)
    kind = kinds[item.kind]
    if not allowed and not kind.may_act(actor, item):
        raise Refused("งานนี้ไม่ได้อยู่ที่ท่านแล้ว โหลดหน้าใหม่เพื่อดูว่าอยู่ที่ใคร", code="not_mine")
    refuse_unless("answer", item)
    with audit.command(actor, "work.answered", item):
        if kind.on_answer is not None:
            kind.on_answer(actor, item, data or {})
        return _settle(actor, item, text=text, result=result, via=WorkItem.Via.HUB)


@transaction.atomic
def answer_many(*, actor: Actor, items: Sequence[WorkItem]) -> int:
    """Give several answers that need no words, as one command; returns how many. Raises Refused for none."""
    mine = [item for item in items if item.waiting and kinds[item.kind].may_act(actor, item)]
    if not mine:
        raise Refused(_("ไม่มีรายการที่รับทราบได้ เลือกรายการที่มีปุ่มรับทราบ"), code="nothing_to_answer")
    with audit.command(actor, "work.answered_many", after={"count": len(mine)}):
        for item in mine:
            answer(actor=actor, item=item)
    return len(mine)


@transaction.atomic
def record_answer(
    *, actor: Actor, item: WorkItem, via: str, text: str, result: Ref | None = None, allowed: bool = False
) -> WorkItem:
    """The asking side notes an answer that came by phone or on paper, or that the ask does not concern the unit.

    allowed: the caller asked its own rule.
    """
    item = lock(item)
    if not (allowed or _may_record(actor, item, via)):
        raise Refused("บันทึกคำตอบแทนได้เฉพาะหน่วยงานผู้ขอ", code="not_asker")
    if not text.strip():
        raise Refused("เขียนสั้น ๆ ว่าได้รับคำตอบจากใคร เมื่อใด หรือเหตุที่ไม่เกี่ยวข้อง", code="no_reason", field="text")
    refuse_unless("answer", item)
    with audit.command(actor, "work.answer_recorded", item, note=text):
        done = _settle(actor, item, text=text, result=result, via=via)
        tell_kinds(actor, [done], "answer", text)
    return done


def _may_record(actor: Actor, item: WorkItem, via: str) -> bool:
    ours = via == WorkItem.Via.NOT_APPLICABLE and kinds[item.kind].may_act(actor, item)
    return ours or rules.may_manage(actor, item)


def _settle(actor: Actor, item: WorkItem, *, text: str, result: Ref | None, via: str) -> WorkItem:
    now = timezone.now()
    step(
        actor,
        item,
        "answer",
        State.ANSWERED,
        text,
        answered_at=now,
        sort_at=now,
        late=item.due_at is not None and now > item.due_at,
        via=via,
        owner_id=item.owner_id or actor.person_id,
        result_kind=result.kind if result else "",
        result_id=result.id if result else None,
        result_text=text,
    )
    audit.record(actor, "work.answered", item, after={"via": via, "late": item.late})
    tell_basis(item.basis, item, "answer")
    return item


@transaction.atomic
def give_back(*, actor: Actor, item: WorkItem, note: str, allowed: bool = False) -> WorkItem:
    """The asking side returns an answer to be mended; it waits again, and the mark of lateness goes with the next.

    allowed: the caller asked its own rule.
    """
    item = lock(item)
    if not allowed and not rules.may_manage(actor, item):
        raise Refused("คืนคำตอบได้เฉพาะหน่วยงานผู้ขอ", code="not_asker")
    if not note.strip():
        raise Refused("เขียนให้ผู้ตอบรู้ว่าต้องแก้อะไร", code="no_reason", field="note")
    refuse_unless("give_back", item)
    step(
        actor,
        item,
        "give_back",
        State.RETURNED,
        note,
        answered_at=None,
        late=False,
        sort_at=place_of(item.due_at, item.urgency),
    )
    tell_kinds(actor, [item], "give_back", note)
    audit.record(actor, "work.given_back", item, note=note)
    tell_basis(item.basis, item, "give_back")
    return item


@transaction.atomic
def close(*, actor: Actor, item: WorkItem, note: str = "") -> WorkItem:
    """The matter is finished; nothing more is owed."""
    item = lock(item)
    if item.state == State.CLOSED:
        return item
    refuse_unless("close", item)
    now = timezone.now()
    fields: dict[str, object] = {"closed_at": now, "sort_at": item.answered_at or now}
    if item.answered_at is None:
        fields |= {"answered_at": now, "late": item.due_at is not None and now > item.due_at}
    step(actor, item, "close", State.CLOSED, note, **fields)
    tell_kinds(actor, [item], "close", note)
    audit.record(actor, "work.closed", item)
    tell_basis(item.basis)
    return item
