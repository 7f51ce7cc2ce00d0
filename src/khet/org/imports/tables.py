"""A workbook or CSV as rows of text, with everything refused that cannot be read for certain."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from khet.kernel.errors import Refused
from khet.thai.digits import to_arabic
from khet.thai.normal import fold, normalise

MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_CELL = 500  # characters
CHUNK = 1 << 18
_REF = re.compile(rb'<c r="([A-Z]{1,4})(\d{1,8})"')
_ROW = re.compile(rb'<row[^>]*? r="(\d{1,8})"')
_FORMULA = re.compile(rb'<c r="([A-Z]{1,4}\d{1,8})"[^>]*><f[ >/]')


@dataclass(frozen=True, slots=True)
class Row:
    """One row under the heads: its number in the workbook and its cells by head."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """heads as written; rows without the empty ones; notes: what was left out; spoilt: cells that hold no value."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    spoilt: dict[tuple[int, str], str] = field(default_factory=dict)


def read(content: bytes, name: str) -> Table:
    """Rows of the first visible sheet, or of a CSV in UTF-8 or TIS-620. Raises Refused with what to do."""
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return _workbook(content)
    return _table(_csv(content), (), {})


def _csv(content: bytes) -> list[list[Any]]:
    text = _decoded(content)
    head = text[:4000]
    delimiter = max(",;\t", key=head.count)
    rows: list[list[Any]] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            rows.append(list(row))
            if len(rows) > MOST_ROWS + 1:
                raise too_long()
    except csv.Error:
        raise Refused("อ่านไฟล์ CSV ไม่ได้ บันทึกใหม่เป็น CSV UTF-8 หรือ Excel", code="unreadable") from None
    return rows


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp874"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("อ่านตัวอักษรในไฟล์ไม่ได้ บันทึกใหม่เป็น CSV UTF-8 หรือ Excel", code="encoding")


def _workbook(content: bytes) -> Table:
    formulas = _looked_through(content) if content[:2] == b"PK" else set()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [meta.name for meta in book.sheets_metadata if meta.visible == SheetVisibleEnum.Visible]
        if not visible:
            raise Refused("ไฟล์นี้ไม่มีแผ่นงานที่มองเห็น ยกเลิกการซ่อนแผ่นงานแล้วส่งใหม่", code="no_sheet")
        sheet = book.get_sheet_by_name(visible[0])
        if sheet.total_height > MOST_ROWS + 1:
            raise too_long()
        rows = sheet.to_python(skip_empty_area=False)
        merged = list(sheet.merged_cell_ranges or [])
    except PasswordError:
        raise Refused("ไฟล์นี้ใส่รหัสผ่านไว้ ถอดรหัสผ่านแล้วส่งใหม่", code="locked") from None
    except (CalamineError, OSError, ValueError):
        raise Refused("อ่านไฟล์ Excel ไม่ได้ เปิดแล้วบันทึกใหม่เป็น .xlsx", code="unreadable") from None
    return _table(rows, _notes(book, visible), _spoilt(rows, merged, formulas))


def _looked_through(content: bytes) -> set[str]:
    """Cells of formulas; refuses a sheet that is too long or too wide before anything is unpacked as a whole."""
    formulas: set[str] = set()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            sheets = sorted(name for name in package.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name))
            for at, name in enumerate(sheets):
                for piece in _pieces(package, name):
                    _refuse_large(piece)
                    if at == 0:
                        formulas.update(found.decode() for found in _FORMULA.findall(piece))
    except zipfile.BadZipFile:
        raise Refused("อ่านไฟล์ Excel ไม่ได้ เปิดแล้วบันทึกใหม่เป็น .xlsx", code="unreadable") from None
    return formulas


