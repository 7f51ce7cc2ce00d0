"""A schema with its values, made into pieces for the templates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from khet.collect.expressions import number, plain
from khet.collect.schema import Field, Repeat, Schema, Slot, Table, cell_of, slots
from khet.collect.schema.parts import Part
from khet.collect.shown.pieces import CellPiece, PartPiece, RowPiece, SectionPiece
from khet.collect.shown.words import as_typed, in_words
from khet.collect.validity import Problem, Standing, examine, rows_of

FRESH_ROW = "new"
"""The address of a row that is not there yet: "devices/new1/brand"."""


@dataclass(frozen=True, slots=True)
class Drawing:
    sections: tuple[SectionPiece, ...]
    standing: Standing
    readonly: bool
    form_problems: tuple[Problem, ...] = ()


def draw(
    schema: Schema,
    values: Mapping[str, str],
    *,
    today: date,
    standing: Standing | None = None,
    previous: Mapping[str, str] | None = None,
    readonly: bool = False,
    quiet: bool = False,
    extras: Mapping[str, Mapping[str, object]] | None = None,
    typed: Mapping[str, str] | None = None,
    fresh_rows: int = 1,
) -> Drawing:
    """standing: when it was worked out already. quiet: without saying what is wrong. extras: what else the page knows
    about a cell, by path. typed: text that was refused and stays as typed. fresh_rows: empty rows to type in.
    """
    found = standing or examine(schema, values, previous=previous, today=today)
    return _Drawer(
        schema, values, found, previous or {}, readonly, quiet, extras or {}, typed or {}, fresh_rows
    ).drawn()


class _Drawer:
    def __init__(
        self,
        schema: Schema,
        values: Mapping[str, str],
        standing: Standing,
        previous: Mapping[str, str],
        readonly: bool,
        quiet: bool,
        extras: Mapping[str, Mapping[str, object]],
        typed: Mapping[str, str],
        fresh_rows: int,
    ) -> None:
        self._schema, self._values, self._standing, self._previous = schema, values, standing, previous
        self._readonly, self._extras, self._typed, self._fresh = readonly, extras, typed, fresh_rows
        self._problems: dict[str, list[Problem]] = {}
        for each in () if quiet else standing.problems:
            self._problems.setdefault(each.path, []).append(each)
        rows = [*rows_of(schema, {**typed, **values})]
        if not readonly:
            rows += [address for address in self._fresh_rows(rows) if address not in rows]
        self._slots: dict[str, list[Slot]] = {}
        for slot in slots(schema, rows):
            self._slots.setdefault(slot.part.key, []).append(slot)

    def _fresh_rows(self, rows: list[str]) -> Iterable[str]:
        for part in self._schema.parts().values():
            if isinstance(part, Repeat):
                room = part.most - sum(each.startswith(f"{part.key}/") for each in rows)
                yield from (cell_of(part.key, f"{FRESH_ROW}{at + 1}") for at in range(min(self._fresh, room)))

    def drawn(self) -> Drawing:
        sections = tuple(
            SectionPiece(
                section.key,
                section.title,
                section.help,
                f"#{section.key}" in self._standing.hidden,
                tuple(self._part(part) for part in section.parts),
            )
            for section in self._schema.sections
        )
        return Drawing(sections, self._standing, self._readonly, tuple(self._problems.get("", ())))

    def _part(self, part: Part) -> PartPiece:
        hidden = part.key in self._standing.hidden
        cells = [self._cell(slot) for slot in self._slots.get(part.key, ())]
        if isinstance(part, Field):
            return PartPiece(part, hidden, cells[0])
        problems = tuple(self._problems.get(part.key, ()))
        if isinstance(part, Table):
            return self._table(part, hidden, cells, problems)
        rows: dict[str, list[CellPiece]] = {}
        for cell in cells:
            rows.setdefault(cell.slot.row, []).append(cell)
        pieces = tuple(RowPiece(key, str(at), tuple(each)) for at, (key, each) in enumerate(rows.items(), start=1))
        return PartPiece(part, hidden, rows=pieces, problems=problems)

    def _cell(self, slot: Slot) -> CellPiece:
        path = slot.path
        kept = self._standing.computed.get(path, self._values.get(path, ""))
        return CellPiece(
            slot,
            self._typed.get(path, as_typed(slot, kept)),
            in_words(slot, kept),
            self._readonly,
            path in self._standing.hidden,
            tuple(self._problems.get(path, ())),
            in_words(slot, self._previous.get(path, "")),
            self._extras.get(path, {}),
        )

    def _table(self, part: Table, hidden: bool, cells: list[CellPiece], problems: tuple[Problem, ...]) -> PartPiece:
        by_row: dict[str, list[CellPiece]] = {row.code: [] for row in part.rows}
        by_column: dict[str, list[CellPiece]] = {column.code: [] for column in part.columns}
        for cell in cells:
            by_row[cell.slot.row].append(cell)
            by_column[cell.slot.column].append(cell)
        rows = tuple(
            RowPiece(row.code, row.label, tuple(by_row[row.code]), self._sum(by_row[row.code])) for row in part.rows
        )
        sums = tuple(self._sum(each) for each in by_column.values())
        return PartPiece(part, hidden, None, rows, sums, self._sum(cells), problems)

    def _sum(self, cells: list[CellPiece]) -> str:
        found = [value for cell in cells if (value := number(self._values.get(cell.name, ""))) is not None]
        return f"{Decimal(plain(sum(found, Decimal(0)))):,}" if found else ""
