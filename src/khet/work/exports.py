"""The wall as a workbook."""

import io

from khet.paper.workbooks import written_to
from khet.thai import dates
from khet.work.reads.wall import Cell, Wall

WORDS = {
    "answered": "ตอบแล้ว",
    "working": "กำลังทำ",
    "opened": "เปิดอ่านแล้ว",
    "unopened": "ยังไม่เปิด",
    "late": "เกินกำหนด",
    "none": "",
}


def wall_sheet(wall: Wall, title: str) -> bytes:
    """One row a unit, one column an ask, and when each answer came. Text never becomes a formula."""
    out = io.BytesIO()
    with written_to(out) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("ใครตอบแล้ว")
        sheet.write_string(0, 0, title, bold)
        heads = ["อำเภอ", "หน่วยงาน", *(f"{ask.mark}. {ask.label}" for ask in wall.asks)]
        for column, head in enumerate(heads):
            sheet.write_string(2, column, head, bold)
        for line, row in enumerate(wall.rows, start=3):
            for column, text in enumerate([row.district, row.unit_name, *(_words(cell) for cell in row.cells)]):
                sheet.write_string(line, column, text)
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 34)
        sheet.set_column(2, 2 + len(wall.asks), 28)
        sheet.freeze_panes(3, 2)
    return out.getvalue()


def _words(cell: Cell) -> str:
    word = "ตอบช้า" if cell.was_late else WORDS[cell.mark]
    if cell.item is not None and cell.item.answered_at is not None:
        return f"{word} {dates.record(cell.item.answered_at)} {dates.clock(cell.item.answered_at)}"
    return word
