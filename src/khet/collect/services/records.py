"""Rows of registers: added, changed, archived, brought back; each with its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.collect.models import Form, RecordChange, RecordRow
from khet.collect.reads.drawing import shown
from khet.collect.reads.records import Register, register_of, sensitive_paths
from khet.collect.rules.records import may_add, may_keep_row
from khet.collect.schema import Schema, Severity, slots
from khet.collect.services.identities import identified
from khet.collect.validity import Standing, examine, kept_text, rows_of
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.thai.bangkok import today
from khet.thai.normal import fold

NO_REGISTER = "ทะเบียนนี้ยังไม่ประกาศใช้หรือเลิกใช้แล้ว"


@dataclass(frozen=True, slots=True)
class Ready:
    """Values that may be kept: hidden cells emptied, computed cells worked out."""

    values: dict[str, str]
    title: str
    found: str
    warns: int


@transaction.atomic
def add_row(*, actor: Actor, form: Form, values: Mapping[str, str], note: str = "") -> RecordRow:
    """A row of the desk acted in. Raises Refused while something blocks, and for whoever adds no rows here."""
    register, note = open_register(form), kept_text(note)
    if not may_add(actor, form):
        raise Refused("ท่านเพิ่มแถวในทะเบียนนี้ไม่ได้ ติดต่อหน่วยงานเจ้าของทะเบียน", code="not_yours")
    kept, identity = identified(form, values, desk_id=actor.desk_id or 0)
    ready = prepared(register.schema, kept)
    row = made_row(actor, register, ready, verb=RecordChange.Verb.ADDED, note=note, identity=identity)
    audit.record(actor, "collect.row_added", row, note=note)
    return row


@transaction.atomic
def change_row(
    *, actor: Actor, row: RecordRow, values: Mapping[str, str], edition: int | None = None, note: str = ""
) -> RecordRow:
    """Values as they shall be from now on; the row moves to the newest version of its register.

    Raises Refused while something blocks, or when somebody changed the row since edition was looked at.
    """
    row = _kept(actor, row)
    register = open_register(row.form)
    if edition is not None and row.edition != edition:
        raise Refused("แถวนี้มีผู้แก้หลังจากท่านเปิดดู โหลดหน้าใหม่แล้วแก้อีกครั้ง", code="stale")
    kept, identity = identified(row.form, values, desk_id=row.desk_id, row=row)
    ready, note = prepared(register.schema, kept), kept_text(note)
    changes = turned(row.values, ready.values)
    if not changes:
        return row
    now = timezone.now()
    row.identity = identity
    row.version, row.values, row.title, row.found = register.version, ready.values, ready.title, ready.found
    row.warns, row.edition, row.by_name, row.changed_at = ready.warns, row.edition + 1, actor.person_name, now
    row.save()
    _remember(actor, row, RecordChange.Verb.CHANGED, changes, now, note)
    audit.record(actor, "collect.row_changed", row, after={"paths": sorted(changes)}, note=note)
    return row


@transaction.atomic
def set_archived(*, actor: Actor, row: RecordRow, archived: bool, note: str = "") -> RecordRow:
    """จำหน่าย: out of the list, kept with its history. Raises Refused without a reason."""
    row, note = _kept(actor, row), kept_text(note)
    if row.archived == archived:
        return row
    if archived and not note.strip():
        raise Refused("บอกเหตุผลที่จำหน่าย", code="no_reason", field="note")
    row.archived, row.edition, row.changed_at = archived, row.edition + 1, timezone.now()
    row.save(update_fields=["archived", "edition", "changed_at"])
    verb = RecordChange.Verb.ARCHIVED if archived else RecordChange.Verb.RESTORED
    _remember(actor, row, verb, {}, row.changed_at, note)
    audit.record(actor, "collect.row_archived" if archived else "collect.row_restored", row, note=note)
    return row


def open_register(form: Form) -> Register:
    register = register_of(form)
    if register is None or form.archived:
        raise Refused(NO_REGISTER, code="no_register")
    return register


def standing_of(schema: Schema, values: Mapping[str, str]) -> Standing:
    return examine(schema, values, today=today())


def prepared(schema: Schema, values: Mapping[str, str]) -> Ready:
    """Raises Refused with the first problem that blocks."""
    standing = standing_of(schema, values)
    if standing.blocks:
        said = standing.blocks[0].message
        raise Refused(
            "ยังบันทึกไม่ได้ มี %(count)s จุดต้องแก้: %(first)s", code="blocked", count=len(standing.blocks), first=said
        )
    return ready_of(schema, values, standing)


def ready_of(schema: Schema, values: Mapping[str, str], standing: Standing) -> Ready:
    """For values that were examined and have nothing that blocks."""
    known = {slot.path: slot for slot in slots(schema, rows_of(schema, values))}
    kept = {path: text for path, text in values.items() if text and path in known and path not in standing.hidden}
    kept |= {path: text for path, text in standing.computed.items() if text}
    hidden = sensitive_paths(schema, kept)
    words = {path: shown(known[path], text) for path, text in kept.items()}
    first = next(iter(schema.parts()), "")
    title = words.get(first) or next(iter(words.values()), "–")
    open_words = [text for path, text in words.items() if path not in hidden]
    return Ready(
        kept,
        title[:200],
        fold(" ".join(open_words))[:4_000],
        sum(each.severity is Severity.WARN for each in standing.problems),
    )


def made_row(
    actor: Actor, register: Register, ready: Ready, *, verb: str, note: str = "", identity: str = ""
) -> RecordRow:
    now = timezone.now()
    row = RecordRow.objects.create(
        form=register.form,
        version=register.version,
        desk_id=actor.desk_id or register.form.desk_id or 0,
        identity=identity,
        values=ready.values,
        title=ready.title,
        found=ready.found,
        warns=ready.warns,
        by_name=actor.person_name,
        made_at=now,
        changed_at=now,
    )
    _remember(actor, row, verb, turned({}, ready.values), now, note)
    return row


def turned(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str]]:
    """[before, after] of every path that differs."""
    paths = dict.fromkeys([*before, *after])
    return {p: [before.get(p, ""), after.get(p, "")] for p in paths if before.get(p, "") != after.get(p, "")}


def _remember(
    actor: Actor, row: RecordRow, verb: str, changes: Mapping[str, list[str]], at: datetime, note: str
) -> None:
    RecordChange.objects.create(
        row=row,
        verb=verb,
        changes=dict(changes),
        note=kept_text(note)[:300],
        by_name=actor.person_name,
        by_post=actor.post_name[:300],
        at=at,
    )


def _kept(actor: Actor, row: RecordRow) -> RecordRow:
    locked = RecordRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
    locked.form = Form.objects.get(pk=locked.form_id)
    if not may_keep_row(actor, locked):
        raise Refused("แถวนี้เป็นของหน่วยงานอื่น แก้ได้เฉพาะหน่วยงานเจ้าของ", code="not_yours")
    return locked
