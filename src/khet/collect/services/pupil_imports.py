"""A school's DMC file: kept, checked, mended on the page, shown as what it would do, then taken over whole."""

import dataclasses
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.collect import sheets
from khet.collect.checks import Findings, Severity, pupils, run
from khet.collect.checks.ruleset import Ruleset
from khet.collect.models import ImportFinding, ImportFix, ImportRun, Roll, SchoolCode
from khet.collect.pupils import plans
from khet.collect.pupils.layers import masked, said
from khet.collect.pupils.rows import PupilRow, mended, refuse_foreign, typed_rows
from khet.collect.pupils.standing import standing
from khet.collect.reads import growth
from khet.collect.rules.pupils import may_bring, may_keep
from khet.collect.services import pupil_writes
from khet.collect.sheets import Sheet
from khet.files import reads as stored_files
from khet.files import services as files
from khet.files.reads import StoredFile
from khet.files.services import Incoming, keep, peek
from khet.jobs.services import enqueue
from khet.kernel.actor import SYSTEM, Actor
from khet.kernel.errors import Refused
from khet.org.models import Person, Unit
from khet.org.sealing import seal, unseal

State = ImportRun.State
AT_ONCE = 400  # rows; longer files are checked in the background
KEPT = timedelta(days=30)
MOST_FINDINGS = 2_000
LONGEST_CELL = 300
TRIES = 5
TWOFOLD = "citizen_elsewhere"  # opens a case instead of keeping the file out


def bring(*, actor: Actor, school: Unit, incoming: Incoming, as_of: date) -> ImportRun:
    """Keep a file of this school and check it; nothing is taken over yet. Raises Refused for another school's file."""
    if not may_bring(actor, school):
        raise Refused("ท่านนำเข้ารายชื่อของโรงเรียนนี้ไม่ได้ ให้ธุรการโรงเรียนหรือเขตนำเข้า", code="not_yours")
    _in_time(school, as_of)
    sheet = sheets.read(peek(incoming, actor=actor), "pupils")
    codes = refuse_foreign(
        sheet,
        names=known_codes(),
        own=own_codes(school),
        school=school.name,
        vouched=not may_keep(actor, school),
    )
    with transaction.atomic():
        found = _kept(actor, school, incoming, as_of, sheet, codes)
        if len(sheet) > AT_ONCE:
            _in_background(found, "collect.pupils_check", actor)
    if len(sheet) <= AT_ONCE:
        check(found, sheet=sheet)
    return found


def _in_time(school: Unit, as_of: date) -> None:
    if as_of > timezone.localdate():
        raise Refused("วันที่ของข้อมูลอยู่ในอนาคต ใส่วันที่ส่งออกไฟล์หรือวันนับล่าสุด", code="future", field="as_of")
    roll = Roll.objects.filter(school=school).first()
    if roll and roll.as_of and as_of < roll.as_of:
        raise Refused("ทะเบียนมีข้อมูล ณ วันหลังกว่านี้แล้ว ใส่วันที่ของไฟล์ล่าสุด", code="older", field="as_of")


def _kept(actor: Actor, school: Unit, incoming: Incoming, as_of: date, sheet: Sheet, codes: list[str]) -> ImportRun:
    found = ImportRun.objects.create(
        school=school,
        digest=sheet.digest,
        layout=sheet.layout,
        as_of=as_of,
        codes=codes,
        synthetic=school.synthetic or _invented(actor),
        by_person_id=actor.person_id,
        by_name=actor.person_name,
        counts={"rows": len(sheet)},
        purge_on=timezone.localdate() + KEPT,
    )
    stored = keep([incoming], actor=actor, owner=found.ref, restricted=True, allow=files.TABLES)[0]
    found.name = stored.name
    found.save(update_fields=["name"])
    audit.record(actor, "collect.pupils_brought", found, after={"rows": len(sheet), "school": str(school)})
    return found


def _invented(actor: Actor) -> bool:
    """What somebody of the demonstration brings in is part of it."""
    return Person.objects.filter(pk__in=[actor.person_id], synthetic=True).exists()


