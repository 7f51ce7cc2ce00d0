"""Rounds: planned, opened alone or by a letter, added to, locked and opened again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.collect.models import Form, FormVersion, Round, Snapshot, Submission
from khet.collect.reads.targets import units_of
from khet.collect.rules import rounds as rules
from khet.collect.services import certifying
from khet.collect.services.freezing import digest_of_round, freeze, freeze_now
from khet.collect.services.locking import lock_round, refuse_unless
from khet.collect.services.moving import step
from khet.collect.services.telling import tell_opened
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref
from khet.org.models import Unit
from khet.thai.bangkok import noon
from khet.work import services as work
from khet.work.reads.items import Ask, WorkItem, asks_of, items_about, items_by_id

State = Round.State
NOT_OURS = gettext_noop("รอบนี้จัดการได้เฉพาะกลุ่มเจ้าของรอบ หรือรอบเดินต่อไปแล้ว โหลดหน้าใหม่เพื่อดูสถานะล่าสุด")
SUBMIT = "collect.submit"
NOT_GIVEN = "ปิดรอบโดยไม่มีข้อมูลของหน่วยงานนี้"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a planner chose. target: {"all_schools": bool, "groups": [ids], "units": [ids]}; year in พ.ศ."""

    form: Form
    title: str
    year: int
    as_of: date
    year_type: str = Round.YearType.SCHOOL
    term: int = 1
    due_on: date | None = None
    previous: Round | None = None
    duty_id: str | None = None
    target: Mapping[str, Any] | None = None


@transaction.atomic
def plan(*, actor: Actor, plan: Plan, round_: Round | None = None) -> Round:
    """Write down a round, or change it while nobody was asked."""
    if round_ is None:
        refuse_unless(rules.may_plan(actor), "เตรียมรอบได้เฉพาะเจ้าหน้าที่ของเขต", "not_office")
        round_ = Round(desk_id=actor.desk_id or 0, unit_id=actor.unit_id, by_name=actor.person_name)
    else:
        round_ = lock_round(round_)
        refuse_unless(rules.may_change(actor, round_), NOT_OURS, "moved_on")
    round_.form, round_.version = plan.form, newest_version(plan.form)
    round_.title, round_.year_type, round_.year, round_.term = plan.title, plan.year_type, plan.year, plan.term
    round_.as_of, round_.due_on, round_.previous = plan.as_of, plan.due_on, plan.previous
    round_.duty_id = plan.duty_id or plan.form.duty_id
    round_.target = dict(plan.target or {})
    round_.synthetic = plan.form.synthetic
    round_.save()
    audit.record(actor, "collect.planned", round_, after={"form": plan.form.key, "version": round_.version.number})
    return round_


def newest_version(form: Form) -> FormVersion:
    """The newest published version. Raises Refused when there is none yet."""
    found = FormVersion.objects.filter(form=form, published_at__isnull=False).order_by("-number").first()
    if found is None or form.archived:
        raise Refused("แบบนี้ยังไม่ประกาศใช้ ประกาศใช้แบบก่อนเปิดรอบ", code="no_version", field="form")
    return found


@transaction.atomic
def cancel(*, actor: Actor, round_: Round, reason: str) -> Round:
    """A round that is only planned is dropped; one that is open is called off, and nobody owes it any more."""
    round_ = lock_round(round_)
    refuse_unless(rules.may_change(actor, round_) or rules.may_run(actor, round_), NOT_OURS, "moved_on")
    if not reason.strip():
        raise Refused("เขียนเหตุที่ยกเลิกรอบ", code="no_reason", field="reason")
    with audit.command(actor, "collect.cancelled", round_, note=reason):
        ids = list(round_.submissions.exclude(item_id=0).values_list("item_id", flat=True))
        round_.state = State.CANCELLED
        round_.save(update_fields=["state"])
        for given in round_.submissions.select_for_update(of=("self",)).exclude(state=Submission.State.EXCUSED):
            given.round = round_
            step(actor, given, "cancel", Submission.State.EXCUSED, reason)
        work.withdraw(actor=actor, items=items_by_id(ids), reason=reason)
        subjects = round_.submissions.values("pk")
        certify = items_about("collect.submission", subjects).filter(kind=certifying.KIND, waiting=True)
        work.withdraw(actor=actor, items=certify, reason=reason)
    return round_


