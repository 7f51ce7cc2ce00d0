"""Addresses of cells: "pupils", "pupils_by_class/311/f", "devices/r7k2/brand"."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from khet.collect.schema.parts import Field, FieldType, Part, Repeat, Schema, Section, Table

LONGEST_PATH = 160


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one value stands. row and column are codes of a table, or the row of a repeat and its field's key."""

    path: str
    section: Section
    part: Part
    field: Field | None = None
    row: str = ""
    column: str = ""

    @property
    def type(self) -> FieldType:
        if isinstance(self.part, Table):
            return self.part.type
        return self.field.type if self.field is not None else FieldType.TEXT


def cell_of(*steps: str) -> str:
    return "/".join(steps)


def split_path(path: str) -> tuple[str, ...]:
    return tuple(path.split("/"))


def slots(schema: Schema, rows: Iterable[str] = ()) -> Iterator[Slot]:
    """Every cell of the form in order. rows: addresses of the rows that repeats have now ("devices/r7k2").

    Tables must have their rows and columns spelt out (a published version has).
    """
    repeated: dict[str, list[str]] = {}
    for each in rows:
        key, row = split_path(each)
        repeated.setdefault(key, []).append(row)
    for section in schema.sections:
        for part in section.parts:
            yield from _of(section, part, repeated)


def _of(section: Section, part: Part, repeated: dict[str, list[str]]) -> Iterator[Slot]:
    if isinstance(part, Field):
        yield Slot(part.key, section, part, part)
    elif isinstance(part, Table):
        for option in part.rows:
            for column in part.columns:
                path = cell_of(part.key, option.code, column.code)
                yield Slot(path, section, part, None, option.code, column.code)
    elif isinstance(part, Repeat):
        for name in repeated.get(part.key, []):
            for field in part.fields:
                yield Slot(cell_of(part.key, name, field.key), section, part, field, name, field.key)
