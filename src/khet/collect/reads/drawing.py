"""A form as a page draws it: sections of parts, each box with its value, what is wrong and what stood there before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from khet.collect.models import Cell, CellNote
from khet.collect.schema import (
    Field,
    FieldType,
    Option,
    Part,
    Repeat,
    Schema,
    Section,
    Severity,
    Slot,
    Table,
    cell_of,
    split_path,
)
from khet.collect.validity import Problem, Standing, rows_of
from khet.thai.bangkok import today
from khet.ui import days


@dataclass(frozen=True, slots=True)
class Box:
    """One cell. value is canonical, before what the unit gave last time; version 0 while nothing stands there."""

    slot: Slot
    label: str
    value: str = ""
    version: int = 0
    before: str = ""
    origin: str = ""
    by: str = ""
    problems: tuple[Problem, ...] = ()
    notes: tuple[CellNote, ...] = ()
    hidden: bool = False
    required: bool = False
    typed: str | None = None
    stopped: str = ""

    @property
    def path(self) -> str:
        return self.slot.path

    @property
    def options(self) -> tuple[Option, ...]:
        return self.slot.field.options if self.slot.field is not None else ()

    @property
    def shown(self) -> str:
        """What a person reads: labels for codes, days in words."""
        return shown(self.slot, self.value)

    @property
    def shown_before(self) -> str:
        return shown(self.slot, self.before)

    @property
    def in_input(self) -> str:
        """What stands in the input: as typed while it is refused, else the value as people type it."""
        return typed_form(self.slot, self.value) if self.typed is None else self.typed

    @property
    def changed(self) -> bool:
        return self.value != self.before


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of boxes."""

    part: Table
    rows: tuple[tuple[Option, tuple[Box, ...]], ...]
    hidden: bool = False

    def sum_of(self, boxes: Iterable[Box]) -> str:
        return total(box.value for box in boxes)


