"""Sending, certifying, accepting, returning, excusing."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.collect.models import CellNote, Snapshot, Submission
from khet.collect.reads.values import standing_of, values_of
from khet.collect.rules import submissions as rules
from khet.collect.services import certifying, handing
from khet.collect.services.freezing import freeze_now
from khet.collect.services.locking import lock, refuse_unless
from khet.collect.services.moving import named, step
from khet.collect.services.telling import tell_filler, tell_unit
from khet.collect.validity import Standing
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.thai.bangkok import noon
from khet.work import services as work
from khet.work.reads.items import WorkItem, items_by_id, items_on

State = Submission.State
NOT_YOURS = gettext_noop("แบบนี้เดินต่อไปแล้ว หรือไม่ได้อยู่ที่ท่าน โหลดหน้าใหม่เพื่อดูสถานะล่าสุด")
PROOF_TOO_OLD = gettext_noop("ยืนยันตัวตนก่อนรับรองข้อมูล แล้วกดอีกครั้ง")


@transaction.atomic
def submit(*, actor: Actor, given: Submission, note: str = "") -> Submission:
    """Send to the director of one's unit. Refused while something must be mended, or a warning has no reason."""
    given = lock(given)
    refuse_unless(rules.may_submit(actor, given), NOT_YOURS, "moved_on")
    standing = ready(given)
    with audit.command(actor, "collect.submitted", given, after={"filled": standing.filled}, note=note):
        given = step(
            actor,
            given,
            "submit",
            State.SUBMITTED,
            note,
            revision=given.revision + 1,
            submitted_at=timezone.now(),
            submitted_by=named(actor),
            blocks=0,
            warns=len(standing.warns),
            filled=standing.filled,
        )
        certifying.ask(actor, given)
        handing.close(actor, given)
        _settle_notes(given)
    return given


def ready(given: Submission) -> Standing:
    """The form examined, once more under the lock. Raises Refused with how much is in the way."""
    standing = standing_of(given)
    if standing.blocks:
        raise Refused("ยังส่งไม่ได้ มี %(n)s จุดต้องแก้ ดูรายการด้านบนของแบบ", code="blocks", n=len(standing.blocks))
    bare = unexplained(given, standing)
    if bare:
        raise Refused("ยังส่งไม่ได้ มี %(n)s จุดที่ต้องเขียนเหตุผล ดูรายการด้านบนของแบบ", code="no_reason", n=len(bare))
    return standing


def unexplained(given: Submission, standing: Standing) -> list[str]:
    """Paths that are warned of and have no reason from the unit."""
    reasons = CellNote.objects.filter(submission=given, from_asker=False, settled_at__isnull=True)
    said = set(reasons.values_list("path", flat=True))
    return [each.path for each in standing.warns if each.path not in said]


@transaction.atomic
def take_back(*, actor: Actor, given: Submission) -> Submission:
    """The unit opens again what it sent, before it was certified."""
    given = lock(given)
    refuse_unless(rules.may_take_back(actor, given), NOT_YOURS, "moved_on")
    with audit.command(actor, "collect.taken_back", given):
        certifying.close(actor, given)
        handing.open_again(actor, given, "ดึงกลับมาแก้")
        return step(actor, given, "take_back", State.DRAFT)


@transaction.atomic
def certify(*, actor: Actor, given: Submission, stamp: int, reauthenticated_at: datetime | None) -> Submission:
    """รับรองข้อมูล by the director: what was seen (its stamp) is frozen, and answers what was asked.

    A director who filled it in alone sends and certifies at once. reauthenticated_at: the last proof of identity.
    """
    given = lock(given)
    refuse_unless(rules.may_certify(actor, given), NOT_YOURS, "moved_on")
    refuse_unless(certifying.is_fresh(reauthenticated_at), PROOF_TOO_OLD, "prove")
    refuse_unless(given.stamp == stamp, "ข้อมูลเปลี่ยนหลังจากที่ท่านเปิดหน้านี้ อ่านอีกครั้งแล้วรับรองใหม่", "changed")
    standing = ready(given)
    first = given.state != State.SUBMITTED
    with audit.command(actor, "collect.certified", given) as command:
        kept = _certified(actor, given, standing, first=first)
        command.after = {"revision": given.revision, "sha256": kept.digest, "late": given.late}
        answer_items(actor, given, f"ส่งข้อมูลแล้ว {standing.filled} ช่อง")
        certifying.close(actor, given)
    return given


