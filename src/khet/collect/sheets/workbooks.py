"""A workbook's first visible worksheet as rows of text, and what in it holds no certain value."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from khet.collect.sheets import guarding
from khet.collect.sheets.parts import worksheet_part
from khet.kernel.errors import Refused

LONGEST = 2_000  # characters of one cell
_CELL = re.compile(rb"<(?:\w+:)?c r=[\"']([A-Z]{1,3})(\d{1,7})[\"']([^/>]*)>(.{0,300}?)</(?:\w+:)?c>", re.DOTALL)
_BARE = re.compile(rb"<(?:\w+:)?f[ >/]")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")


@dataclass(slots=True)
class Grid:
    """Rows of text from the first row of the worksheet on. spoilt: (row number, place) → why."""

    tab: str = ""
    rows: list[tuple[str, ...]] = field(default_factory=list)
    spoilt: dict[tuple[int, int], str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def grid(content: bytes, kind: str) -> Grid:
    """Raises Refused: no worksheet to see, a password, too long or wide, damaged."""
    if kind == "xlsx":
        guarding.guard(content)
    with _panics_are_refused():
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        names, notes = _visible(book)
        doubts = _look_through(content, names[0]) if kind == "xlsx" else {}
        sheet = book.get_sheet_by_name(names[0])
        rows = sheet.to_python(skip_empty_area=False)
        merged = list(sheet.merged_cell_ranges or []) if kind == "xlsx" else []
    _refuse_size(rows)
    found = Grid(names[0], _texts(rows), notes=notes)
    found.spoilt.update(_merged(merged))
    found.spoilt.update({spot: said for spot, (said, sure) in doubts.items() if sure or _empty(found.rows, *spot)})
    return found


@contextmanager
def _panics_are_refused() -> Iterator[None]:
    """A damaged file may make the reader panic, which is no Exception of Python's."""
    try:
        yield
    except PasswordError:
        raise Refused("ไฟล์นี้ใส่รหัสผ่านไว้ ถอดรหัสผ่านแล้วส่งใหม่", code="locked") from None
    except (CalamineError, OSError, ValueError, OverflowError, MemoryError, LookupError):
        raise guarding.unreadable() from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise guarding.unreadable() from None


def _visible(book: CalamineWorkbook) -> tuple[list[str], list[str]]:
    """Worksheets to see, the first of which is read; the only one is read even when hidden."""
    every = [meta.name for meta in book.sheets_metadata]
    names = [meta.name for meta in book.sheets_metadata if meta.visible == SheetVisibleEnum.Visible]
    if not every:
        raise Refused("ไฟล์นี้ไม่มีแผ่นงาน ส่งออกไฟล์ใหม่แล้วส่งอีกครั้ง", code="no_sheet")
    if len(every) == 1 and not names:
        return every, [f"แผ่นงาน {every[0]} ถูกซ่อนไว้ แต่มีแผ่นเดียวจึงอ่านแผ่นนี้"]
    if not names:
        raise Refused("ไฟล์นี้ไม่มีแผ่นงานที่มองเห็น ยกเลิกการซ่อนแผ่นงานแล้วส่งใหม่", code="no_sheet")
    notes = [f"อ่านเฉพาะแผ่นงาน {names[0]}"] if len(names) > 1 else []
    if hidden := [name for name in every if name not in names]:
        notes.append(f"ไม่อ่านแผ่นงานที่ซ่อนไว้: {', '.join(hidden)}")
    return names, notes


def _refuse_size(rows: list[list[Any]]) -> None:
    if len(rows) > guarding.MOST_ROWS + 20:
        raise guarding.too_long(len(rows))
    if rows and max(map(len, rows)) > guarding.MOST_COLUMNS:
        raise guarding.too_wide()


def _texts(rows: list[list[Any]]) -> list[tuple[str, ...]]:
    return [tuple([cell if cell.__class__ is str else text(cell) for cell in row]) for row in rows]


def text(cell: Any) -> str:
    """A cell's value as raw text: 45.0 → "45", a day as "2012-05-15" (its year as in the file, be it พ.ศ.)."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell[:LONGEST]
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time(0)
        return f"{cell:%Y-%m-%d}".zfill(10) if midnight else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else str(cell)[:LONGEST]


def _merged(ranges: Iterable[Any]) -> Mapping[tuple[int, int], str]:
    """Cells hidden below others. A range of many rows is marked where it begins."""
    found = {}
    for (top, left), (bottom, right) in ranges:
        if bottom > top or right > left:
            found[top + 1, left] = "เซลล์นี้ผสานหลายช่อง ยกเลิกการผสานแล้วใส่ค่าให้ครบทุกช่อง"
    return found


def _look_through(content: bytes, tab: str) -> dict[tuple[int, int], tuple[str, bool]]:
    """Refuses what is too far out; tells error cells (#REF!) and formulas that may have been saved without their value,
    which the reader gives as empty: (what to say, whether it is sure).
    """
    found: dict[tuple[int, int], tuple[str, bool]] = {}
    for _, piece in guarding.pieces(content, worksheet_part(content, tab) or ""):
        guarding.refuse_far(piece)
        if b'"e"' not in piece and b"'e'" not in piece and b"<f" not in piece and b":f" not in piece:
            continue
        for letters, number, attributes, inside in _CELL.findall(piece):
            spot, value = (int(number), column_of(letters.decode())), _VALUE.search(inside)
            if b't="e"' in attributes or b"t='e'" in attributes:
                shown = value[1].decode("utf-8", "replace") if value else "#ERROR!"
                found[spot] = (f"เซลล์นี้เป็นข้อผิดพลาดของ Excel ({shown}) ใส่ค่าที่ถูกต้อง", True)
            elif _BARE.search(inside) and not (value and value[1]):
                found[spot] = ("เซลล์นี้เป็นสูตรที่ไม่มีค่า เปิดด้วย Excel แล้วบันทึก หรือวางแบบค่าเท่านั้น", False)
    return found


def _empty(rows: list[tuple[str, ...]], number: int, place: int) -> bool:
    return number > len(rows) or place >= len(rows[number - 1]) or not rows[number - 1][place]


def column_of(letters: str) -> int:
    """ "A" → 0, "AJ" → 35."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