def known_codes() -> dict[str, str]:
    """Every code by which a file may name a school → the school's name."""
    shipped = Unit.objects.filter(kind=Unit.Kind.SCHOOL).values_list("code", "name")
    return dict(shipped) | dict(SchoolCode.objects.values_list("code", "school__name"))


def own_codes(school: Unit) -> list[str]:
    return [school.code, *SchoolCode.objects.filter(school=school).values_list("code", flat=True)]


def original(found: ImportRun) -> StoredFile | None:
    return stored_files.first_of(found.ref)


def content_of(found: ImportRun) -> bytes:
    """Raises Refused when the original is gone."""
    stored = original(found)
    if stored is None:
        raise Refused("ไฟล์ต้นฉบับทำลายแล้วตามกำหนด ส่งไฟล์ใหม่", code="purged")
    return files.read_bytes(stored)


def fixes_of(found: ImportRun) -> Mapping[tuple[int, str], str]:
    return {(one.row, one.column): unseal(one.sealed) for one in found.fixes.all()}


def sheet_of(found: ImportRun) -> Sheet:
    """The rows as they are to be taken over: as in the file, with what was mended on the page."""
    return mended(sheets.read(content_of(found), "pupils", name=found.name), fixes_of(found))


def _in_background(found: ImportRun, kind: str, actor: Actor) -> None:
    key = f"{kind}:{found.pk}"
    job = enqueue(kind, key=key, run_id=found.pk, appointment=actor.appointment_id, account=actor.account_id)
    ImportRun.objects.filter(pk=found.pk).update(job_id=job.pk)


# ---- the dry run ---------------------------------------------------------------------------------------------------


def rules() -> Ruleset:
    """A child who is still on another school's roll is a case to settle, not a reason to keep the file out."""
    shipped = pupils()
    hint = "นำเข้าได้ ระบบจะเปิดเรื่องให้สองโรงเรียนและเขตตัดสินว่าใครดูแล"
    changed = (
        dataclasses.replace(rule, severity=Severity.WARN, hint=hint) if rule.key == TWOFOLD else rule
        for rule in shipped
    )
    return Ruleset(shipped.kind, shipped.version, tuple(changed))


def check(found: ImportRun, *, sheet: Sheet | None = None) -> ImportRun:
    """Every row against the rules and the roll; only the findings and the plan in words are written."""
    table = sheet or sheet_of(found)
    rows = typed_rows(table, as_of=found.as_of, codes=found.codes)
    findings = findings_of(found, table, rows)
    planned = planned_for(found, rows) if findings.may_enter else None
    with transaction.atomic():
        held = ImportRun.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if held.state in (State.RUNNING, State.DONE):
            return held
        _keep_findings(held, table, findings)
        held.counts = {"rows": len(table), **_figures(findings), **(planned.counts() if planned else {})}
        held.lines = plans.lines(planned) if planned else []
        held.notes = _notes(held, table, planned)
        held.state, held.failure = State.READY if planned else State.FAULTY, ""
        held.save(update_fields=["counts", "lines", "notes", "state", "failure"])
    found.refresh_from_db()
    return found


def findings_of(found: ImportRun, table: Sheet, rows: list[PupilRow]) -> Findings:
    """Within the file, against the other schools' rolls, and against this school's own roll as it stands."""
    known = standing(found.school_id, table, rows, as_of=found.as_of)
    return run(
        table,
        rules(),
        as_of=found.as_of,
        own_codes=tuple(found.codes),
        before=known.records if known else None,
        before_as_of=known.as_of if known else None,
        elsewhere=plans.elsewhere(found.school_id, rows),
        growth=growth.current(),
    )


def planned_for(found: ImportRun, rows: list[PupilRow]) -> plans.Plan:
    edition = Roll.objects.filter(school_id=found.school_id).values_list("edition", flat=True).first() or 0
    return plans.plan(school_id=found.school_id, edition=edition, rows=rows, as_of=found.as_of)


