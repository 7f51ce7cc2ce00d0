"""Rows of a CSV or Excel sheet that somebody hands in, as text; whatever the program that wrote it."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime

import python_calamine

from khet.kernel.errors import Refused
from khet.thai.years import to_be

MOST_ROWS = 50_000
MOST_CELLS = 60
MOST_BYTES = 20_000_000
ENCODINGS = ("utf-8-sig", "utf-16", "cp874")
UNREADABLE = "อ่านไฟล์นี้ไม่ได้ บันทึกเป็น CSV (UTF-8 หรือ TIS-620) หรือ Excel (.xlsx) แล้วส่งใหม่"


def rows_of(content: bytes) -> list[list[str]]:
    """All rows that hold anything, cells trimmed. Raises Refused: unreadable, too_large, too_many."""
    if len(content) > MOST_BYTES:
        raise Refused("ไฟล์ใหญ่เกิน 20 MB แบ่งเป็นหลายไฟล์แล้วส่งทีละไฟล์", code="too_large")
    book = content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
    found = [row for row in (_sheet(content) if book else _csv(content)) if any(row)]
    if len(found) > MOST_ROWS:
        raise Refused(f"ไฟล์มีเกิน {MOST_ROWS:,} แถว แบ่งเป็นหลายไฟล์แล้วส่งทีละไฟล์", code="too_many")
    return found


def _sheet(content: bytes) -> Iterable[list[str]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        cells = book.get_sheet_by_index(0).to_python(skip_empty_area=True)
    except Exception:
        raise Refused(UNREADABLE, code="unreadable") from None
    return ([_text(cell) for cell in row[:MOST_CELLS]] for row in cells)


def _text(cell: object) -> str:
    """A cell as typed: whole figures without .0, days as 25/5/2569."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return f"{cell.day}/{cell.month}/{to_be(cell.year) if cell.year < 2300 else cell.year}"
    return " ".join(str(cell).split())


def _csv(content: bytes) -> Iterable[list[str]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=mark, strict=True))
    except csv.Error:
        raise Refused(UNREADABLE, code="unreadable") from None
    return ([" ".join(cell.split()) for cell in row[:MOST_CELLS]] for row in rows)


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or TIS-620 as old programs write it."""
    for encoding in ENCODINGS:
        if encoding == "utf-16" and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused(UNREADABLE, code="unreadable")
