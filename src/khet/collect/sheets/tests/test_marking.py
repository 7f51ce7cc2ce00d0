"""The workbook comes back as it was, with its wrong cells coloured, told and listed."""

import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from khet.collect import sheets
from khet.collect.checks.tests.factories import a_pupil
from khet.collect.sheets import marking
from khet.collect.sheets.marking import Mark, Tone, patching
from khet.collect.sheets.marking.noting import UnusualError
from khet.collect.sheets.tests.factories import HEADS, a_class, a_csv, a_workbook, rows_of

RED, YELLOW = "FFFFC7C9", "FFFFEB99"
CLASS = [list(HEADS), *a_class()]
CITIZEN, WEIGHT = 2, 12


def a_mark(row: int, place: int, tone: Tone = Tone.BLOCK, value: str = "x") -> Mark:
    return Mark(row, place, HEADS[place] if place >= 0 else "", value, tone, f"ผิดที่แถว {row}", "แก้เสีย")


def marked(content: bytes, *marks: Mark) -> Any:
    out = marking.mark(content, sheets.read(content), marks)
    with zipfile.ZipFile(io.BytesIO(out)) as box:
        assert len(set(box.namelist())) == len(box.namelist())
        for name in box.namelist():
            ElementTree.fromstring(box.read(name))
    return openpyxl.load_workbook(io.BytesIO(out))


@pytest.mark.parametrize(
    "content", [a_workbook(CLASS), a_csv(CLASS), a_csv(CLASS, "cp874")], ids=["xlsx", "csv", "tis"]
)
def test_wrong_cells_are_coloured_told_and_listed(content: bytes) -> None:
    book = marked(content, a_mark(3, CITIZEN), a_mark(3, WEIGHT, Tone.WARN), a_mark(4, CITIZEN, Tone.WARN))
    sheet, listed = book.worksheets
    assert sheet.cell(3, CITIZEN + 1).fill.fgColor.rgb == RED
    assert sheet.cell(3, WEIGHT + 1).fill.fgColor.rgb == YELLOW
    assert sheet.cell(2, CITIZEN + 1).fill.fill_type is None
    assert sheet.cell(3, CITIZEN + 1).comment.text == "ผิดที่แถว 3\nแก้เสีย"
    assert [[cell.value for cell in row] for row in sheet.iter_rows(max_row=4)] == [
        [cell or None for cell in row] for row in CLASS
    ]
    assert listed.title == "สรุปจุดที่ต้องแก้"
    assert [cell.value for cell in listed[2]] == ["3", "C3", HEADS[CITIZEN], "x", "ต้องแก้", "ผิดที่แถว 3", "แก้เสีย"]
    assert listed["B2"].hyperlink.location == f"'{sheet.title}'!C3"


def test_everything_else_of_the_workbook_stays() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "นักเรียน's"
    for row in CLASS:
        sheet.append(row)
    sheet["C3"].font = openpyxl.styles.Font(bold=True)
    sheet.column_dimensions["C"].width = 40
    sheet.freeze_panes = "A2"
    book.create_sheet("บันทึก")["A1"] = "=1+1"
    out = io.BytesIO()
    book.save(out)
    again = marked(out.getvalue(), a_mark(3, CITIZEN))
    cell = again["นักเรียน's"]["C3"]
    assert (cell.font.bold, cell.fill.fgColor.rgb) == (True, RED)
    assert again["นักเรียน's"].column_dimensions["C"].width == 40
    assert again["นักเรียน's"].freeze_panes == "A2"
    assert again["บันทึก"]["A1"].value == "=1+1"
    assert again["สรุปจุดที่ต้องแก้"]["B2"].hyperlink.location == "'นักเรียน''s'!C3"


def test_an_empty_cell_is_marked_where_it_should_stand() -> None:
    content = a_workbook([HEADS, *rows_of(a_pupil(1, citizen_id="", sex=""))])
    sheet = marked(content, a_mark(2, CITIZEN), a_mark(2, 6), a_mark(2, 35, Tone.WARN)).worksheets[0]
    assert [sheet.cell(2, place + 1).fill.fgColor.rgb for place in (CITIZEN, 6, 35)] == [RED, RED, YELLOW]


def test_two_findings_in_one_cell_are_both_told_and_the_graver_colours_it() -> None:
    book = marked(a_workbook(CLASS), a_mark(2, CITIZEN, Tone.WARN), a_mark(2, CITIZEN, Tone.BLOCK))
    cell = book.worksheets[0].cell(2, CITIZEN + 1)
    assert cell.fill.fgColor.rgb == RED
    assert cell.comment.text.count("ผิดที่แถว 2") == 2


