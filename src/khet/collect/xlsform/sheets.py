"""The three sheets of an XLSForm workbook as rows of text, bounded before anything is unpacked."""

import io
import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from khet.kernel.errors import Refused

MOST_ROWS = 5_000
MOST_COLUMNS = 80
MOST_UNPACKED = 60 * 2**20
MOST_CELL = 20_000
_HEAD = re.compile(r"[\s:]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number in the sheet, its cells by head (lower case; "label::ไทย (th)" stays as it is)."""

    number: int
    cells: dict[str, str]

    def get(self, *heads: str) -> str:
        """The first of these that is filled; a head also finds its translations ("label::Thai")."""
        for head in heads:
            if self.cells.get(head):
                return self.cells[head]
            for each, text in self.cells.items():
                if text and each.startswith(f"{head}::"):
                    return text
        return ""


@dataclass(frozen=True, slots=True)
class Sheets:
    survey: list[Line] = field(default_factory=list)
    choices: list[Line] = field(default_factory=list)
    settings: list[Line] = field(default_factory=list)


def kept_of(line: Line | None) -> dict[str, Any]:
    """What a workbook of ours keeps in its own column; whatever else stands there is nobody's."""
    try:
        found = json.loads(line.get("khet")) if line is not None and line.get("khet") else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def read_sheets(content: bytes) -> Sheets:
    """Raises Refused for what is no workbook, is locked, too large, or has no sheet called survey."""
    _refuse_bombs(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = {name.strip().lower(): name for name in book.sheet_names}
        if "survey" not in names:
            raise Refused("ไฟล์นี้ไม่มีแผ่นงาน survey จึงไม่ใช่ XLSForm", code="no_survey")
        found = {key: _lines(book, names[key]) for key in ("survey", "choices", "settings") if key in names}
    except PasswordError:
        raise Refused("ไฟล์นี้ใส่รหัสผ่านไว้ ถอดรหัสผ่านแล้วส่งใหม่", code="locked") from None
    except (CalamineError, OSError, ValueError):
        raise Refused("อ่านไฟล์ Excel ไม่ได้ เปิดแล้วบันทึกใหม่เป็น .xlsx", code="unreadable") from None
    return Sheets(**found)


def _lines(book: CalamineWorkbook, name: str) -> list[Line]:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        raise Refused("แผ่นงานใหญ่เกินไป XLSForm มีได้ไม่เกิน 5,000 แถว 80 คอลัมน์", code="too_large")
    rows = sheet.to_python(skip_empty_area=False)
    heads = [_head(cell) for cell in rows[0]] if rows else []
    return [
        Line(number, cells)
        for number, row in enumerate(rows[1:], start=2)
        if any((cells := _cells(heads, row)).values())
    ]


def _cells(heads: list[str], row: Iterable[object]) -> dict[str, str]:
    """The first of two columns of one name counts."""
    found: dict[str, str] = {}
    for head, cell in zip(heads, row, strict=False):
        if head and not found.get(head):
            found[head] = _text(cell)
    return found


def _head(cell: object) -> str:
    """ "Label :: Thai (th)" → "label::thai (th)"; "list name" and "list_name" are one."""
    parts = [part.strip() for part in str(cell or "").lower().split(":") if part.strip()]
    head = "::".join(parts)
    return {"list name": "list_name", "begin": "type", "caption": "label", "relevance": "relevant"}.get(head, head)


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell if cell is not None else "").strip()[:MOST_CELL]


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(each.file_size for each in package.infolist()) > MOST_UNPACKED:
                raise Refused("ไฟล์นี้ใหญ่เกินไปเมื่อคลายออก บันทึกใหม่เฉพาะแผ่นงาน XLSForm", code="too_large")
    except zipfile.BadZipFile:
        raise Refused("อ่านไฟล์ Excel ไม่ได้ เปิดแล้วบันทึกใหม่เป็น .xlsx", code="unreadable") from None
