"""Workbooks that go out: the template of an import, and the one that came in with its wrong cells marked."""

import io
from collections import defaultdict
from typing import Any

from khet.org.imports.columns import COLUMNS
from khet.org.imports.tables import Table
from khet.paper.workbooks import written_to

RULES = "ข้อที่ต้องแก้"


def template(kind: str) -> bytes:
    """Heads, one example row that is skipped by hand, and a sheet that explains each column."""
    out = io.BytesIO()
    with written_to(out) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E3F1EC", "border": 1})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("ข้อมูล")
        for at, column in enumerate(COLUMNS[kind]):
            sheet.set_column(at, at, column.width, text)
            sheet.write_string(0, at, column.head + (" *" if column.needed else ""), bold)
        sheet.freeze_panes(1, 0)
        _explained(book.add_worksheet("คำอธิบาย"), kind, bold, text)
    return out.getvalue()


def _explained(sheet: Any, kind: str, bold: Any, text: Any) -> None:
    for at, (head, width) in enumerate([("คอลัมน์", 24), ("ต้องใส่", 10), ("ตัวอย่าง", 28), ("คำอธิบาย", 60)]):
        sheet.set_column(at, at, width, text)
        sheet.write_string(0, at, head, bold)
    for line, column in enumerate(COLUMNS[kind], start=1):
        cells = (column.head, "ใช่" if column.needed else "", column.example, column.hint)
        for at, cell in enumerate(cells):
            sheet.write_string(line, at, cell, text)


def marked(table: Table, problems: list[list[Any]]) -> bytes:
    """The rows as they came; wrong cells red with the rule as a comment, all rules of a row in a last column."""
    by_row: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row, column, _value, rule in problems:
        by_row[int(row)].append((str(column), str(rule)))
    out = io.BytesIO()
    with written_to(out) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E3F1EC"})
        text = book.add_format({"num_format": "@"})
        wrong = book.add_format({"num_format": "@", "bg_color": "#FBE3DF", "border": 2, "border_color": "#AD2318"})
        sheet = book.add_worksheet("ข้อมูล")
        heads = [head for head in table.heads if head and head != RULES]
        for at, head in enumerate([*heads, RULES]):
            sheet.set_column(at, at, 22 if at < len(heads) else 60, text)
            sheet.write_string(0, at, head, bold)
        for row in table.rows:
            said = by_row.get(row.number, [])
            rules = dict(said)
            for at, head in enumerate(heads):
                sheet.write_string(row.number - 1, at, row.cells.get(head, ""), wrong if head in rules else text)
                if head in rules:
                    sheet.write_comment(row.number - 1, at, rules[head])
            sheet.write_string(row.number - 1, len(heads), " · ".join(rule for _column, rule in said), text)
        sheet.freeze_panes(1, 0)
    return out.getvalue()
