"""The directory and the trail as workbooks. Text never becomes a formula."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from khet.kernel.actor import Actor
from khet.kernel.language import in_thai
from khet.org.models import Unit
from khet.org.reads import directory
from khet.paper import workbooks
from khet.thai import dates


def workbook(sheets: Iterable[tuple[str, Sequence[str], Sequence[int], Iterable[Sequence[str]]]]) -> bytes:
    """One workbook: (name, heads, widths, rows) per sheet; every cell is text."""
    out = io.BytesIO()
    with workbooks.written_to(out) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3F1EC"})
        plain = book.add_format({"num_format": "@", "valign": "top"})
        for name, heads, widths, rows in sheets:
            _sheet(book.add_worksheet(name), heads, widths, rows, bold, plain)
    return out.getvalue()


def _sheet(
    sheet: Any, heads: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]], *formats: Any
) -> None:
    bold, plain = formats
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width, plain)
        sheet.write_string(0, column, str(head), bold)
    for line, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            sheet.write_string(line, column, text, plain)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, 0, len(heads) - 1)


def directory_sheet(actor: Actor) -> bytes:
    """Units and people as the directory shows them today; mobile numbers stay out."""
    units = list(directory.units(actor).select_related("parent"))
    people = list(directory.people(actor))
    seats = directory.seats_of([person.pk for person in people], timezone.localdate())
    unit_heads = [
        _("รหัส"),
        _("ประเภท"),
        _("ชื่อ"),
        _("ชื่อย่อ"),
        _("ต้นสังกัด"),
        _("ตำบล"),
        _("อำเภอ"),
        _("จังหวัด"),
        _("โทรศัพท์"),
        _("อีเมล"),
    ]
    people_heads = [
        _("คำนำหน้า"),
        _("ชื่อ"),
        _("นามสกุล"),
        _("ตำแหน่ง"),
        _("ฐานะ"),
        _("หน่วยงาน"),
        _("สำนักงานหรือโรงเรียน"),
        _("โทรศัพท์ที่ทำงาน"),
        _("อีเมล"),
    ]
    return workbook(
        [
            (_("หน่วยงาน"), unit_heads, [14, 16, 48, 24, 30, 14, 18, 18, 18, 26], (_unit(unit) for unit in units)),
            (
                _("บุคคล"),
                people_heads,
                [12, 18, 20, 34, 18, 34, 34, 18, 26],
                ([*name, *post, *contact] for name, post, contact in _people(people, seats)),
            ),
        ]
    )


def _unit(unit: Unit) -> list[str]:
    parent = str(unit.parent) if unit.parent else ""
    place = [unit.tambon, unit.amphoe, unit.province, unit.phone, unit.email]
    return [unit.code, in_thai(Unit.Kind(unit.kind).label), unit.name, unit.short, parent, *place]


def _people(people: Iterable[Any], seats: dict[int, list[Any]]) -> Iterable[tuple[list[str], list[str], list[str]]]:
    for person in people:
        name = [person.prefix, person.first_name, person.last_name]
        contact = [person.office_phone, person.email]
        for seat in seats.get(person.pk, []):
            unit = seat.post.unit
            yield name, [seat.post.title, seat.phrase, unit.name, (unit.desk or unit).name], contact
        if not seats.get(person.pk):
            yield name, ["", "", "", ""], contact


def trail_sheet(lines: Iterable[Any]) -> bytes:
    """Lines of the trail; a secret one says only that there is one."""
    heads = [
        _("วันเวลา"),
        _("ผู้ทำ"),
        _("ตำแหน่ง"),
        _("ฐานะ"),
        _("หน่วยงาน"),
        _("สิ่งที่ทำ"),
        _("เกี่ยวกับ"),
        _("สาย"),
        _("ลำดับ"),
        _("ลายนิ้วมือ"),
    ]
    rows = (
        [
            f"{dates.record(line.at)} {dates.clock(line.at)}",
            "" if line.secret else line.person_name,
            "" if line.secret else line.post_name,
            "" if line.secret else line.phrase,
            "" if line.secret else line.unit_name,
            _("รายการลับ") if line.secret else line.sentence,
            line.label,
            str(line.chain),
            str(line.seq),
            line.hash,
        ]
        for line in lines
    )
    return workbook([(_("ประวัติการใช้งาน"), heads, [20, 28, 24, 18, 26, 46, 36, 8, 10, 66], rows)])