def _figures(findings: Findings) -> dict[str, object]:
    blocks = {rule: number for rule, number in findings.counts.items() if findings.severities[rule] == Severity.BLOCK}
    return {
        "blocking": findings.blocking,
        "warning": len(findings) - findings.blocking,
        "wrong_rows": findings.wrong_rows,
        "rules": dict(findings.counts),
        "blocks": blocks,
        "version": findings.version,
        "broken": [one.rule for one in findings.broken],
    }


def _notes(found: ImportRun, table: Sheet, planned: plans.Plan | None) -> list[str]:
    twin = ImportRun.objects.filter(school_id=found.school_id, digest=found.digest, as_of=found.as_of).exclude(
        pk=found.pk
    )
    again = twin.filter(state=State.DONE).first()
    notes = ["same"] if again else []
    if planned and planned.absent:
        notes.append("absent " + " ".join(plans.class_name(grade, 0) for grade in planned.absent))
    return [*notes, *table.notes]


def _keep_findings(found: ImportRun, table: Sheet, findings: Findings) -> None:
    """Personal values are masked before they are stored."""
    wanted = sorted(findings.items, key=lambda item: (item.severity, item.rule, item.row))[:MOST_FINDINGS]
    texts = {row.number: row for row in table.rows}
    made = []
    for one in wanted:
        row = texts.get(one.row)
        record = {key: row.cells[place] for key, place in table.places.items()} if row else {}
        made.append(
            ImportFinding(
                run=found,
                row=one.row,
                column=one.column,
                head=one.head[:120],
                value=masked(one.column, one.value.strip())[:200],
                rule=one.rule,
                severity=one.severity.value,
                message=said(one.message, {**record, one.column: one.value})[:400],
                hint=one.hint[:300],
            )
        )
    found.findings.all().delete()
    ImportFinding.objects.bulk_create(made, batch_size=500)


# ---- mending, taking over ------------------------------------------------------------------------------------------


def fix(*, actor: Actor, found: ImportRun, cells: Mapping[tuple[int, str], str]) -> int:
    """Type single cells anew; the file itself stays as it was sent. Checked again afterwards. Returns how many."""
    _may(actor, found)
    table = sheets.read(content_of(found), "pupils")
    numbers = {row.number for row in table.rows}
    good = {at: text for at, text in cells.items() if at[0] in numbers and at[1] in table.places and text.strip()}
    with transaction.atomic():
        held = ImportRun.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if held.state not in (State.FAULTY, State.READY):
            raise Refused("ไฟล์นี้กำลังตรวจหรือนำเข้าไปแล้ว โหลดหน้าใหม่เพื่อดูสถานะ", code="moved_on")
        for (row, column), text in good.items():
            ImportFix.objects.update_or_create(
                run=held, row=row, column=column, defaults={"sealed": seal(text.strip()[:LONGEST_CELL])}
            )
        audit.record(actor, "collect.pupils_mended", held, after={"cells": len(good)})
        long = len(table) > AT_ONCE
        if long:
            ImportRun.objects.filter(pk=held.pk).update(state=State.READING)
            _in_background(held, "collect.pupils_check", actor)
    if not long:
        check(held)
    return len(good)


def start(*, actor: Actor, found: ImportRun) -> ImportRun:
    """Take a ready file over, in the background; the page may be left."""
    _may(actor, found)
    with transaction.atomic():
        held = ImportRun.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if held.state != State.READY:
            raise Refused("ไฟล์นี้ยังไม่พร้อมหรือนำเข้าไปแล้ว โหลดหน้าใหม่เพื่อดูสถานะ", code="not_ready")
        _in_time(held.school, held.as_of)
        held.state = State.RUNNING
        held.save(update_fields=["state"])
        _in_background(held, "collect.pupils_carry", actor)
    held.refresh_from_db()
    return held


def carry_out(*, actor: Actor, found: ImportRun) -> None:
    """Take the kept file over, with what was mended on the page."""
    take_over(actor=actor, found=found, rows=typed_rows(sheet_of(found), as_of=found.as_of, codes=found.codes))