def test_what_concerns_the_whole_file_is_listed_without_a_link() -> None:
    listed = marked(a_workbook(CLASS), a_mark(0, -1)).worksheets[1]
    assert [cell.value or "" for cell in listed[2]][:2] == ["ทั้งไฟล์", ""]
    assert listed["B2"].hyperlink is None


def test_a_value_like_a_formula_is_text_in_our_list() -> None:
    evil = "=cmd|' /C calc'!A0"
    listed = marked(a_workbook([HEADS, *rows_of(a_pupil(1, first_name=evil))]), a_mark(2, 8, value=evil)).worksheets[1]
    assert listed["D2"].data_type == "s"
    assert listed["D2"].value == f"'{evil}"


def test_a_marked_file_that_is_mended_and_sent_again_is_read_and_marked_again() -> None:
    content = a_workbook(CLASS)
    once = marking.mark(content, sheets.read(content), [a_mark(3, CITIZEN)])
    sheet = sheets.read(once)
    assert [row.cells for row in sheet.rows] == [row.cells for row in sheets.read(content).rows]
    book = marked(once, a_mark(2, WEIGHT, Tone.WARN, "๔๒"))
    assert book.sheetnames == ["นักเรียน", "สรุปจุดที่ต้องแก้"]
    assert book.worksheets[1]["D2"].value == "๔๒"
    first = book.worksheets[0]
    assert first.cell(2, WEIGHT + 1).fill.fgColor.rgb == YELLOW
    assert first.cell(3, CITIZEN + 1).fill.fill_type is None
    assert (first.cell(3, CITIZEN + 1).comment, first.cell(2, WEIGHT + 1).comment.text) == (None, "ผิดที่แถว 2\nแก้เสีย")


def test_a_marked_file_that_another_program_saved_is_marked_again() -> None:
    content = a_workbook(CLASS)
    once = openpyxl.load_workbook(io.BytesIO(marking.mark(content, sheets.read(content), [a_mark(3, CITIZEN)])))
    once.worksheets[0]["H2"].fill = openpyxl.styles.PatternFill("solid", fgColor="FFFFC7CE")
    out = io.BytesIO()
    once.save(out)
    book = marked(out.getvalue(), a_mark(4, WEIGHT))
    first = book.worksheets[0]
    assert book.sheetnames == ["นักเรียน", "สรุปจุดที่ต้องแก้"]
    assert [cell.value for cell in book.worksheets[1]["A"]] == ["แถว", "4"]
    assert first.cell(3, CITIZEN + 1).fill.fill_type is None
    assert first["H2"].fill.fgColor.rgb == "FFFFC7CE"
    assert first.cell(4, WEIGHT + 1).fill.fgColor.rgb == RED
    assert [cell.comment is None for cell in (first.cell(3, CITIZEN + 1), first.cell(4, WEIGHT + 1))] == [True, False]


def test_people_s_own_comments_stay() -> None:
    book = openpyxl.Workbook()
    for row in CLASS:
        book.active.append(row)
    book.active["A2"].comment = openpyxl.comments.Comment("ของโรงเรียน", "ครู")
    out = io.BytesIO()
    book.save(out)
    again = marked(out.getvalue(), a_mark(3, CITIZEN)).worksheets
    assert again[0]["A2"].comment.text == "ของโรงเรียน"
    assert again[0]["C3"].fill.fgColor.rgb == RED
    assert again[1]["F2"].value == "ผิดที่แถว 3"


def test_a_workbook_of_an_unusual_make_is_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    content = a_workbook(CLASS)
    plain = patching.patched
    calls = []

    def unusual(given: bytes, tab: str, marks: Any) -> bytes:
        calls.append(tab)
        if given is content:
            raise UnusualError
        return plain(given, tab, marks)

    monkeypatch.setattr(patching, "patched", unusual)
    book = marked(content, a_mark(3, CITIZEN))
    assert book.worksheets[0].cell(3, CITIZEN + 1).fill.fgColor.rgb == RED
    assert calls == ["นักเรียน", "ข้อมูล"]


def test_signs_that_xml_cannot_hold_do_no_harm() -> None:
    odd = Mark(2, 8, "ชื่อ<>&\"'", "a\x00b\x0b\ud800<&>", Tone.BLOCK, "]]>\x1f", "&amp;")
    assert marked(a_workbook(CLASS), odd).worksheets[1]["D2"].value == "ab<&>"
