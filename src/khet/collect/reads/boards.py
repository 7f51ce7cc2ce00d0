"""A draft as the designer's page lists it: each part with its marks and what hinders publishing."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khet.collect.reads.designing import PartKind, kind_of, reading
from khet.collect.reads.forms import Workbench
from khet.collect.schema import Check, Field, Prefill, Repeat, Schema, Section, Table
from khet.collect.schema.parts import Part


@dataclass(frozen=True, slots=True)
class BoardCheck:
    """n: its place in the part; words: the formula as people read it."""

    n: int
    check: Check
    words: str


@dataclass(frozen=True, slots=True)
class BoardPart:
    """at: "key", or "key/inner" for a field of a repeat."""

    at: str
    part: Part
    kind: PartKind
    marks: tuple[str, ...]
    shown_when: str
    faults: tuple[str, ...]
    checks: tuple[BoardCheck, ...]
    inner: tuple["BoardPart", ...] = ()

    @property
    def inner_of(self) -> str:
        """The repeat it stands in, or ""."""
        return self.at.partition("/")[0] if "/" in self.at else ""

    @property
    def is_repeat(self) -> bool:
        return isinstance(self.part, Repeat)


@dataclass(frozen=True, slots=True)
class BoardSection:
    section: Section
    shown_when: str
    faults: tuple[str, ...]
    parts: tuple[BoardPart, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Board:
    sections: tuple[BoardSection, ...]
    checks: tuple[BoardCheck, ...]
    faults: tuple[str, ...]


def board(bench: Workbench) -> Board:
    schema = bench.schema
    faults: dict[str, list[str]] = {}
    for each in bench.faults:
        faults.setdefault(each.at, []).append(each.sentence)
    sections = tuple(
        BoardSection(
            section,
            _words(schema, section.show_if, ""),
            tuple(faults.get(f"#{section.key}", ())),
            tuple(_part(schema, part, part.key, faults) for part in section.parts),
        )
        for section in schema.sections
    )
    return Board(sections, _checks(schema, schema.checks, ""), tuple(faults.get("", ())))


def _part(schema: Schema, part: Part, at: str, faults: dict[str, list[str]]) -> BoardPart:
    inner = part.fields if isinstance(part, Repeat) else ()
    return BoardPart(
        at,
        part,
        kind_of(part),
        tuple(_marks(schema, part, at)),
        _words(schema, part.show_if, at),
        tuple(faults.get(at, ())),
        _checks(schema, part.checks, at),
        tuple(_part(schema, each, f"{at}/{each.key}", faults) for each in inner),
    )


def _checks(schema: Schema, checks: tuple[Check, ...], at: str) -> tuple[BoardCheck, ...]:
    return tuple(BoardCheck(n, each, _words(schema, each.expr, at)) for n, each in enumerate(checks))


def _words(schema: Schema, line: str, at: str) -> str:
    said, wrong = reading(schema, line, at) if line else ("", "")
    return said or (line if wrong else "")


def _marks(schema: Schema, part: Part, at: str) -> Iterable[str]:
    if not isinstance(part, Repeat) and part.required:
        yield _("ต้องกรอก")
    if isinstance(part, Table):
        yield _("%(rows)s แถว × %(columns)s คอลัมน์") % {"rows": len(part.rows), "columns": len(part.columns)}
    elif isinstance(part, Field):
        yield from _field_marks(schema, part, at)
    else:
        yield ngettext("%(n)s ช่องต่อแถว", "%(n)s ช่องต่อแถว", len(part.fields)) % {"n": len(part.fields)}
    if part.prefill is Prefill.LAST:
        yield _("ใส่ค่ารอบก่อน")
    if part.prefill is Prefill.MASTER:
        yield _("ใส่ค่าจากทะเบียนหลัก")
    if part.prefill is Prefill.EITHER:
        yield _("ใส่ค่าจากทะเบียนหลักหรือรอบก่อน")


def _field_marks(schema: Schema, part: Field, at: str) -> Iterable[str]:
    if part.options:
        yield _("%(n)s ตัวเลือก") % {"n": len(part.options)}
    if part.unit:
        yield part.unit
    if part.compute:
        yield f"= {_words(schema, part.compute, at)}"
    if part.sensitive:
        yield _("ข้อมูลส่วนบุคคล")
