"""What work tells collect: items that open a round at a unit, and what is done with them from outside."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from khet.audit import services as audit
from khet.collect.models import Form, Round, Submission
from khet.collect.reads.asked import submissions_for
from khet.collect.reads.values import values_of
from khet.collect.services import certifying, handing, rounds
from khet.collect.services.locking import lock_all, lock_round
from khet.collect.services.moving import step
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import Unit
from khet.work.reads.items import Ask, WorkItem, asks_by_id

State = Submission.State
WAITS = (*Submission.OPEN_STATES, State.SUBMITTED)


def on_open(actor: Actor, items: Sequence[WorkItem]) -> None:
    """A letter that asks for data opens its round at every receiver; a round opened alone only notes its items."""
    by_ask: dict[int, list[WorkItem]] = {}
    for item in items:
        by_ask.setdefault(item.ask_id or 0, []).append(item)
    for ask_id, found in by_ask.items():
        if found[0].subject_kind == "collect.submission":
            _note(found, {item.asked_unit_id: item.subject_id for item in found})
        else:
            _open_by(actor, asks_by_id([ask_id])[ask_id], found)


def _open_by(actor: Actor, ask: Ask, items: Sequence[WorkItem]) -> None:
    if any(item.secret for item in items):
        raise Refused(
            "แบบข้อมูลเปิดให้เจ้าหน้าที่ทั้งหน่วยงานเห็น จึงขอทางหนังสือลับไม่ได้ เอารายการ “กรอกแบบข้อมูล” ออก หรือเปิดรอบโดยไม่ใช้หนังสือ",
            code="secret",
        )
    round_ = _round_of(actor, ask)
    basis = items[0].basis
    if round_.state == Round.State.PLANNED:
        round_.due_on = timezone.localdate(ask.due_at) if ask.due_at else round_.due_on
        round_.duty_id = items[0].duty_id or round_.duty_id
        round_.save(update_fields=["due_on", "duty"])
        rounds.begin(round_, basis)
        audit.record(actor, "collect.opened", round_, after={"basis": str(basis), "units": len(items)})
    elif (round_.basis_kind, round_.basis_id) != (basis.kind, basis.id) or round_.state != Round.State.OPEN:
        raise Refused("รอบ “%(round)s” เปิดไปแล้วหรือปิดแล้ว เลือกรอบอื่นในสิ่งที่ขอ", code="round_elsewhere", round=round_.title)
    units = list(Unit.objects.filter(pk__in={item.asked_unit_id for item in items}))
    rows = rounds.add_rows(round_, units)
    _note(items, {row.unit_id: row.pk for row in rows})


def _round_of(actor: Actor, ask: Ask) -> Round:
    """The planned round that the ask names, or one made now of the form it names; then the ask names it."""
    if ask.options.get("round"):
        found = Round.objects.filter(pk=ask.options["round"], desk_id=actor.desk_id).first()
        if found is None:
            raise Refused("ไม่พบรอบข้อมูลที่เลือกไว้ เลือกใหม่ในสิ่งที่ขอ", code="no_round")
        return lock_round(found)
    round_ = _made(actor, ask.options, ask.label)
    ask.options = {"round": round_.pk}
    ask.save(update_fields=["options"])
    return round_


def _made(actor: Actor, options: Mapping[str, Any], label: str) -> Round:
    form = Form.objects.filter(pk=options.get("form") or 0, desk_id=actor.desk_id).first()
    if form is None:
        raise Refused("ไม่พบแบบข้อมูลที่เลือกไว้ เลือกใหม่ในสิ่งที่ขอ", code="no_form")
    return Round.objects.create(
        desk_id=actor.desk_id or 0,
        unit_id=None,
        form=form,
        version=rounds.newest_version(form),
        title=(options.get("title") or label)[:200],
        year_type=options["year_type"],
        year=options["year"],
        term=options["term"],
        as_of=date.fromisoformat(options["as_of"]),
        previous=rounds_before(form, date.fromisoformat(options["as_of"])),
        duty_id=form.duty_id,
        synthetic=form.synthetic,
        by_name=actor.person_name,
    )


def rounds_before(form: Form, day: date) -> Round | None:
    """The round of the same form last before a day: what is compared with, and where first values come from."""
    over = Round.objects.filter(form=form, state__in=(Round.State.OPEN, Round.State.LOCKED), as_of__lt=day)
    return over.order_by("-as_of", "-pk").first()


def _note(items: Sequence[WorkItem], submission_by_unit: Mapping[int, int]) -> None:
    """Each submission knows the first item that asks for it."""
    first: dict[int, int] = {}
    for item in sorted(items, key=lambda each: each.pk):
        pk = submission_by_unit.get(item.asked_unit_id)
        if pk is not None:
            first.setdefault(pk, item.pk)
    rows = list(Submission.objects.filter(pk__in=first, item_id=0))
    for row in rows:
        row.item_id = first[row.pk]
    Submission.objects.bulk_update(rows, ["item_id"], batch_size=500)


def hold_many(items: Sequence[WorkItem]) -> None:
    """The forms behind items are taken before the items."""
    lock_all(sorted({row.pk for row in submissions_for(items).values()}))


def hold(item: WorkItem) -> None:
    hold_many([item])


def on_answer(actor: Actor, item: WorkItem, data: Mapping[str, Any]) -> None:
    """The certificate of the director is the answer; words alone are none."""
    if not data.get("submission"):
        raise Refused("ตอบเรื่องนี้ในหน้าแบบข้อมูล กรอกให้ครบแล้วให้ผู้อำนวยการรับรอง", code="on_page")


def on_move(actor: Actor, items: Sequence[WorkItem], verb: str, note: str) -> None:
    """What the asking side does on the wall or on the letter holds for the form as well."""
    held = {row.pk: row for row in lock_all(sorted({row.pk for row in submissions_for(items).values()}))}
    behind = submissions_for(items)
    for item in items:
        if item.pk in behind:
            _follow(actor, held[behind[item.pk].pk], item, verb, note)


def _follow(actor: Actor, given: Submission, item: WorkItem, verb: str, note: str) -> None:
    if verb == "give_back":
        _return(actor, given, note)
    elif verb == "answer" and item.via != WorkItem.Via.NOT_APPLICABLE:
        if given.state not in Submission.GIVEN_STATES:
            raise Refused(
                "คำตอบทางโทรศัพท์หรือเอกสารของแบบข้อมูล เขตกรอกแทนในหน้าแบบของหน่วยงานนี้ แล้วกดบันทึกคำตอบแทน", code="on_page"
            )
    elif verb in ("answer", "withdraw", "close") and given.round.state == Round.State.OPEN and given.state in WAITS:
        certifying.close(actor, given, note)
        handing.close(actor, given, note)
        step(actor, given, "excuse", State.EXCUSED, note)


def _return(actor: Actor, given: Submission, note: str) -> None:
    """Given back on the wall: the unit may change it again."""
    if given.state == State.LOCKED or given.round.state == Round.State.LOCKED:
        raise Refused("รอบข้อมูลปิดแล้ว เปิดรอบใหม่ก่อนคืนให้แก้", code="locked")
    if given.state == State.EXCUSED:
        step(actor, given, "ask_again", State.DRAFT if values_of(given) else State.EMPTY, note)
    elif given.state in Submission.GIVEN_STATES:
        step(actor, given, "return", State.RETURNED, note)
        handing.open_again(actor, given, note)