def _certified(actor: Actor, given: Submission, standing: Standing, *, first: bool, via: str = "") -> Snapshot:
    now = timezone.now()
    fields: dict[str, object] = {"certified_at": now, "certified_by": named(actor), "late": is_late(given, now)}
    if first:
        fields |= {"revision": given.revision + 1, "submitted_at": now, "submitted_by": named(actor)}
    if via:
        fields |= {"via": via}
    for name, value in fields.items():
        setattr(given, name, value)
    given.save(update_fields=list(fields))
    kept = freeze_now(given, Snapshot.Kind.CERTIFIED, standing)
    step(actor, given, "certify", State.CERTIFIED)
    handing.close(actor, given)
    _settle_notes(given)
    return kept


def is_late(given: Submission, now: datetime) -> bool:
    due = items_by_id(given.item_id).values_list("due_at", flat=True).first()
    return due is not None and now > due


def items_of(given: Submission) -> list[WorkItem]:
    """The item that asks for it, and others of the same ask at the same unit (a letter that came twice)."""
    first = items_by_id(given.item_id).first()
    if first is None:
        return []
    if first.ask_id is None:
        return [first]
    return list(
        items_on(first.basis_kind, first.basis_id)
        .filter(ask_id=first.ask_id, asked_unit_id=first.asked_unit_id)
        .order_by("pk")
    )


def answer_items(actor: Actor, given: Submission, text: str, *, via: str = "") -> None:
    """What was asked is answered: the wall turns, and the letter closes itself when it was the last."""
    for item in items_of(given):
        if not item.waiting:
            continue
        if via:
            work.record_answer(actor=actor, item=item, via=via, text=text, result=given.ref, allowed=True)
        else:
            data = {"submission": given.pk}
            work.answer(actor=actor, item=item, text=text, result=given.ref, data=data, allowed=True)


@transaction.atomic
def record_by_phone(*, actor: Actor, given: Submission, via: str, note: str) -> Submission:
    """The asking side wrote the answer down: who said it and when stands in the note (via "phone" or "paper")."""
    given = lock(given)
    refuse_unless(rules.may_fill_for(actor, given), NOT_YOURS, "moved_on")
    if via not in (WorkItem.Via.PHONE, WorkItem.Via.PAPER):
        raise Refused("เลือกว่าได้รับคำตอบทางโทรศัพท์หรือเป็นเอกสาร", code="via", field="via")
    if not note.strip():
        raise Refused("เขียนว่าใครตอบ เมื่อใด", code="no_note", field="note")
    standing = ready(given)
    with audit.command(actor, "collect.recorded", given, after={"via": via}, note=note):
        given.via_note = note[:300]
        given.save(update_fields=["via_note"])
        _certified(actor, given, standing, first=True, via=via)
        answer_items(actor, given, note, via=via)
        tell_unit(actor, given, "collect.changed", f"เขตบันทึกคำตอบแทนแล้ว: {given.round.title}", note)
    return given


@transaction.atomic
def send_back(*, actor: Actor, given: Submission, note: str, cells: Mapping[str, str] | None = None) -> Submission:
    """The director returns it to whoever filled it in, with remarks on cells."""
    given = lock(given)
    refuse_unless(rules.may_send_back(actor, given), NOT_YOURS, "moved_on")
    _refuse_mute(note, cells)
    with audit.command(actor, "collect.sent_back", given, note=note):
        certifying.close(actor, given, note)
        _remark(actor, given, cells or {}, from_asker=True)
        step(actor, given, "send_back", State.RETURNED, note)
        handing.open_again(actor, given, note)
        tell_filler(actor, given, f"ผู้อำนวยการคืนให้แก้: {given.round.title}", note)
    return given


@transaction.atomic
def give_back(*, actor: Actor, given: Submission, note: str, cells: Mapping[str, str] | None = None) -> Submission:
    """The area returns what was certified, or opens again what it accepted; the unit owes it once more."""
    given = lock(given)
    refuse_unless(rules.may_return(actor, given), NOT_YOURS, "moved_on")
    _refuse_mute(note, cells)
    verb = "reopen" if given.state == State.ACCEPTED else "return"
    action = "collect.reopened" if verb == "reopen" else "collect.returned"
    with audit.command(actor, action, given, note=note):
        _remark(actor, given, cells or {}, from_asker=True)
        step(actor, given, verb, State.RETURNED, note)
        handing.open_again(actor, given, note)
        owe_again(actor, given, note or "ดูข้อความในช่อง")
        tell_unit(actor, given, "collect.returned", f"เขตคืนให้แก้: {given.round.title}", note)
    return given


def owe_again(actor: Actor, given: Submission, note: str) -> None:
    for item in items_of(given)[:1]:
        if item.state in (WorkItem.State.ANSWERED, WorkItem.State.CLOSED):
            work.give_back(actor=actor, item=item, note=note, allowed=True)


def _refuse_mute(note: str, cells: Mapping[str, str] | None) -> None:
    if not note.strip() and not any(text.strip() for text in (cells or {}).values()):
        raise Refused("เขียนให้ผู้กรอกรู้ว่าต้องแก้อะไร", code="no_reason", field="note")