def _pieces(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The sheet in pieces that overlap, so that no cell is cut in two."""
    with package.open(name) as file:
        tail = b""
        while piece := file.read(CHUNK):
            yield tail + piece
            tail = piece[-200:]


def _refuse_large(piece: bytes) -> None:
    if any(int(number) > MOST_ROWS + 1 for number in _ROW.findall(piece)):
        raise too_long()
    for column, number in _REF.findall(piece):
        if int(number) > MOST_ROWS + 1:
            raise too_long()
        if len(column) > 2:
            raise Refused("แผ่นงานกว้างเกินไป ลบคอลัมน์ที่ไม่ใช้แล้วส่งใหม่", code="too_wide")


def too_long() -> Refused:
    return Refused("ไฟล์มีเกิน %(most)s แถว แบ่งเป็นหลายไฟล์แล้วส่งทีละไฟล์", code="too_long", most=f"{MOST_ROWS:,}")


def _notes(book: CalamineWorkbook, visible: list[str]) -> tuple[str, ...]:
    hidden = [meta.name for meta in book.sheets_metadata if meta.name not in visible]
    notes = [f"อ่านเฉพาะแผ่นงาน {visible[0]}"] if len(visible) > 1 else []
    if hidden:
        notes.append(f"ไม่อ่านแผ่นงานที่ซ่อนไว้: {', '.join(hidden)}")
    return tuple(notes)


def _spoilt(rows: list[list[Any]], merged: Iterable[Any], formulas: set[str]) -> dict[tuple[int, str], str]:
    heads = _heads(rows)
    found: dict[tuple[int, str], str] = {}
    for ref in formulas:
        column, number = _place(ref)
        if number > 1 and column < len(heads):
            found[number, heads[column]] = "เซลล์นี้เป็นสูตร คัดลอกแล้ววางแบบค่าเท่านั้น"
    for (top, left), (bottom, _right) in merged:
        if bottom >= 1 and left < len(heads):
            found[max(top, 1) + 1, heads[left]] = "เซลล์นี้ผสานไว้หลายช่อง ยกเลิกการผสานแล้วใส่ค่าทุกแถว"
    return found


def _place(ref: str) -> tuple[int, int]:
    letters, number = re.fullmatch(r"([A-Z]+)(\d+)", ref).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1, int(number)


def _heads(rows: list[list[Any]]) -> tuple[str, ...]:
    return tuple(normalise(shown(cell)).rstrip("* ").strip() for cell in rows[0]) if rows else ()


def _table(rows: list[list[Any]], notes: tuple[str, ...], spoilt: dict[tuple[int, str], str]) -> Table:
    heads = _heads(rows)
    named = [head for head in heads if head]
    if not named:
        raise Refused("แถวแรกต้องเป็นหัวคอลัมน์ ใช้ไฟล์แม่แบบแล้วส่งใหม่", code="no_heads")
    if len(heads) > MOST_COLUMNS:
        raise Refused("แผ่นงานกว้างเกินไป ลบคอลัมน์ที่ไม่ใช้แล้วส่งใหม่", code="too_wide")
    twice = sorted({head for head in named if [fold(one) for one in named].count(fold(head)) > 1})
    if twice:
        raise Refused("หัวคอลัมน์ซ้ำ: %(names)s ให้เหลือคอลัมน์ละหนึ่ง", code="twin_heads", names=", ".join(twice))
    found = []
    for number, row in enumerate(rows[1:], start=2):
        cells = {head: shown(cell) for head, cell in zip(heads, row, strict=False) if head}
        if any(cells.values()):
            found.append(Row(number, cells))
    if not found:
        raise Refused("ไฟล์นี้มีแต่หัวคอลัมน์ ใส่ข้อมูลอย่างน้อยหนึ่งแถวแล้วส่งใหม่", code="empty")
    return Table(heads, tuple(found), notes, spoilt)


def shown(cell: Any) -> str:
    """A cell as text: whole numbers without .0, days as ISO, Thai digits as 0-9."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ใช่" if cell else "ไม่"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return _day(cell)
    return to_arabic(normalise(str(cell)))[:MOST_CELL]


def _day(cell: date) -> str:
    """Excel cells made by typing 1/10/2569 hold the year 2569; it is พ.ศ."""
    year = cell.year - 543 if cell.year > 2400 else cell.year
    return f"{year:04d}-{cell.month:02d}-{cell.day:02d}"