@transaction.atomic
def open_alone(*, actor: Actor, round_: Round) -> int:
    """Ask every unit of the plan, without a letter; the round is its own basis. Returns how many were asked."""
    round_ = lock_round(round_)
    refuse_unless(rules.may_change(actor, round_), NOT_OURS, "moved_on")
    units = units_of(round_.target, round_.as_of)
    if not units:
        raise Refused("ยังไม่ได้เลือกว่าใครต้องส่ง", code="nobody", field="groups")
    with audit.command(actor, "collect.opened", round_, after={"units": len(units)}):
        begin(round_, round_.ref)
        ask = work.ask(basis=round_.ref, kind=SUBMIT, label=round_.title, order=0, due_at=due_at(round_))
        ask_units(actor, round_, units, ask)
        tell_opened(actor, round_, list(round_.submissions.all()))
    return len(units)


def due_at(round_: Round) -> datetime | None:
    """The end of each unit's own hours is found when it is asked."""
    return noon(round_.due_on) if round_.due_on else None


def begin(round_: Round, basis: Ref) -> None:
    """The round is open from now on, on this basis."""
    round_.basis_kind, round_.basis_id = basis.kind, basis.id
    round_.state, round_.opened_at = State.OPEN, timezone.now()
    round_.save(update_fields=["basis_kind", "basis_id", "state", "opened_at"])


def ask_units(actor: Actor, round_: Round, units: Sequence[Unit], ask: Ask) -> None:
    """A submission for each unit that has none yet, and the item that asks for it."""
    made = add_rows(round_, units)
    work.open_many(actor=actor, specs=[_spec(round_, given, ask) for given in made])


def add_rows(round_: Round, units: Sequence[Unit]) -> list[Submission]:
    """The submissions of these units, made where they are missing."""
    rows = [Submission(round=round_, unit=unit, unit_name=(unit.short or unit.name)[:200]) for unit in units]
    Submission.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    found = Submission.objects.filter(round=round_, unit_id__in=[unit.pk for unit in units]).order_by("pk")
    for each in found:
        each.round = round_
    return list(found)


def _spec(round_: Round, given: Submission, ask: Ask) -> work.Spec:
    return work.Spec(
        kind=SUBMIT,
        subject=given.ref,
        basis=Ref(round_.basis_kind, round_.basis_id or 0),
        asked_unit_id=given.unit_id,
        label=round_.title,
        due_at=ask.due_at,
        due_is_date=ask.due_is_date,
        ask_id=ask.pk,
        duty=round_.duty_id,
        synthetic=round_.synthetic,
    )


def ask_of(round_: Round) -> Ask | None:
    """The ask by which the round was opened, on the letter or on the round itself."""
    asks = [ask for ask in asks_of(Ref(round_.basis_kind, round_.basis_id or 0)) if ask.kind == SUBMIT]
    if round_.basis_kind == "collect.round":
        return asks[0] if asks else None
    return next((ask for ask in asks if ask.options.get("round") == round_.pk), None)


@transaction.atomic
def add_unit(*, actor: Actor, round_: Round, unit: Unit) -> Submission:
    """Ask one more unit while the round is open, by the same ask; its own due day is as for the rest."""
    round_ = lock_round(round_)
    refuse_unless(rules.may_run(actor, round_), NOT_OURS, "moved_on")
    if round_.submissions.filter(unit=unit).exclude(item_id=0).exists():
        raise Refused("%(unit)s อยู่ในรอบนี้แล้ว", code="there", field="unit", unit=unit)
    ask = ask_of(round_)
    if ask is None:
        raise Refused("ไม่พบสิ่งที่ขอของรอบนี้ เปิดรอบใหม่แทน", code="no_ask")
    with audit.command(actor, "collect.unit_added", round_, after={"unit": unit.code}):
        ask_units(actor, round_, [unit], ask)
        given = Submission.objects.get(round=round_, unit=unit)
        tell_opened(actor, round_, [given])
    return given


@transaction.atomic
def remind(*, actor: Actor, round_: Round, message: str = "") -> int:
    """ทวงถาม everybody who still owes; returns how many units."""
    refuse_unless(rules.may_run(actor, round_), NOT_OURS, "moved_on")
    owing = round_.submissions.filter(state__in=Submission.OPEN_STATES).values("item_id")
    items = list(items_by_id(owing).filter(waiting=True))
    return work.remind(actor=actor, items=items, message=message)


