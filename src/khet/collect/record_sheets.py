"""Registers as files: out as Excel and CSV, in with a trial first. Text never becomes a formula."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from khet.audit import services as audit
from khet.collect.masters import Wrong
from khet.collect.models import Form, RecordChange, RecordRow
from khet.collect.reads.drawing import shown
from khet.collect.reads.records import Register
from khet.collect.rules.records import may_add, may_keep_row, sees_sensitive
from khet.collect.schema import Field, FieldType, Repeat, Slot, Table, slots
from khet.collect.services import records as services
from khet.collect.services.identities import identified, refuse_number
from khet.collect.validity import clean, label_of, rows_of
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.exports import workbook
from khet.org.imports import tables
from khet.thai.normal import fold

ID = "เลขแถว"
DESK = "หน่วยงาน"
CHANGED = "แก้ไขล่าสุด"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def plain_slots(register: Register) -> list[Slot]:
    """Columns of a flat sheet: fields, and cells of tables; repeats have sheets of their own."""
    return [slot for slot in slots(register.schema) if not isinstance(slot.part, Repeat)]


def sheets_of(
    register: Register, rows: Iterable[RecordRow], actor: Actor
) -> list[tuple[str, list[str], list[int], list[list[str]]]]:
    """(name, heads, widths, rows): the rows, then one sheet for each repeat. Marked fields are for their own desk."""
    found = list(rows)
    flat = plain_slots(register)
    heads = [_(ID), *(label_of(register.schema, slot.path) for slot in flat), _(DESK), _(CHANGED)]
    lines = [
        [str(row.pk), *(_cell(row, slot, actor) for slot in flat), str(row.desk), f"{row.changed_at:%Y-%m-%d %H:%M}"]
        for row in found
    ]
    repeats = [part for part in register.schema.parts().values() if isinstance(part, Repeat)]
    first = (_("ทะเบียน"), heads, [10, *([24] * len(flat)), 32, 18], lines)
    return [first, *(_repeat(register, part, found, actor) for part in repeats)]


def _repeat(
    register: Register, part: Repeat, rows: list[RecordRow], actor: Actor
) -> tuple[str, list[str], list[int], list[list[str]]]:
    lines = []
    for row in rows:
        addresses = [each for each in rows_of(register.schema, row.values) if each.startswith(f"{part.key}/")]
        cells = [slot for slot in slots(register.schema, addresses) if slot.part is part]
        by_row: dict[str, list[Slot]] = {}
        for slot in cells:
            by_row.setdefault(slot.row, []).append(slot)
        lines += [[str(row.pk), *(_cell(row, slot, actor) for slot in each)] for each in by_row.values()]
    name = "".join(letter for letter in part.label if letter not in "[]:*?/\\'")[:31] or part.key
    return name, [_(ID), *(each.label for each in part.fields)], [10, *([24] * len(part.fields))], lines


def _cell(row: RecordRow, slot: Slot, actor: Actor) -> str:
    if slot.field is not None and slot.field.sensitive and not sees_sensitive(actor, row):
        return ""
    text = row.values.get(slot.path, "")
    return text if slot.type in (FieldType.INTEGER, FieldType.DECIMAL, FieldType.COMPUTED) else shown(slot, text)


def as_excel(register: Register, rows: Iterable[RecordRow], actor: Actor) -> bytes:
    return workbook(sheets_of(register, rows, actor))


def as_csv(register: Register, rows: Iterable[RecordRow], actor: Actor) -> bytes:
    """The first sheet, in UTF-8 with the mark that Excel wants; what would begin a formula gets an apostrophe."""
    _name, heads, _widths, lines = sheets_of(register, rows, actor)[0]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([unformula(head) for head in heads])
    writer.writerows([[unformula(text) for text in line] for line in lines])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def unformula(text: str) -> str:
    """A negative number stays a number."""
    if text.startswith(DANGEROUS) and not text.removeprefix("-").replace(".", "", 1).isdecimal():
        return f"'{text}"
    return text


def pattern(register: Register) -> bytes:
    """An empty sheet to fill in, and what each column takes."""
    flat = [slot for slot in plain_slots(register) if _typed(slot)]
    heads = [label_of(register.schema, slot.path) for slot in flat]
    told = [[head, *_told(slot)] for head, slot in zip(heads, flat, strict=True)]
    return workbook(
        [
            (_("ทะเบียน"), heads, [24] * len(heads), []),
            (_("คำอธิบาย"), [_("คอลัมน์"), _("ต้องกรอก"), _("ตัวเลือกหรือคำอธิบาย")], [30, 12, 70], told),
        ]
    )


def _told(slot: Slot) -> list[str]:
    needed = slot.part.required if isinstance(slot.part, Table) else bool(slot.field and slot.field.required)
    options = " / ".join(each.label for each in slot.field.options[:40]) if slot.field else ""
    return [_("ใช่") if needed else "", options or (slot.field.help if slot.field else "")]


def _typed(slot: Slot) -> bool:
    return slot.type not in (FieldType.COMPUTED, FieldType.FILE)


# ---- in


@dataclass(frozen=True, slots=True)
class Planned:
    number: int
    row: RecordRow | None
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a file would do: nothing at all while something is wrong."""

    planned: tuple[Planned, ...]
    wrong: tuple[Wrong, ...]
    notes: tuple[str, ...] = field(default_factory=tuple)

    @property
    def new(self) -> int:
        return sum(each.row is None for each in self.planned)

    @property
    def changed(self) -> int:
        return sum(each.row is not None for each in self.planned)


