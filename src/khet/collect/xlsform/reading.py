"""An XLSForm workbook as a form of ours, with a list of what could not be taken: sheet, row, column, what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from khet.collect.expressions import RESERVED
from khet.collect.schema import Field, FieldType, Option, Repeat, Schema, SchemaError, Section, Table
from khet.collect.schema.coding import KEY
from khet.collect.schema.editing import sound
from khet.collect.schema.parts import Part
from khet.collect.xlsform.formulas import Formulas
from khet.collect.xlsform.names import JOINT
from khet.collect.xlsform.sheets import Line, Sheets, kept_of, read_sheets
from khet.kernel.errors import Refused

_TYPES = {
    "text": FieldType.TEXT,
    "string": FieldType.TEXT,
    "barcode": FieldType.TEXT,
    "integer": FieldType.INTEGER,
    "int": FieldType.INTEGER,
    "decimal": FieldType.DECIMAL,
    "range": FieldType.DECIMAL,
    "date": FieldType.DATE,
    "datetime": FieldType.DATE,
    "geopoint": FieldType.LOCATION,
    "image": FieldType.FILE,
    "photo": FieldType.FILE,
    "file": FieldType.FILE,
    "audio": FieldType.FILE,
    "video": FieldType.FILE,
    "calculate": FieldType.COMPUTED,
}
_CHOICES = {"select_one": FieldType.CHOICE, "select_multiple": FieldType.CHOICES, "rank": FieldType.CHOICES}
_BEGIN = {"begin_group", "begin_repeat"}
_KNOWN = {
    "type",
    "name",
    "label",
    "hint",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "appearance",
    "khet",
    "list_name",
}
_META = {"start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "start-geopoint"}
_LOSSY = {"barcode", "range", "datetime", "audio", "video", "rank"}


@dataclass(frozen=True, slots=True)
class Loss:
    """row 0: the sheet as such."""

    sheet: str
    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Taken:
    schema: Schema
    title: str
    losses: tuple[Loss, ...]


@dataclass(slots=True)
class Home:
    """An open group or repeat: its line, and the parts that came so far."""

    kind: str
    line: Line | None
    parts: list["Draft"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Draft:
    """A part as it was read, its formulas still in XPath; own: its name in the workbook."""

    part: Part
    line: Line
    own: str
    kept: dict[str, Any]
    inner: tuple["Draft", ...] = ()


def take(content: bytes) -> Taken:
    """Raises Refused when it is no XLSForm or holds nothing that we can ask."""
    return _Taker(read_sheets(content)).taken()


class _Taker:
    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self._losses: list[Loss] = []
        self._keys: set[str] = set()
        self._lists: dict[str, list[Option]] = {}
        self._notes: list[Line] = []
        self._sections: list[tuple[Section, Line | None, list[Draft]]] = []

    def taken(self) -> Taken:
        self._read_choices()
        self._read_survey()
        formulas = Formulas([draft for _s, _l, drafts in self._sections for draft in drafts], self._lose)
        sections = tuple(self._finished(section, line, drafts, formulas) for section, line, drafts in self._sections)
        schema = Schema(tuple(each for each in sections if each.parts))
        schema = formulas.with_notes(schema, self._notes)
        if not schema.sections:
            raise Refused("ไฟล์นี้ไม่มีคำถามที่นำเข้าได้ ตรวจแผ่นงาน survey", code="nothing")
        settings = self._sheets.settings[0] if self._sheets.settings else Line(2, {})
        return Taken(_sound(schema), settings.get("form_title")[:200], tuple(self._losses))

    def _lose(self, line: Line, column: str, text: str, *, sheet: str = "survey") -> None:
        self._losses.append(Loss(sheet, line.number, column, text))

    # ---- choices

    def _read_choices(self) -> None:
        for line in self._sheets.choices:
            listed, code = line.get("list_name"), line.get("name", "value")
            if not listed or not code:
                continue
            if len(code.split()) != 1 or "/" in code:
                self._lose(line, "name", _("รหัส %(code)s มีช่องว่างหรือเครื่องหมาย /") % {"code": code}, sheet="choices")
                continue
            known = self._lists.setdefault(listed, [])
            if any(each.code == code for each in known):
                self._lose(line, "name", _("รหัส %(code)s ซ้ำในรายการ") % {"code": code}, sheet="choices")
                continue
            known.append(Option(code[:40], (line.get("label") or code)[:300]))

    # ---- survey

    def _read_survey(self) -> None:
        stack: list[Home] = [Home("top", None)]
        for line in self._sheets.survey:
            kind = (
                line.get("type").lower().replace("begin group", "begin_group").replace("begin repeat", "begin_repeat")
            )
            kind = kind.replace("end group", "end_group").replace("end repeat", "end_repeat").strip()
            if kind.split()[:1] and kind.split()[0] in _BEGIN:
                self._begin(stack, kind.split()[0], line)
            elif kind in ("end_group", "end_repeat"):
                self._end(stack, line)
            elif kind:
                self._question(stack[-1], kind, line)
        while len(stack) > 1:
            self._end(stack, stack[-1].line or Line(0, {}))
        self._flush(stack[0])

    def _begin(self, stack: list[Home], kind: str, line: Line) -> None:
        nested = sum(home.kind == "begin_repeat" for home in stack)
        if kind == "begin_repeat" and nested:
            self._lose(line, "type", _("รายการซ้อนในรายการ นำช่องข้างในไปรวมกับรายการชั้นนอก"))
        if kind == "begin_group" and len(stack) == 1:
            self._flush(stack[0])
        if line.get("repeat_count"):
            self._lose(line, "repeat_count", _("จำนวนแถวที่คำนวณ ใช้จำนวนแถวสูงสุดแทน"))
        stack.append(Home(kind, line))

    def _end(self, stack: list[Home], line: Line) -> None:
        if len(stack) == 1:
            self._lose(line, "type", _("ปิดกลุ่มเกินจำนวนที่เปิด"))
            return
        home = stack.pop()
        assert home.line is not None
        if home.kind == "begin_repeat":
            self._end_repeat(stack, home)
        elif len(stack) == 1:
            key = self._section_key(home.line)
            title = home.line.get("label") or home.line.get("name") or _("หมวด")
            self._sections.append((Section(key, title[:300], (), home.line.get("hint")[:500]), home.line, home.parts))
        elif (table := self._table(home)) is not None:
            stack[-1].parts.append(table)
        else:
            if not _is_row(home):
                self._lose(home.line, "type", _("กลุ่มซ้อนในกลุ่ม นำช่องข้างในมารวมในหมวด"))
                if home.line.get("relevant"):
                    self._lose(home.line, "relevant", _("เงื่อนไขของกลุ่มที่ซ้อน"))
            stack[-1].parts.extend(replace_row(home))

    def _end_repeat(self, stack: list[Home], home: Home) -> None:
        assert home.line is not None
        if any(each.kind == "begin_repeat" for each in stack):
            stack[-1].parts.extend(home.parts)
            return
        name = home.line.get("name")
        key = self._key(home.line, name)
        inner, keys = [], set[str]()
        for draft in home.parts:
            if not isinstance(draft.part, Field):
                self._lose(draft.line, "type", _("ตารางในรายการ"))
                continue
            wanted = _plain(draft.own.removeprefix(f"{name}{JOINT}")) or "q"
            inner_key = _free(wanted, keys)
            keys.add(inner_key)
            inner.append(replace(draft, part=replace(draft.part, key=inner_key)))
        if not inner:
            self._lose(home.line, "type", _("รายการไม่มีช่อง"))
            return
        kept = kept_of(home.line)
        part = Repeat(
            key,
            home.line.get("label")[:300] or name,
            tuple(each.part for each in inner if isinstance(each.part, Field)),
        )
        part = replace(part, help=str(kept.pop("help", home.line.get("hint")))[:500])
        stack[-1].parts.append(Draft(part, home.line, name, kept, tuple(inner)))
        if len(stack) == 1:
            self._flush(stack[0])

    def _table(self, home: Home) -> Draft | None:
        """A group of groups that hold the same figures under names such as by_class__311__m."""
        assert home.line is not None
        name = home.line.get("name")
        if JOINT in name:
            return None
        cells = [
            draft for draft in home.parts if draft.own.count(JOINT) == 2 and draft.own.startswith(f"{name}{JOINT}")
        ]
        if not cells or len(cells) != len(home.parts):
            return None
        rows: dict[str, str] = {}
        columns: dict[str, str] = {}
        for draft in cells:
            _name, row, column = draft.own.split(JOINT)
            rows.setdefault(str(draft.kept.get("row") or row), str(draft.kept.get("row_label") or row))
            columns.setdefault(str(draft.kept.get("column") or column), draft.part.label)
        if len(rows) * len(columns) != len(cells):
            return None
        first = cells[0].part
        assert isinstance(first, Field)
        kept = kept_of(home.line)
        part = Table(
            self._key(home.line, name),
            home.line.get("label")[:300] or name,
            rows=tuple(Option(code, label[:300]) for code, label in rows.items()),
            columns=tuple(Option(code, label[:300]) for code, label in columns.items()),
            type=first.type,
            help=home.line.get("hint")[:500],
            required=bool(kept.pop("required", first.required)),
            lowest=0 if kept else None,
        )
        return Draft(part, home.line, name, kept, tuple(cells))

    def _question(self, home: Home, kind: str, line: Line) -> None:
        word, _blank, _rest = kind.partition(" ")
        name = line.get("name")
        if word in _META:
            self._lose(line, "type", _("ข้อมูลของเครื่องที่กรอก (%(kind)s) ระบบบันทึกเองอยู่แล้ว") % {"kind": word})
            return
        if word == "note":
            self._notes.append(line)
            return
        found = _TYPES.get(word) or _CHOICES.get(word)
        if found is None:
            self._lose(line, "type", _("ไม่มีช่องชนิด %(kind)s") % {"kind": kind[:40]})
            return
        self._tell_left_out(line, word)
        options: tuple[Option, ...] = ()
        if word in _CHOICES:
            found, options = self._options(line, found)
        if found is FieldType.TEXT and "multiline" in line.get("appearance"):
            found = FieldType.NOTE
        key = self._key(line, name) if home.kind != "begin_repeat" and not _is_cell(home, name) else _plain(name) or "q"
        kept = kept_of(line)
        ask = Field(
            key,
            (line.get("label") or str(kept.get("label") or name))[:300],
            found,
            required=line.get("required").lower() in ("yes", "true", "true()", "1"),
            help=line.get("hint")[:500],
            options=options,
        )
        home.parts.append(Draft(ask, line, name, kept))

    def _options(self, line: Line, found: FieldType) -> tuple[FieldType, tuple[Option, ...]]:
        listed = line.get("type").split()[1] if len(line.get("type").split()) > 1 else ""
        options = tuple(self._lists.get(listed, ()))
        if not options:
            self._lose(line, "type", _("ไม่มีตัวเลือกของรายการ %(name)s ในแผ่นงาน choices") % {"name": listed or "–"})
        if "or_other" in line.get("type"):
            options = (*options, Option("other", _("อื่น ๆ")))
        if found is FieldType.CHOICE and {each.code for each in options} == {"true", "false"}:
            return FieldType.YES_NO, ()
        return found, options

    def _tell_left_out(self, line: Line, word: str) -> None:
        if word in _LOSSY:
            self._lose(line, "type", _("ชนิด %(kind)s นำเข้าเป็นช่องที่ใกล้เคียง") % {"kind": word})
        for head, text in line.cells.items():
            bare = head.partition("::")[0]
            if text and bare not in _KNOWN and not head.startswith("bind::"):
                self._lose(line, head, _("คอลัมน์นี้ไม่มีที่เก็บในแบบ: %(text)s") % {"text": text[:60]})

    # ---- keys

    def _key(self, line: Line, name: str) -> str:
        key = self._fresh(name, "q")
        if key != name:
            self._lose(line, "name", _("เปลี่ยนรหัส %(name)s เป็น %(key)s") % {"name": name or "–", "key": key})
        return key

    def _fresh(self, name: str, start: str) -> str:
        key = _free(_plain(name) or start, self._keys)
        self._keys.add(key)
        return key

    # ---- sections

    def _section_key(self, line: Line) -> str:
        """Sections are named in no formula: a name of ours stays as it is."""
        own = kept_of(line).get("section")
        if isinstance(own, str) and KEY.fullmatch(own):
            return own
        return self._fresh(line.get("name").removeprefix("section_"), "s")

    def _flush(self, top: Home) -> None:
        """What stands outside groups gets a section of its own."""
        if top.parts:
            key = self._fresh("general", "s")
            self._sections.append((Section(key, _("ทั่วไป"), ()), None, list(top.parts)))
            top.parts.clear()

    def _finished(self, section: Section, line: Line | None, drafts: list[Draft], formulas: Formulas) -> Section:
        parts = tuple(formulas.finished(each) for each in drafts)
        show = formulas.condition(line, "relevant", "") if line is not None else ""
        return replace(section, parts=parts, show_if=show)


def replace_row(home: Home) -> Iterator[Draft]:
    """Questions of an inner group; those of a table's row remember it."""
    kept = kept_of(home.line) if home.line else {}
    for draft in home.parts:
        if (home.line is not None and "row" in kept) or _is_row(home):
            label = home.line.get("label") if home.line else ""
            row = kept.get("row") or draft.own.split(JOINT)[1]
            yield replace(draft, kept={**draft.kept, "row": row, "row_label": label})
        else:
            yield draft


def _is_row(home: Home) -> bool:
    name = home.line.get("name") if home.line else ""
    return JOINT in name and bool(home.parts) and all(each.own.startswith(f"{name}{JOINT}") for each in home.parts)


def _is_cell(home: Home, name: str) -> bool:
    row = home.line.get("name") if home.line else ""
    return JOINT in row and name.startswith(f"{row}{JOINT}")


def _plain(name: str) -> str:
    """A key of ours out of any name."""
    bare = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")
    bare = bare if not bare[:1].isdigit() else f"q{bare}"
    bare = bare[:40]
    return f"{bare[:38]}_q" if bare in RESERVED else bare


def _free(wanted: str, taken: set[str]) -> str:
    if wanted not in taken:
        return wanted
    return next(f"{wanted[:36]}_{at}" for at in range(2, 10_000) if f"{wanted[:36]}_{at}" not in taken)


def _sound(schema: Schema) -> Schema:
    try:
        return sound(schema)
    except SchemaError:
        raise Refused("แบบในไฟล์ใหญ่เกินไปหรือมีรหัสซ้ำ แก้ไฟล์แล้วนำเข้าใหม่", code="unsound") from None
