"""What the templates of a form are given."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from khet.collect.schema import Field, FieldType, Option, Repeat, Severity, Slot, Table
from khet.collect.validity import Problem

MOST_RADIOS = 6


@dataclass(frozen=True, slots=True)
class CellPiece:
    """One input. name is the path, and the name it is posted under; value is as typed, words as read.

    before: what stood here in the previous round, in words. extra: whatever the page knows about the cell (its
    version, a note); the templates of parts write extra.version as data-version and extra.note below the cell.
    """

    slot: Slot
    value: str
    words: str
    readonly: bool
    hidden: bool
    problems: tuple[Problem, ...] = ()
    before: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.slot.path

    @property
    def id(self) -> str:
        return f"c-{self.slot.path.replace('/', '--')}"

    @property
    def type(self) -> str:
        return self.slot.type.value

    @property
    def template(self) -> str:
        return f"collect/parts/input_{_TEMPLATES[self.slot.type]}.html"

    @property
    def options(self) -> tuple[Option, ...]:
        return self.slot.field.options if self.slot.field else ()

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(self.value.split(" ")) if self.value else ()

    @property
    def as_radios(self) -> bool:
        return len(self.options) <= MOST_RADIOS

    @property
    def grouped(self) -> bool:
        """Several controls under one legend."""
        kind = self.slot.type
        return kind in (FieldType.CHOICES, FieldType.YES_NO) or (kind is FieldType.CHOICE and self.as_radios)

    @property
    def ask(self) -> Field | None:
        return self.slot.field

    @property
    def label(self) -> str:
        """In a table the row and column say what the cell is."""
        part = self.slot.part
        if isinstance(part, Table):
            names = {each.code: each.label for each in (*part.rows, *part.columns)}
            return f"{part.label} {names.get(self.slot.row, '')} {names.get(self.slot.column, '')}"
        return self.slot.field.label if self.slot.field else part.label

    @property
    def blocked(self) -> bool:
        return any(each.severity is Severity.BLOCK for each in self.problems)

    @property
    def described(self) -> str:
        """Ids of what explains the input, for aria-describedby."""
        has_help = not isinstance(self.slot.part, Table) and self.ask is not None and bool(self.ask.help)
        ids = [f"{self.id}-help"] if has_help else []
        return " ".join([*ids, f"{self.id}-said"] if self.problems or self.extra.get("note") else ids)


_TEMPLATES = {
    FieldType.TEXT: "line",
    FieldType.NOTE: "note",
    FieldType.INTEGER: "number",
    FieldType.DECIMAL: "number",
    FieldType.YES_NO: "yes_no",
    FieldType.CHOICE: "choice",
    FieldType.CHOICES: "choices",
    FieldType.DATE: "date",
    FieldType.FILE: "file",
    FieldType.LOCATION: "location",
    FieldType.COMPUTED: "computed",
}


@dataclass(frozen=True, slots=True)
class RowPiece:
    """A row of a table with its sum, or one of a repeat ("" is a fresh one, sent once something is typed in it)."""

    id: str
    label: str
    cells: tuple[CellPiece, ...]
    total: str = ""


@dataclass(frozen=True, slots=True)
class PartPiece:
    """A field (one cell), a table (rows, sums), or a repeat (rows)."""

    part: Field | Table | Repeat
    hidden: bool
    cell: CellPiece | None = None
    rows: tuple[RowPiece, ...] = ()
    sums: tuple[str, ...] = ()
    total: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def kind(self) -> str:
        return {Field: "field", Table: "table", Repeat: "repeat"}[type(self.part)]

    @property
    def template(self) -> str:
        return f"collect/parts/{self.kind}.html"

    @property
    def id(self) -> str:
        return f"p-{self.part.key}"

    @property
    def has_sums(self) -> bool:
        return isinstance(self.part, Table) and len(self.part.columns) > 1


@dataclass(frozen=True, slots=True)
class SectionPiece:
    key: str
    title: str
    help: str
    hidden: bool
    parts: tuple[PartPiece, ...]

    @property
    def problem_count(self) -> int:
        return sum(len(part.problems) + _cell_problems(part) for part in self.parts)


def _cell_problems(part: PartPiece) -> int:
    cells = (part.cell,) if part.cell else tuple(cell for row in part.rows for cell in row.cells)
    return sum(len(cell.problems) for cell in cells)