@dataclass(frozen=True, slots=True)
class Rows:
    """A repeat: (row, its boxes)."""

    part: Repeat
    rows: tuple[tuple[str, tuple[Box, ...]], ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A section with its parts, and how far it is."""

    section: Section
    parts: tuple[Box | Grid | Rows, ...]
    filled: int = 0
    total: int = 0
    blocks: int = 0
    warns: int = 0
    hidden: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def boxes(self) -> list[Box]:
        return [box for part in self.parts for box in boxes_of(part)]


@dataclass(slots=True)
class Known:
    """All that is known of the cells of one form; a preview knows nothing. rows: empty ones to draw ("devices/r7")."""

    cells: Mapping[str, Cell] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    previous: Mapping[str, str] = field(default_factory=dict)
    standing: Standing | None = None
    notes: Sequence[CellNote] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    stopped: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[str] = ()


def boxes_of(part: Box | Grid | Rows) -> list[Box]:
    if isinstance(part, Box):
        return [part]
    return [box for _row, boxes in part.rows for box in boxes]


def draw(schema: Schema, known: Known | None = None) -> list[Drawn]:
    """The whole form. Tables must have their rows and columns spelt out."""
    return _Drawing(schema, known or Known()).sections()


class _Drawing:
    def __init__(self, schema: Schema, known: Known) -> None:
        self.schema, self.known = schema, known
        self.hidden = known.standing.hidden if known.standing else frozenset()
        self.computed = known.standing.computed if known.standing else {}
        self.problems: dict[str, list[Problem]] = {}
        for each in known.standing.problems if known.standing else ():
            self.problems.setdefault(each.path, []).append(each)
        self.notes: dict[str, list[CellNote]] = {}
        for note in known.notes:
            self.notes.setdefault(note.path, []).append(note)
        self.rows: dict[str, list[str]] = {}
        paths = dict.fromkeys([*known.values, *known.typed, *(f"{row}/" for row in known.rows)], "")
        for address in rows_of(schema, paths):
            key, row = split_path(address)
            self.rows.setdefault(key, []).append(row)

    def sections(self) -> list[Drawn]:
        return [self._section(section) for section in self.schema.sections]

    def _section(self, section: Section) -> Drawn:
        parts = tuple(self._part(section, part) for part in section.parts)
        boxes = [box for part in parts for box in boxes_of(part)]
        typed = [box for box in boxes if not box.hidden and box.slot.type != FieldType.COMPUTED]
        own = [each for part in section.parts if not isinstance(part, Field) for each in self._of_part(part)]
        problems = [*own, *(each for box in boxes for each in box.problems)]
        return Drawn(
            section=section,
            parts=parts,
            filled=sum(bool(box.value) for box in typed),
            total=len(typed),
            blocks=sum(each.severity is Severity.BLOCK for each in problems),
            warns=sum(each.severity is Severity.WARN for each in problems),
            hidden=f"#{section.key}" in self.hidden,
            problems=tuple(own),
        )

    def _of_part(self, part: Part) -> list[Problem]:
        """What is said of a table or a repeat as such, or of a row of it."""
        said = list(self.problems.get(part.key, ()))
        for path, found in self.problems.items():
            if path.startswith(f"{part.key}/") and path.count("/") == 1:
                said += found
        return said

    def _part(self, section: Section, part: Part) -> Box | Grid | Rows:
        if isinstance(part, Field):
            return self._box(Slot(part.key, section, part, part), part.label, required=part.required)
        if isinstance(part, Table):
            return self._grid(section, part)
        rows = tuple((row, self._row(section, part, row)) for row in self.rows.get(part.key, []))
        return Rows(part, rows, part.key in self.hidden)

    def _grid(self, section: Section, part: Table) -> Grid:
        rows = []
        for row in part.rows:
            boxes = []
            for column in part.columns:
                slot = Slot(cell_of(part.key, row.code, column.code), section, part, None, row.code, column.code)
                boxes.append(self._box(slot, f"{part.label} {row.label} {column.label}", required=part.required))
            rows.append((row, tuple(boxes)))
        return Grid(part, tuple(rows), part.key in self.hidden)

    def _row(self, section: Section, part: Repeat, row: str) -> tuple[Box, ...]:
        return tuple(
            self._box(
                Slot(cell_of(part.key, row, each.key), section, part, each, row, each.key),
                each.label,
                required=each.required,
            )
            for each in part.fields
        )

    def _box(self, slot: Slot, label: str, *, required: bool) -> Box:
        path, known = slot.path, self.known
        cell = known.cells.get(path)
        value = self.computed.get(path, "") if slot.type == FieldType.COMPUTED else known.values.get(path, "")
        return Box(
            slot=slot,
            label=label,
            value=value,
            version=cell.version if cell is not None else 0,
            before=known.previous.get(path, ""),
            origin=cell.origin if cell is not None else "",
            by=cell.by_name if cell is not None else "",
            problems=tuple(self.problems.get(path, ())),
            notes=tuple(self.notes.get(path, ())),
            hidden=path in self.hidden or slot.part.key in self.hidden,
            required=required,
            typed=known.typed.get(path),
            stopped=known.stopped.get(path, ""),
        )


def shown(slot: Slot, value: str) -> str:
    """A value as people read it."""
    if not value:
        return ""
    if slot.type == FieldType.YES_NO:
        return _("ใช่") if value == "true" else _("ไม่ใช่")
    if slot.type in (FieldType.CHOICE, FieldType.CHOICES) and slot.field is not None:
        labels = {each.code: each.label for each in slot.field.options}
        codes = value.split(" ") if slot.type == FieldType.CHOICES else [value]
        return ", ".join(labels.get(code, code) for code in codes)
    if slot.type == FieldType.DATE:
        return _day(value)
    if slot.type == FieldType.FILE:
        return _("ไฟล์แนบ")
    return _commas(value) if slot.type.is_number else value


def typed_form(slot: Slot, value: str) -> str:
    """A value as people type it into its input."""
    if slot.type == FieldType.DATE and value:
        try:
            day = today().fromisoformat(value)
        except ValueError:
            return value
        return f"{day.day}/{day.month}/{day.year + 543}"
    return value


def _day(value: str) -> str:
    try:
        return days.record(today().fromisoformat(value))
    except ValueError:
        return value


def _commas(value: str) -> str:
    whole, dot, rest = value.partition(".")
    digits = whole.removeprefix("-")
    if not digits.isdigit():
        return value
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(digits):,}{dot}{rest}"


def total(values: Iterable[str]) -> str:
    """The sum of what is filled in; nothing when nothing is."""
    from decimal import Decimal, InvalidOperation

    found = []
    for value in values:
        try:
            found += [Decimal(value)] if value else []
        except InvalidOperation:
            continue
    return _commas(f"{sum(found, Decimal(0)).normalize():f}") if found else ""
