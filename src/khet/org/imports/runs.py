"""Bringing a workbook in: kept, checked, written in short stretches, and the original destroyed in time."""

import time
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.files import reads as kept_files
from khet.files import services as files
from khet.files.reads import StoredFile
from khet.files.services import Incoming, keep, peek
from khet.jobs.services import enqueue
from khet.kernel.actor import SYSTEM, Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref
from khet.org.imports import people, tables, units
from khet.org.imports.columns import COLUMNS, placed
from khet.org.imports.plans import Mark, Plan, Step, Tell, Written, silent
from khet.org.models import ImportedRow, ImportRun

State = ImportRun.State
AT_ONCE = 500  # rows; longer workbooks are checked in the background
STRETCH = 25  # rows written in one transaction: about a quarter of a second in which nobody else writes
REST = 0.12  # seconds between two stretches: SQLite's own waiting looks again every 0.1 s
KEPT = timedelta(days=30)
PLANS = {"units": units, "people": people}


def bring(*, actor: Actor, kind: str, incoming: Incoming) -> ImportRun:
    """Keep a workbook and check it; nothing is imported yet. Raises Refused for what cannot be read at all."""
    content = peek(incoming, actor=actor)
    table = tables.read(content, "")
    placed(table, COLUMNS[kind])
    with transaction.atomic():
        run = ImportRun.objects.create(kind=kind, by_person_id=actor.person_id, name="")
        stored = keep([incoming], actor=actor, owner=owner_of(run), restricted=True, allow=files.TABLES)[0]
        run.name, run.purge_on = stored.name, timezone.localdate() + KEPT
        run.report = {"rows": len(table.rows)}
        run.save()
        audit.record(actor, "org.import_brought", run, after={"kind": kind, "rows": len(table.rows)})
        if len(table.rows) > AT_ONCE:
            _in_background(run, "org.import_check", actor)
    if len(table.rows) <= AT_ONCE:
        check(actor=actor, run=run)
    return run


def owner_of(run: ImportRun) -> Ref:
    return Ref("org.importrun", run.pk)


def original(run: ImportRun) -> StoredFile | None:
    return kept_files.first_of(owner_of(run))


def table_of(run: ImportRun) -> tables.Table:
    """The rows of a run's workbook, read again. Raises Refused when the original is gone."""
    stored = original(run)
    if stored is None:
        raise Refused("ไฟล์ต้นฉบับทำลายแล้วตามกำหนด ส่งไฟล์ใหม่", code="purged")
    return tables.read(files.read_bytes(stored), stored.name)


def _in_background(run: ImportRun, kind: str, actor: Actor) -> None:
    job = enqueue(
        kind, key=f"{kind}:{run.pk}", run_id=run.pk, appointment=actor.appointment_id, account=actor.account_id
    )
    ImportRun.objects.filter(pk=run.pk).update(job_id=job.pk)


def check(*, actor: Actor, run: ImportRun, tell: Tell = silent) -> ImportRun:
    """The dry run: every row is looked at against what is there; only the report is written."""
    found = PLANS[run.kind].plan(table_of(run), run.answers, mark_of(run), tell)
    if run.written:
        run.report, run.state = _stopped(run, found), State.STOPPED
    else:
        run.report, run.state = found.report(), State.FAULTY if _faulty(found) else State.READY
    run.save(update_fields=["report", "state"])
    return run


def mark_of(run: ImportRun) -> Mark:
    return Mark(run.written, frozenset(run.entered))


def _faulty(found: Plan) -> bool:
    return bool(found.problems or found.questions)


def _stopped(run: ImportRun, found: Plan) -> dict[str, Any]:
    """The counts stay those of the whole workbook; what is wrong is that of the rows to come."""
    wrong = found.report()
    return {**run.report, **{key: wrong[key] for key in ("problems", "problem_count", "questions")}, "failure": ""}


def reply(*, actor: Actor, run: ImportRun, answers: dict[str, str]) -> ImportRun:
    """Answers to the questions of a dry run; it is checked again with them."""
    if run.state not in (State.FAULTY, State.READY, State.STOPPED):
        raise Refused("การนำเข้านี้ไม่ได้รอคำตอบแล้ว โหลดหน้าใหม่", code="moved_on")
    run.answers = {**run.answers, **answers}
    run.save(update_fields=["answers"])
    return check(actor=actor, run=run)


