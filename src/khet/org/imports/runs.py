"""Bringing a workbook in: kept, checked, carried out whole or not at all, and the original destroyed in time."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.files import services as files
from khet.files.models import StoredFile
from khet.files.services import Incoming, keep, peek
from khet.jobs.services import enqueue
from khet.kernel.actor import SYSTEM, Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref
from khet.org.imports import people, tables, units
from khet.org.imports.columns import COLUMNS, Problem, placed
from khet.org.imports.plans import Plan, RowRefused
from khet.org.models import ImportRun

State = ImportRun.State
AT_ONCE = 500  # rows; longer workbooks are worked on in the background
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
    return StoredFile.objects.kept().filter(owner_kind="org.importrun", owner_id=run.pk).first()


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


def check(*, actor: Actor, run: ImportRun) -> ImportRun:
    """The dry run: every row is looked at, then everything is done and taken back."""
    found = PLANS[run.kind].plan(table_of(run), run.answers)
    if not found.problems and not found.questions:
        _try(actor, run, found)
    faulty = bool(found.problems or found.questions)
    run.report, run.state = found.report(), State.FAULTY if faulty else State.READY
    run.save(update_fields=["report", "state"])
    return run


def _try(actor: Actor, run: ImportRun, found: Plan) -> None:
    try:
        with transaction.atomic():
            PLANS[run.kind].carry_out(actor, found)
            transaction.set_rollback(True)
    except RowRefused as refusal:
        found.problems.append(Problem(refusal.row, "", "", refusal.rule))


def reply(*, actor: Actor, run: ImportRun, answers: dict[str, str]) -> ImportRun:
    """Answers to the questions of a dry run; it is checked again with them."""
    if run.state not in (State.FAULTY, State.READY):
        raise Refused("การนำเข้านี้ไม่ได้รอคำตอบแล้ว โหลดหน้าใหม่", code="moved_on")
    run.answers = {**run.answers, **answers}
    run.save(update_fields=["answers"])
    return check(actor=actor, run=run)


def start(*, actor: Actor, run: ImportRun) -> ImportRun:
    """Carry a ready run out, at once or in the background."""
    with transaction.atomic():
        held = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if held.state != State.READY:
            raise Refused("ไฟล์นี้ยังไม่พร้อมหรือนำเข้าไปแล้ว โหลดหน้าใหม่เพื่อดูสถานะ", code="not_ready")
        large = int(held.report.get("rows", 0)) > AT_ONCE
        if large:
            held.state = State.RUNNING
            held.save(update_fields=["state"])
            _in_background(held, "org.import_carry", actor)
    if not large:
        carry_out(actor=actor, run=held)
    held.refresh_from_db()
    return held


def carry_out(*, actor: Actor, run: ImportRun) -> None:
    """Everything in one transaction; what changed in the house since the dry run may still refuse it as a whole."""
    table = table_of(run)
    with transaction.atomic():
        held = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if held.state not in (State.READY, State.RUNNING):
            return
        found = PLANS[held.kind].plan(table, held.answers)
        if found.problems or found.questions:
            held.report, held.state = found.report(), State.FAULTY
            held.save(update_fields=["report", "state"])
            return
        after = {"kind": held.kind, "made": found.count("make"), "changed": found.count("change")}
        with audit.command(actor, "org.imported", held, after=after):
            PLANS[held.kind].carry_out(actor, found)
        held.report, held.state, held.done_at = found.report(), State.DONE, timezone.now()
        held.save(update_fields=["report", "state", "done_at"])


def fail(run_id: int, rule: str) -> None:
    """The background work met a rule that says no: nothing was imported."""
    run = ImportRun.objects.get(pk=run_id)
    run.state = State.FAILED
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
    files.discard(stored, actor=actor, reason="ผู้นำเข้าสั่งทำลาย")
    ImportRun.objects.filter(pk=run.pk).update(purge_on=None)
    audit.record(actor, "org.import_purged", run)
