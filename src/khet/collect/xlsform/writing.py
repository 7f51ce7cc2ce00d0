"""A form as an XLSForm workbook. The column "khet" keeps what XLSForm has no column for; other tools leave it alone."""

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from khet.collect.expressions import ExpressionError, parse
from khet.collect.schema import Check, Field, FieldType, Option, Repeat, Schema, Section, Severity, Table, write
from khet.collect.schema.parts import Part
from khet.collect.xlsform.names import cell_name
from khet.collect.xlsform.translating import Place, Untold, xpath, xpath_value

SURVEY = (
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
)
CHOICES = ("list_name", "name", "label")
SETTINGS = ("form_title", "form_id", "version", "default_language")
YES_NO = "yes_no"
BY_COLUMN = frozenset(
    {"key", "label", "help", "required", "options", "rows", "columns", "show_if", "compute", "fields"}
)
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_TYPES = {
    FieldType.TEXT: "text",
    FieldType.NOTE: "text",
    FieldType.INTEGER: "integer",
    FieldType.DECIMAL: "decimal",
    FieldType.YES_NO: f"select_one {YES_NO}",
    FieldType.DATE: "date",
    FieldType.FILE: "file",
    FieldType.LOCATION: "geopoint",
    FieldType.COMPUTED: "calculate",
}


@dataclass(slots=True)
class Book:
    """Rows of the three sheets; untold: what could not be said, as (name, formula)."""

    survey: list[dict[str, str]] = field(default_factory=list)
    choices: list[dict[str, str]] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    untold: list[tuple[str, str]] = field(default_factory=list)


def write_book(schema: Schema, *, title: str, form_id: str, version: int) -> bytes:
    """The workbook; choices must be spelt out."""
    return to_xlsx(rows_of(schema, title=title, form_id=form_id, version=version))


def rows_of(schema: Schema, *, title: str, form_id: str, version: int) -> Book:
    book = Book(
        settings={"form_title": title, "form_id": form_id, "version": str(version), "default_language": "ไทย (th)"}
    )
    _Writer(schema, book).write()
    return book


class _Writer:
    def __init__(self, schema: Schema, book: Book) -> None:
        self._schema, self._book = schema, book
        self._lists: set[str] = set()

    def write(self) -> None:
        for section in self._schema.sections:
            self._section(section)
        for at, check in enumerate(self._schema.checks, start=1):
            self._note(f"check_{at}", check, Place(self._schema))

    def _row(self, *, kept: dict[str, Any] | None = None, ours: dict[str, str] | None = None, **cells: str) -> None:
        """ours: our own formula by column, so that it comes back as it was while the column is unchanged."""
        told = {column: [line, mark(cells[column])] for column, line in (ours or {}).items() if cells.get(column)}
        beside = {**(kept or {}), **({"told": told} if told else {})}
        found = {name: text for name, text in cells.items() if text}
        self._book.survey.append({**found, **({"khet": _json(beside)} if beside else {})})

    def _section(self, section: Section) -> None:
        place = Place(self._schema)
        self._row(
            kept={"section": section.key},
            ours={"relevant": section.show_if},
            type="begin_group",
            name=f"section_{section.key}",
            label=section.title,
            hint=section.help,
            relevant=self._told(section.key, section.show_if, place),
        )
        for part in section.parts:
            if isinstance(part, Field):
                self._field(part, part.key, place)
            elif isinstance(part, Table):
                self._table(part)
            else:
                self._repeat(part)
        self._row(type="end_group")

    def _field(self, ask: Field, name: str, place: Place) -> None:
        constraint, message = self._constraint(ask, name, place)
        self._row(
            type=self._type(ask, name),
            name=name,
            label="" if ask.type is FieldType.COMPUTED else ask.label,
            hint=ask.help,
            required="yes" if ask.required and ask.type is not FieldType.COMPUTED else "",
            relevant=self._told(name, ask.show_if, place),
            constraint=constraint,
            constraint_message=message,
            calculation=self._told(name, ask.compute, place, value=True),
            appearance="multiline" if ask.type is FieldType.NOTE else "",
            kept=_kept(ask),
            ours={"relevant": ask.show_if, "calculation": ask.compute, "constraint": ask.key},
        )

    def _type(self, ask: Field, name: str) -> str:
        if ask.type in (FieldType.CHOICE, FieldType.CHOICES):
            listed = ask.codes.replace(".", "_") or f"{name}_list"
            self._list(listed, ask.options)
            return f"{'select_one' if ask.type is FieldType.CHOICE else 'select_multiple'} {listed}"
        if ask.type is FieldType.YES_NO:
            self._list(YES_NO, (Option("true", "ใช่"), Option("false", "ไม่ใช่")))
        return _TYPES[ask.type]

    def _list(self, name: str, options: tuple[Option, ...]) -> None:
        if name not in self._lists:
            self._lists.add(name)
            self._book.choices.extend({"list_name": name, "name": each.code, "label": each.label} for each in options)

    def _constraint(self, ask: Field, name: str, place: Place) -> tuple[str, str]:
        """Range and blocking checks of one question; its own name is a dot there."""
        told = constraint_of(ask, name, place)
        for check in ask.checks:
            if not told or check.message not in told[1]:
                self._book.untold.append((name, check.expr))
        return (" and ".join(told[0]), " · ".join(told[1])) if told else ("", "")

    def _table(self, table: Table) -> None:
        place = Place(self._schema)
        self._row(
            type="begin_group",
            name=table.key,
            label=table.label,
            hint=table.help,
            relevant=self._told(table.key, table.show_if, place),
            kept={**_kept(table), "required": table.required},
            ours={"relevant": table.show_if},
        )
        kind = "integer" if table.type is FieldType.INTEGER else "decimal"
        bounds = _range(table)
        for row in table.rows:
            self._row(type="begin_group", name=cell_name(table.key, row.code), label=row.label, kept={"row": row.code})
            for column in table.columns:
                self._row(
                    type=kind,
                    name=cell_name(table.key, row.code, column.code),
                    label=column.label,
                    required="yes" if table.required else "",
                    constraint=" and ".join(bounds),
                    kept={"column": column.code},
                )
            self._row(type="end_group")
        for at, check in enumerate(table.checks, start=1):
            self._table_check(table, check, at)
        self._row(type="end_group")

    def _table_check(self, table: Table, check: Check, at: int) -> None:
        keys = _keys(check.expr)
        named = [each.code for each in table.columns if each.code in keys and each.code not in self._schema.parts()]
        for row in table.rows if named else ():
            inside = {code: cell_name(table.key, row.code, code) for code in named}
            said = replace(check, message=f"{row.label}: {check.message}")
            self._note(cell_name(table.key, f"check_{at}", row.code), said, Place(self._schema, inside))
        if not named:
            self._note(cell_name(table.key, f"check_{at}"), check, Place(self._schema))

    def _note(self, name: str, check: Check, place: Place) -> None:
        """A check across questions: a note that comes up while it does not hold."""
        told = self._told(name, check.expr, place)
        self._row(
            type="note",
            name=name,
            label=check.message,
            hint=check.hint,
            relevant=f"not({told})" if told else "false()",
            kept={"check": write_check(check)},
        )

    def _repeat(self, repeat: Repeat) -> None:
        inside = {each.key: cell_name(repeat.key, each.key) for each in repeat.fields}
        place = Place(self._schema, inside)
        self._row(
            type="begin_repeat",
            name=repeat.key,
            label=repeat.label,
            relevant=self._told(repeat.key, repeat.show_if, Place(self._schema)),
            kept={**_kept(repeat), "help": repeat.help},
            ours={"relevant": repeat.show_if},
        )
        for each in repeat.fields:
            self._field(each, inside[each.key], place)
        self._row(type="end_repeat")
        for at, check in enumerate(repeat.checks, start=1):
            self._note(cell_name(repeat.key, f"check_{at}"), check, Place(self._schema))

    def _told(self, name: str, line: str, place: Place, *, value: bool = False) -> str:
        if not line:
            return ""
        try:
            return xpath_value(line, place) if value else xpath(line, place)
        except (Untold, ExpressionError):
            self._book.untold.append((name, line))
            return ""