def start(*, actor: Actor, run: ImportRun) -> ImportRun:
    """Carry a ready run out, or a stopped one on: a short workbook at once, others in the background."""
    with transaction.atomic():
        held = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if held.state not in (State.READY, State.STOPPED):
            raise Refused("ไฟล์นี้ยังไม่พร้อมหรือนำเข้าไปแล้ว โหลดหน้าใหม่เพื่อดูสถานะ", code="not_ready")
        long = held.state == State.STOPPED or int(held.report.get("rows", 0)) > STRETCH
        if long:
            held.state = State.RUNNING
            held.save(update_fields=["state"])
            _in_background(held, "org.import_carry", actor)
    if not long:
        carry_out(actor=actor, run=held)
    held.refresh_from_db()
    return held


def carry_out(*, actor: Actor, run: ImportRun, tell: Tell = silent) -> None:
    """Plan without a lock, then write stretch by stretch; a workbook of one stretch is in whole or not at all.

    After a kill the same call goes on after the last row written. Raises Refused when a service says no to a row
    (the house changed since the plan): its stretch is taken back, those before it stay, and the mark says so.
    """
    table = table_of(run)
    run.refresh_from_db()
    if run.state not in (State.READY, State.RUNNING):
        return
    found = PLANS[run.kind].plan(table, run.answers, mark_of(run))
    if _faulty(found):
        _halt(run, found)
        return
    if not run.written:
        run.report = found.report()
    steps, written = [step for step in found.steps if step.verb != "same"], Written(entered=list(run.entered))
    for begin in range(0, max(len(steps), 1), STRETCH):
        if begin:
            time.sleep(REST)
        if not _write(actor, run, steps[begin : begin + STRETCH], written, last=begin + STRETCH >= len(steps)):
            return
        tell(sum(row.number <= run.written for row in table.rows), len(table.rows))


def _write(actor: Actor, run: ImportRun, steps: Sequence[Step], written: Written, *, last: bool) -> bool:
    """One stretch with its mark and its entry on the trail. False when another worker has gone on with the run."""
    with transaction.atomic():
        held = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if held.state not in (State.READY, State.RUNNING) or held.written != run.written:
            return False
        verbs = [step.verb for step in steps]
        after: dict[str, object] = {"kind": held.kind, "made": verbs.count("make"), "changed": verbs.count("change")}
        if steps:
            after["rows"] = [steps[0].row, steps[-1].row]
            held.written = steps[-1].row
        with audit.command(actor, "org.imported", held, after=after):
            PLANS[held.kind].write(actor, steps, written)
        _remember(held, written)
        held.entered, held.report = written.entered, run.report
        if last:
            held.state, held.done_at, held.entered = State.DONE, timezone.now(), []
            held.report = {**run.report, "problems": [], "problem_count": 0, "questions": [], "failure": ""}
        held.save(update_fields=["written", "entered", "report", "state", "done_at"])
    run.written = held.written
    return True


def _remember(run: ImportRun, written: Written) -> None:
    """What this stretch made and changed, so that the run can be taken back (undoing)."""
    for outcome in written.outcomes:
        outcome.run = run
    ImportedRow.objects.bulk_create(written.outcomes)
    written.outcomes = []


def _halt(run: ImportRun, found: Plan) -> None:
    """What changed in the house since the dry run makes rows wrong: none of the rest is written."""
    if run.written:
        report, state = _stopped(run, found), State.STOPPED
    else:
        report, state = found.report(), State.FAULTY
    ImportRun.objects.filter(pk=run.pk, written=run.written).update(report=report, state=state)


def fail(run_id: int, rule: str) -> None:
    """The background work met a rule that says no: what was written before it stays, and the run can go on."""
    run = ImportRun.objects.get(pk=run_id)
    run.state = State.STOPPED if run.written else State.FAILED
    run.report = {**run.report, "failure": rule}
    run.save(update_fields=["state", "report"])


def purge(*, on: date) -> int:
    """Destroy the originals whose day has come."""
    count = 0
    for run in ImportRun.objects.filter(purge_on__lte=on):
        stored = original(run)
        with transaction.atomic():
            if stored is not None:
                files.discard(stored, actor=SYSTEM, reason="ครบกำหนดเก็บไฟล์นำเข้า")
                audit.record(SYSTEM, "org.import_purged", run)
                count += 1
            ImportRun.objects.filter(pk=run.pk).update(purge_on=None)
    return count


@transaction.atomic
def drop(*, actor: Actor, run: ImportRun) -> None:
    """Destroy the original before its day."""
    stored = original(run)
    if stored is None:
        raise Refused("ไฟล์ต้นฉบับทำลายแล้วตามกำหนด ส่งไฟล์ใหม่", code="purged")
    with audit.command(actor, "org.import_purged", run):
        files.discard(stored, actor=actor, reason="ผู้นำเข้าสั่งทำลาย")
        ImportRun.objects.filter(pk=run.pk).update(purge_on=None)