def _remark(actor: Actor, given: Submission, cells: Mapping[str, str], *, from_asker: bool) -> None:
    now = timezone.now()
    CellNote.objects.bulk_create(
        CellNote(
            submission=given,
            path=path[:160],
            text=text.strip()[:500],
            from_asker=from_asker,
            by_name=actor.person_name,
            at=now,
        )
        for path, text in cells.items()
        if text.strip()
    )


def _settle_notes(given: Submission) -> None:
    """What the asker remarked counts as seen to once the form is sent again."""
    notes = CellNote.objects.filter(submission=given, from_asker=True, settled_at__isnull=True)
    notes.update(settled_at=timezone.now())


@transaction.atomic
def explain(*, actor: Actor, given: Submission, reasons: Mapping[str, str]) -> int:
    """The unit's reasons for figures that are warned of; a new one takes the place of the old."""
    given = lock(given)
    refuse_unless(rules.may_write(actor, given), NOT_YOURS, "moved_on")
    said = {path: text.strip() for path, text in reasons.items() if text.strip()}
    CellNote.objects.filter(submission=given, from_asker=False, path__in=said).delete()
    _remark(actor, given, said, from_asker=False)
    return len(said)


@transaction.atomic
def accept(*, actor: Actor, given: Submission) -> Submission:
    """The area takes it as it is."""
    given = lock(given)
    refuse_unless(rules.may_accept(actor, given), NOT_YOURS, "moved_on")
    with audit.command(actor, "collect.accepted", given, after={"revision": given.revision}):
        return step(actor, given, "accept", State.ACCEPTED, accepted_at=timezone.now(), accepted_by=named(actor))


@transaction.atomic
def accept_many(*, actor: Actor, givens: Sequence[Submission]) -> int:
    """Several at once, one entry on the trail; what moved on meanwhile is passed over."""
    rows = [lock(each) for each in sorted(givens, key=lambda each: each.pk)]
    ready_ones = [each for each in rows if rules.may_accept(actor, each)]
    if not ready_ones:
        raise Refused("ไม่มีแบบที่รับได้ เลือกแบบที่รับรองแล้ว", code="nothing")
    with audit.command(actor, "collect.accepted_many", ready_ones[0].round, after={"count": len(ready_ones)}):
        now = timezone.now()
        for each in ready_ones:
            step(actor, each, "accept", State.ACCEPTED, accepted_at=now, accepted_by=named(actor))
    return len(ready_ones)


@transaction.atomic
def excuse(*, actor: Actor, given: Submission, reason: str) -> Submission:
    """The round does not concern this unit."""
    given = lock(given)
    refuse_unless(rules.may_excuse(actor, given), NOT_YOURS, "moved_on")
    if not reason.strip():
        raise Refused("เขียนเหตุที่ไม่ต้องส่ง", code="no_reason", field="reason")
    with audit.command(actor, "collect.excused", given, note=reason):
        certifying.close(actor, given, reason)
        handing.close(actor, given, reason)
        step(actor, given, "excuse", State.EXCUSED, reason)
        for item in items_of(given):
            if item.waiting:
                via = WorkItem.Via.NOT_APPLICABLE
                work.record_answer(actor=actor, item=item, via=via, text=reason, allowed=True)
    return given


@transaction.atomic
def ask_again(*, actor: Actor, given: Submission, reason: str) -> Submission:
    """What was excused is asked after all."""
    given = lock(given)
    refuse_unless(rules.may_ask_again(actor, given), NOT_YOURS, "moved_on")
    if not reason.strip():
        raise Refused("เขียนเหตุที่ต้องส่ง", code="no_reason", field="reason")
    with audit.command(actor, "collect.asked_again", given, note=reason):
        step(actor, given, "ask_again", State.DRAFT if values_of(given) else State.EMPTY, reason)
        owe_again(actor, given, reason)
        tell_unit(actor, given, "collect.returned", f"ต้องส่งข้อมูล: {given.round.title}", reason)
    return given


@transaction.atomic
def extend(*, actor: Actor, given: Submission, due_on: date, reason: str) -> Submission:
    """Give one unit until the end of another day."""
    given = lock(given)
    refuse_unless(rules.may_extend(actor, given), NOT_YOURS, "moved_on")
    if not reason.strip():
        raise Refused("เขียนเหตุผลที่เลื่อนกำหนด", code="no_reason", field="reason")
    due_at = noon(due_on)
    with audit.command(actor, "collect.extended", given, after={"due_on": due_on.isoformat()}, note=reason):
        for item in items_of(given):
            if item.waiting:
                work.extend(actor=actor, item=item, due_at=due_at, reason=reason, allowed=True)
        tell_unit(actor, given, "collect.changed", f"เลื่อนกำหนดส่งข้อมูล: {given.round.title}", reason)
    return given
