"""Taking a file in: what it is, where its headings are, and its rows as they stand."""

import hashlib
import re
from pathlib import Path

from khet.collect.sheets import csvs, guarding, workbooks
from khet.collect.sheets.layouts import Fit, Layout, fit, of_kind
from khet.collect.sheets.sheet import Row, Sheet
from khet.collect.sheets.workbooks import Grid
from khet.kernel.errors import Refused
from khet.thai.digits import to_arabic

HEAD_ROWS = 20
_CITIZEN = re.compile(r"[0-9G][0-9]{12}")


def read(source: Path | bytes, kind: str = "", *, name: str = "") -> Sheet:
    """The rows of a workbook (.xlsx, .xls) or CSV of a known layout.

    kind: "pupils", "staff", "ict", "schools", one layout's key ("dmc36"), or "" for whichever fits best. The bytes are
    read once, so a file that changes meanwhile is refused or read as it was. Raises Refused with what to do.
    """
    known = of_kind(kind)
    content = guarding.bytes_of(source)
    what = guarding.kind_of(content)
    grid = csvs.grid(content) if what == "text" else workbooks.grid(content, what)
    number, best = _best(grid, known)
    heads = _padded(grid.rows[number - 1], _width(grid)) if number else ()
    rows = _rows(grid, number)
    if not rows:
        raise Refused("ไฟล์นี้มีแต่หัวคอลัมน์ ส่งออกไฟล์ที่มีรายชื่อแล้วส่งใหม่", code="empty")
    shown = name or (source.name if isinstance(source, Path) else "")
    return Sheet(
        kind=best.layout.kind,
        layout=best.layout.key,
        name=shown,
        digest=hashlib.sha256(content).hexdigest(),
        tab=grid.tab,
        head_row=number,
        heads=heads or tuple(best.layout.head(key) for key in best.layout.columns),
        places=best.places,
        rows=rows,
        spoilt={(row, place): said for (row, place), said in grid.spoilt.items() if row > number},
        notes=tuple(grid.notes),
    )


def _best(grid: Grid, known: tuple[Layout, ...]) -> tuple[int, Fit]:
    """The row of the headings (from 1; 0 for none) and the layout that fits it best."""
    tried = [
        (number, fit(each, row)) for number, row in enumerate(grid.rows[:HEAD_ROWS], 1) for each in known if any(row)
    ]
    whole = [each for each in tried if not each[1].lacks]
    if whole:
        return max(whole, key=lambda each: (len(each[1].places), each[1].layout.width, -each[0]))
    headless = _headless(grid, known)
    if headless is not None:
        return 0, headless
    if not tried:
        raise Refused("ไฟล์นี้ว่าง ส่งออกไฟล์ใหม่แล้วส่งอีกครั้ง", code="empty")
    number, nearest = max(tried, key=lambda each: (len(each[1].places), -each[0]))
    if not nearest.places:
        raise Refused(
            "ไม่พบหัวคอลัมน์ใน %(rows)s แถวแรก ใช้ไฟล์ที่ส่งออกจาก DMC หรือ EMIS โดยไม่ลบแถวหัวตาราง",
            code="no_heads",
            rows=HEAD_ROWS,
        )
    raise Refused(
        "แถว %(row)s เป็นหัวตารางแต่ไม่มีคอลัมน์ %(names)s ส่งออกไฟล์ใหม่ให้ครบทุกคอลัมน์",
        code="missing_columns",
        row=number,
        names=", ".join(nearest.lacks),
    )


def _headless(grid: Grid, known: tuple[Layout, ...]) -> Fit | None:
    """A file whose headings were taken off: its width and its citizen numbers tell it."""
    rows = [row for row in grid.rows if any(row)][:HEAD_ROWS]
    width = max((len(row) for row in rows), default=0)
    for layout in known:
        columns = list(layout.columns)
        if layout.width != width or width != len(columns) or "citizen_id" not in columns:
            continue
        place = columns.index("citizen_id")
        like = sum(len(row) > place and bool(_CITIZEN.fullmatch(to_arabic(row[place]).strip())) for row in rows)
        if like >= 0.8 * len(rows):
            grid.notes.append("ไฟล์นี้ไม่มีหัวคอลัมน์ อ่านตามลำดับคอลัมน์ของ DMC")
            return Fit(layout, {key: at for at, key in enumerate(columns)})
    return None


def _width(grid: Grid) -> int:
    return max(map(len, grid.rows), default=0)


def _padded(row: tuple[str, ...], width: int) -> tuple[str, ...]:
    return row if len(row) == width else (*row, *[""] * (width - len(row)))


def _rows(grid: Grid, number: int) -> tuple[Row, ...]:
    width = _width(grid)
    below = enumerate(grid.rows[number:], number + 1)
    return tuple([Row(at, _padded(row, width)) for at, row in below if any(map(str.strip, row))])