@transaction.atomic
def lock_all(*, actor: Actor, round_: Round, gaps_confirmed: Sequence[int] = ()) -> Round:
    """Close the round: every accepted form is frozen and marked with its SHA-256, the round with one over all.

    gaps_confirmed: submissions that stay open or unaccepted, each named by whoever locks. Raises Refused with the names
    of units that are neither accepted, excused nor named.
    """
    round_ = lock_round(round_)
    refuse_unless(rules.may_run(actor, round_), NOT_OURS, "moved_on")
    rows = list(round_.submissions.select_for_update(of=("self",)).select_related("unit").order_by("pk"))
    done = {Submission.State.ACCEPTED, Submission.State.EXCUSED}
    gaps = [row for row in rows if row.state not in done]
    missing = [row.unit_name for row in gaps if row.pk not in set(gaps_confirmed)]
    if missing:
        names = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        raise Refused(
            "ยังปิดรอบไม่ได้ %(n)s แห่งยังไม่ได้รับ: %(names)s รับแบบ ยกเว้น หรือยืนยันว่าปิดโดยไม่มีข้อมูล",
            code="gaps",
            n=len(missing),
            names=names,
        )
    with audit.command(actor, "collect.locked", round_) as command:
        parts = [_lock_one(actor, round_, row) for row in rows]
        round_.digest = digest_of_round(parts)
        round_.state, round_.locked_at = State.LOCKED, timezone.now()
        round_.save(update_fields=["digest", "state", "locked_at"])
        _drop_owed(actor, gaps)
        command.after = {"sha256": round_.digest, "gaps": [row.unit.code for row in gaps], "units": len(rows)}
    return round_


def _lock_one(actor: Actor, round_: Round, row: Submission) -> tuple[str, str, str]:
    row.round = round_
    if row.state != Submission.State.ACCEPTED:
        return row.unit.code, row.state, ""
    certified = row.snapshots.filter(kind=Snapshot.Kind.CERTIFIED, revision=row.revision).first()
    kept = freeze(row, Snapshot.Kind.LOCKED, certified.content) if certified else freeze_now(row, Snapshot.Kind.LOCKED)
    step(actor, row, "lock", Submission.State.LOCKED)
    return row.unit.code, Submission.State.LOCKED, kept.digest


def _drop_owed(actor: Actor, gaps: Sequence[Submission]) -> None:
    """What was not given in time is no longer asked: marked so on the wall; the row stays as it was."""
    na = WorkItem.Via.NOT_APPLICABLE
    for row in gaps:
        certifying.close(actor, row, NOT_GIVEN)
        item = items_by_id(row.item_id).filter(waiting=True).first()
        if item is not None:
            work.record_answer(actor=actor, item=item, via=na, text=NOT_GIVEN, allowed=True)


@transaction.atomic
def reopen(*, actor: Actor, round_: Round, reason: str) -> Round:
    """Open a locked round again, with its reason; what was locked is accepted as before, and may be returned."""
    round_ = lock_round(round_)
    refuse_unless(rules.may_reopen(actor, round_), NOT_OURS, "moved_on")
    if not reason.strip():
        raise Refused("เขียนเหตุที่เปิดรอบใหม่", code="no_reason", field="reason")
    with audit.command(actor, "collect.round_reopened", round_, before={"sha256": round_.digest}, note=reason):
        round_.state, round_.reopened_reason, round_.digest = State.OPEN, reason[:300], ""
        round_.save(update_fields=["state", "reopened_reason", "digest"])
        for row in round_.submissions.filter(state=Submission.State.LOCKED).order_by("pk"):
            row.round = round_
            step(actor, row, "reopen", Submission.State.ACCEPTED, reason)
        _owe_again(actor, round_, reason)
    return round_


def _owe_again(actor: Actor, round_: Round, reason: str) -> None:
    """Who had not answered when the round was locked is asked once more."""
    for row in round_.submissions.filter(state__in=(*Submission.OPEN_STATES, Submission.State.SUBMITTED)):
        row.round = round_
        item = items_by_id(row.item_id).filter(state__in=("answered", "closed")).first()
        if item is not None:
            work.give_back(actor=actor, item=item, note=reason, allowed=True)
        if row.state == Submission.State.SUBMITTED:
            certifying.ask(actor, row)