def constraint_of(ask: Field, name: str, place: Place) -> tuple[list[str], list[str]] | None:
    """(conditions, messages) that XLSForm can hold of a question."""
    told, messages = _range(ask), []
    for check in ask.checks:
        if check.severity is Severity.BLOCK:
            try:
                told.append(xpath(check.expr, place).replace(f"${{{name}}}", "."))
                messages.append(check.message)
            except (Untold, ExpressionError):
                continue
    return (told, messages) if told else None


def _range(part: Field | Table) -> list[str]:
    bounds = ((part.lowest, ">="), (part.highest, "<="))
    return [
        f". {sign} {bound:g}" if abs(bound) < 1e6 else f". {sign} {int(bound)}"
        for bound, sign in bounds
        if bound is not None
    ]


def _keys(line: str) -> frozenset[str]:
    try:
        return parse(line).keys
    except ExpressionError:
        return frozenset()


def _kept(part: Part) -> dict[str, Any]:
    """What no column of XLSForm says."""
    told: dict[str, Any] = write(Schema((Section("s", "s", (part,)),)))["sections"][0]["parts"][0]
    kept = {name: each for name, each in told.items() if name not in BY_COLUMN}
    if isinstance(part, Field) and part.type is FieldType.COMPUTED:
        kept["label"] = part.label
    return kept


def write_check(check: Check) -> dict[str, Any]:
    told: dict[str, Any] = write(Schema(checks=(check,)))["checks"][0]
    return told


def mark(text: str) -> str:
    """Whether a cell is still as we wrote it."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _json(kept: dict[str, Any]) -> str:
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else ""


def to_xlsx(book: Book) -> bytes:
    import xlsxwriter  # 11 MB that most processes never need

    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, SAFE)
    bold = made.add_format({"bold": True, "bg_color": "#E3F1EC"})
    _sheet(made.add_worksheet("survey"), SURVEY, book.survey, bold)
    _sheet(made.add_worksheet("choices"), CHOICES, book.choices, bold)
    _sheet(made.add_worksheet("settings"), SETTINGS, [book.settings], bold)
    made.close()
    return out.getvalue()


def _sheet(
    sheet: Any, heads: tuple[str, ...], rows: Iterator[dict[str, str]] | list[dict[str, str]], bold: Any
) -> None:
    for at, head in enumerate(heads):
        sheet.set_column(at, at, 14 if head in ("type", "name", "list_name") else 28)
        sheet.write_string(0, at, head, bold)
    for line, row in enumerate(rows, start=1):
        for at, head in enumerate(heads):
            if row.get(head):
                sheet.write_string(line, at, row[head])
    sheet.freeze_panes(1, 0)