def try_rows(*, actor: Actor, form: Form, content: bytes, name: str) -> Trial:
    """A row with a number in เลขแถว changes that row; others are added. Raises Refused for a file of another kind."""
    register = services.open_register(form)
    if not may_add(actor, form):
        raise Refused("ท่านเพิ่มแถวในทะเบียนนี้ไม่ได้ ติดต่อหน่วยงานเจ้าของทะเบียน", code="not_yours")
    table = tables.read(content, name)
    return _Trying(actor, register, table).trial()


class _Trying:
    def __init__(self, actor: Actor, register: Register, table: tables.Table) -> None:
        self._actor, self._register, self._table = actor, register, table
        self._wrong: list[Wrong] = []
        self._slots = _by_head(register, table.heads)
        own = {fold(name) for name in (_(ID), _(DESK), _(CHANGED), ID, DESK, CHANGED)}
        self._unknown = [head for head in table.heads if head and head not in self._slots and fold(head) not in own]
        if not self._slots:
            raise Refused("หัวคอลัมน์ไม่ตรงกับทะเบียนนี้ ดาวน์โหลดแบบนำเข้าแล้ววางข้อมูลใหม่", code="other_file")

    def trial(self) -> Trial:
        known = self._known()
        planned: list[Planned] = []
        seen: dict[int, int] = {}
        for line in self._table.rows:
            row = self._row(line, known, seen)
            values = self._values(line, row)
            if not any(each.row == line.number for each in self._wrong):
                planned.append(Planned(line.number, row, values))
        notes = list(self._table.notes)
        if self._unknown:
            notes.append(_("ไม่ใช้คอลัมน์ %(names)s") % {"names": ", ".join(self._unknown[:8])})
        return Trial(tuple(planned), tuple(self._wrong), tuple(notes))

    def _known(self) -> dict[str, RecordRow]:
        ids = [line.cells.get(_(ID), line.cells.get(ID, "")) for line in self._table.rows]
        wanted = [int(each) for each in ids if each.isascii() and each.isdigit() and len(each) < 19]
        rows = RecordRow.objects.filter(form=self._register.form, pk__in=wanted).select_related("form")
        return {str(row.pk): row for row in rows if may_keep_row(self._actor, row)}

    def _row(self, line: tables.Row, known: Mapping[str, RecordRow], seen: dict[int, int]) -> RecordRow | None:
        number = line.cells.get(_(ID), line.cells.get(ID, ""))
        if not number:
            return None
        row = known.get(number)
        if row is None:
            self._say(line, ID, number, _("ไม่มีแถวเลขนี้ที่ท่านแก้ได้ เว้นว่างเพื่อเพิ่มแถวใหม่"))
        elif row.pk in seen:
            self._say(line, ID, number, _("เลขนี้ซ้ำกับแถวที่ %(row)s ของไฟล์") % {"row": seen[row.pk]})
        else:
            seen[row.pk] = line.number
        return row

    def _values(self, line: tables.Row, row: RecordRow | None) -> dict[str, str]:
        values = dict(row.values) if row is not None else {}
        for head, slot in self._slots.items():
            spoilt = self._table.spoilt.get((line.number, head))
            text = line.cells.get(head, "")
            if spoilt:
                self._say(line, head, text, spoilt)
                continue
            try:
                values[slot.path] = clean(slot, text)
            except Refused as refusal:
                self._say(line, head, text, refusal.message)
        if any(each.row == line.number for each in self._wrong):
            return values
        for each in services.standing_of(self._register.schema, values).blocks:
            column = label_of(self._register.schema, each.path) if each.path else ""
            self._say(line, column, values.get(each.path, ""), each.message)
        try:
            refuse_number(self._register.form, values, row)
        except Refused as refusal:
            self._say(line, "", "", refusal.message)
        return values

    def _say(self, line: tables.Row, column: str, value: str, text: str) -> None:
        self._wrong.append(Wrong(line.number, column, value[:80], text))


@transaction.atomic
def bring_rows(*, actor: Actor, form: Form, content: bytes, name: str) -> Trial:
    """All of it or nothing. Raises Refused while a row is wrong."""
    trial = try_rows(actor=actor, form=form, content=content, name=name)
    if trial.wrong:
        raise Refused("ยังนำเข้าไม่ได้ มี %(count)s จุดต้องแก้ในไฟล์", code="wrong_rows", count=len(trial.wrong))
    register = services.open_register(form)
    note = name[:200]
    with audit.command(
        actor, "collect.rows_imported", form, after={"new": trial.new, "changed": trial.changed}, note=note
    ):
        for each in trial.planned:
            if each.row is not None:
                services.change_row(actor=actor, row=each.row, values=each.values, note=note)
            else:
                kept, identity = identified(form, each.values, desk_id=actor.desk_id or 0)
                ready = services.prepared(register.schema, kept)
                verb = RecordChange.Verb.IMPORTED
                services.made_row(actor, register, ready, verb=verb, note=note, identity=identity)
    return trial


def _by_head(register: Register, heads: Iterable[str]) -> dict[str, Slot]:
    """Slots by head as it stands in the file: by label or by key."""
    known: dict[str, Slot] = {}
    for slot in plain_slots(register):
        if _typed(slot):
            known.setdefault(fold(label_of(register.schema, slot.path)), slot)
            if isinstance(slot.part, Field):
                known.setdefault(slot.path, slot)
    return {head: known[fold(head)] for head in heads if head and fold(head) in known}