def take_over(*, actor: Actor, found: ImportRun, rows: list[PupilRow]) -> None:
    """Plan without a lock, then write all of it in one transaction: a kill leaves either nothing or the whole.

    Planned anew when the roll was written to in between. Raises Refused when it never stands still.
    """
    for _try in range(TRIES):
        planned = planned_for(found, rows)
        ready = pupil_writes.prepare(planned, synthetic=found.synthetic)
        if _written(actor, found, planned, ready):
            return
    raise Refused("มีผู้แก้ทะเบียนนักเรียนของโรงเรียนนี้อยู่ รอสักครู่แล้วนำเข้าใหม่", code="busy")


def _written(actor: Actor, found: ImportRun, planned: plans.Plan, ready: pupil_writes.Ready) -> bool:
    """True when it is done, by this call or by one before it."""
    with transaction.atomic():
        held = ImportRun.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if held.state != State.RUNNING:
            return True
        roll = locked_roll(held.school_id, synthetic=held.synthetic)
        if roll.edition != planned.edition:
            return False
        counts = planned.counts()
        with audit.command(actor, "collect.pupils_imported", held, after={"school": str(held.school), **counts}):
            pupil_writes.write(actor=actor, run=held, found=planned, ready=ready)
        for code in held.codes:
            SchoolCode.objects.get_or_create(code=code, defaults={"school": held.school, "synthetic": held.synthetic})
        turn(roll, as_of=held.as_of)
        held.counts, held.lines = {**held.counts, **counts}, plans.lines(planned)
        held.state, held.done_at = State.DONE, timezone.now()
        held.save(update_fields=["counts", "lines", "state", "done_at"])
    return True


def locked_roll(school_id: int, *, synthetic: bool = False) -> Roll:
    """The roll of a school, held until the transaction ends: one writer at a time."""
    if not Roll.objects.filter(school_id=school_id).exists():
        Roll.objects.get_or_create(school_id=school_id, defaults={"synthetic": synthetic})
    return Roll.objects.select_for_update(of=("self",)).get(school_id=school_id)


def turn(roll: Roll, *, as_of: date | None = None) -> int:
    """Count one writing; returns the new edition."""
    roll.edition += 1
    roll.as_of = as_of or roll.as_of
    roll.save(update_fields=["edition", "as_of"])
    return roll.edition


def fail(run_id: int, why: str) -> None:
    """The background work met a rule that says no; nothing was taken over."""
    ImportRun.objects.filter(pk=run_id, state__in=[State.READING, State.RUNNING]).update(
        state=State.FAILED, failure=why[:300]
    )


def _may(actor: Actor, found: ImportRun) -> None:
    if not may_bring(actor, found.school):
        raise Refused("ท่านนำเข้ารายชื่อของโรงเรียนนี้ไม่ได้ ให้ธุรการโรงเรียนหรือเขตนำเข้า", code="not_yours")


# ---- the end of the original ---------------------------------------------------------------------------------------


@transaction.atomic
def drop(*, actor: Actor, found: ImportRun, reason: str = "ผู้นำเข้าสั่งทำลาย") -> None:
    """Destroy the original with its findings and mendings; the figures stay."""
    held = ImportRun.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if held.state == State.RUNNING:
        raise Refused("กำลังนำเข้าไฟล์นี้ รอให้เสร็จก่อนแล้วทำลาย", code="running")
    with audit.command(actor, "collect.pupils_purged", held):
        if (stored := original(held)) is not None:
            files.discard(stored, actor=actor, reason=reason)
        held.findings.all().delete()
        held.fixes.all().delete()
        state = held.state if held.state == State.DONE else State.FAILED
        ImportRun.objects.filter(pk=held.pk).update(purge_on=None, lines=[], state=state)


def purge(*, on: date) -> int:
    """Destroy the originals whose day has come."""
    due = list(ImportRun.objects.filter(purge_on__lte=on).exclude(state=State.RUNNING))
    for found in due:
        drop(actor=SYSTEM, found=found, reason="ครบกำหนดเก็บไฟล์นำเข้า")
    return len(due)
