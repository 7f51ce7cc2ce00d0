"""Answers as Excel. Text is written as text: what begins with = + - @ never becomes a formula."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any

from khet.collect.models import Round, Submission
from khet.collect.reads.asked import period_of
from khet.collect.reads.drawing import Box, boxes_of, shown
from khet.collect.reads.entry import EntryPage
from khet.collect.reads.facts import rows_in, values_given
from khet.collect.reads.values import schema_of
from khet.collect.schema import FieldType, Slot, slots
from khet.collect.validity import label_of

HEADS = ("หน่วยงาน", "อำเภอ", "สถานะ", "ส่งครั้งที่", "รับรองเมื่อ", "ส่งช้า")


def submission_xlsx(given: Submission, page: EntryPage) -> bytes:
    """One form: section, place, value, value of the round before."""
    rows = [
        (drawn.section.title, label_of(page.schema, box.path), value_in(box.slot, box.value), _before(box))
        for drawn in page.sections
        for part in drawn.parts
        for box in boxes_of(part)
    ]
    note = f"{given.round.title} · {given.unit_name}"
    return workbook("ข้อมูล", ("ส่วน", "รายการ", "ค่า", "รอบก่อน"), rows, note=note)


def _before(box: Box) -> object:
    return value_in(box.slot, box.before)


def round_xlsx(round_: Round, rows: Iterable[Submission]) -> bytes:
    """A line a unit, a column a cell; units that gave nothing stand there with their state. Rows on a sheet beside."""
    schema = schema_of(round_.version_id)
    places = list(slots(schema))
    heads = [*HEADS, *(label_of(schema, slot.path) for slot in places)]
    lines, repeats = [], []
    for given in rows:
        values = values_given(given)
        certified = given.certified_at.strftime("%Y-%m-%d %H:%M") if given.certified_at else ""
        late = "ช้า" if given.late else ""
        head = (given.unit_name, given.unit.amphoe, given.get_state_display(), given.revision, certified, late)
        lines.append((*head, *(value_in(slot, values.get(slot.path, "")) for slot in places)))
        for slot in slots(schema, rows_in(schema, values)):
            if slot.row and slot.field is not None and values.get(slot.path):
                label = f"{slot.part.label} · {slot.field.label}"
                repeats.append((given.unit_name, slot.row, label, value_in(slot, values[slot.path])))
    extra = [("แถว", ("หน่วยงาน", "แถว", "รายการ", "ค่า"), repeats)] if repeats else []
    return workbook("คำตอบ", heads, lines, note=f"{round_.title} · {period_of(round_)}", extra=extra)


def value_in(slot: Slot, value: str) -> object:
    """Numbers as numbers, the rest as people read it."""
    if slot.type.is_number and value:
        try:
            number = Decimal(value)
        except InvalidOperation:
            return value
        return int(number) if number == number.to_integral_value() else float(number)
    return value if slot.type in (FieldType.TEXT, FieldType.NOTE) else shown(slot, value)


def workbook(
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    note: str = "",
    extra: Sequence[tuple[str, Sequence[str], Sequence[Sequence[Any]]]] = (),
) -> bytes:
    """Sheets with a head row that stays in view; strings are written as strings, whatever they begin with."""
    import xlsxwriter  # 11 MB that most processes never need

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"comments": note})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for name, own_heads, own_rows in ((title, heads, rows), *extra):
        sheet = book.add_worksheet(name[:31])
        sheet.write_row(0, 0, own_heads, bold)
        for number, row in enumerate(own_rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write_number(number, column, value)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, max(0, len(own_heads) - 1), 18)
    book.close()
    return out.getvalue()
