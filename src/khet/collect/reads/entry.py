"""The page of one form: everything it draws, and what a save answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from khet.collect.models import Cell, CellNote, Submission
from khet.collect.reads.drawing import Drawn, Known, draw, shown, typed_form
from khet.collect.reads.values import cells_of, previous_values, schema_of, slot_at, standing_of, values_in
from khet.collect.schema import Schema, Severity
from khet.collect.validity import Standing, label_of
from khet.ui import days


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the summary: where, what, how it may be mended; reason is what the unit wrote of a warning."""

    path: str
    label: str
    message: str
    hint: str
    severity: str
    reason: str = ""

    @property
    def anchor(self) -> str:
        """Where its input stands on the page."""
        return anchor_of(self.path)


def anchor_of(path: str) -> str:
    return f"c-{path.replace('/', '-')}"


@dataclass(slots=True)
class EntryPage:
    """A form with its standing."""

    schema: Schema
    sections: list[Drawn]
    standing: Standing
    blocks: list[Said] = field(default_factory=list)
    warns: list[Said] = field(default_factory=list)
    remarks: list[Said] = field(default_factory=list)
    has_previous: bool = False

    @property
    def unexplained(self) -> list[Said]:
        return [each for each in self.warns if not each.reason]


def entry_page(
    given: Submission,
    *,
    typed: Mapping[str, str] | None = None,
    stopped: Mapping[str, str] | None = None,
    rows: Sequence[str] = (),
) -> EntryPage:
    """Six queries, however large the form. typed: what was typed and not taken, with why (stopped); rows: new ones."""
    schema = schema_of(given.round.version_id)
    cells = cells_of(given)
    values = {path: cell.value for path, cell in cells.items()}
    previous = previous_values(given)
    standing = standing_of(given, values, previous)
    notes = list(CellNote.objects.filter(submission=given, settled_at__isnull=True))
    known = Known(cells, values, previous, standing, notes, typed or {}, stopped or {}, rows)
    page = EntryPage(schema, draw(schema, known), standing, has_previous=bool(previous))
    _summary(page, notes)
    return page


def frozen_page(given: Submission) -> EntryPage:
    """As it was certified last; what was typed since (after a return) is not shown."""
    schema = schema_of(given.round.version_id)
    kept = given.snapshots.filter(revision=given.revision).order_by("-pk").first()
    values = values_in(kept) if kept else {path: cell.value for path, cell in cells_of(given).items()}
    previous = previous_values(given)
    standing = standing_of(given, values, previous)
    notes = list(CellNote.objects.filter(submission=given))
    page = EntryPage(schema, draw(schema, Known({}, values, previous, standing, notes)), standing)
    page.has_previous = bool(previous)
    _summary(page, notes)
    return page


def _summary(page: EntryPage, notes: Sequence[CellNote]) -> None:
    reasons = {note.path: note.text for note in notes if not note.from_asker}
    for each in page.standing.problems:
        label = label_of(page.schema, each.path) if each.path else ""
        said = Said(each.path, label, each.message, each.hint, each.severity.value, reasons.get(each.path, ""))
        (page.blocks if each.severity is Severity.BLOCK else page.warns).append(said)
    for note in notes:
        if note.from_asker:
            label = label_of(page.schema, note.path)
            page.remarks.append(Said(note.path, label, note.text, note.by_name, "note"))


def places(schema: Schema, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Cells with something in them, by their names, for a remark."""
    return [(path, label_of(schema, path)) for path in values if slot_at(schema, path) is not None]


def standing_json(given: Submission, standing: Standing) -> dict[str, Any]:
    """What a save tells the page of the whole form."""
    schema = schema_of(given.round.version_id)
    problems = [
        {
            "path": each.path,
            "label": label_of(schema, each.path) if each.path else "",
            "severity": each.severity.value,
            "message": each.message,
            "hint": each.hint,
        }
        for each in standing.problems
    ]
    computed = {path: _shown(schema, path, value) for path, value in standing.computed.items()}
    return {
        "problems": problems,
        "computed": computed,
        "hidden": sorted(standing.hidden),
        "filled": standing.filled,
        "total": standing.total,
    }


def _shown(schema: Schema, path: str, value: str) -> str:
    slot = slot_at(schema, path)
    return shown(slot, value) if slot is not None else value


def cell_json(schema: Schema, cell: Cell) -> dict[str, Any]:
    """A cell as another page may show it: what stands in the input, what people read, who and when."""
    slot = slot_at(schema, cell.path)
    return {
        "path": cell.path,
        "value": cell.value,
        "typed": typed_form(slot, cell.value) if slot else cell.value,
        "version": cell.version,
        "by": cell.by_name,
        "at": days.clock(cell.at),
    }
