"""Files are read as they stand, by heading and by place, and refused with a sentence when they cannot be."""

import io
import tempfile
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from khet.collect import checks, sheets
from khet.collect.checks.tests.factories import a_pupil
from khet.collect.sheets import guarding, layout
from khet.collect.sheets.tests.factories import (
    DMC,
    HEADS,
    a_class,
    a_csv,
    a_workbook,
    headings_of_91,
    rows_of,
    table_of_91,
)
from khet.kernel.errors import Refused

CLASS = [list(HEADS), *a_class()]


def refused(content: bytes, kind: str = "") -> Refused:
    with pytest.raises(Refused) as told:
        sheets.read(content, kind)
    return told.value


@pytest.mark.parametrize(
    "content",
    [
        a_workbook(CLASS),
        a_csv(CLASS),
        a_csv(CLASS, "utf-8"),
        a_csv(CLASS, "cp874", ";"),
        a_csv(CLASS, "utf-16", "\t"),
        a_workbook([["รายชื่อนักเรียน ปีการศึกษา 2569"], [], ["โรงเรียนตัวอย่าง"], *CLASS]),
    ],
    ids=["xlsx", "utf-8 with mark", "utf-8", "TIS-620", "UTF-16", "headings further down"],
)
def test_the_same_pupils_are_read_from_every_kind_of_file(content: bytes) -> None:
    sheet = sheets.read(content, "pupils")
    assert (sheet.kind, sheet.layout, len(sheet)) == ("pupils", "dmc36", 3)
    assert [sheet.value(row, "first_name") for row in sheet.rows] == ["สมชาย"] * 3
    assert [row.number for row in sheet.rows] == list(range(sheet.head_row + 1, sheet.head_row + 4))
    assert [sheet.value(row, "citizen_id") for row in sheet.rows] == [a_pupil(n)["citizen_id"] for n in (1, 2, 3)]


def test_an_old_xls_is_read_too() -> None:
    path = Path(__file__).with_name("class.xls")
    sheet = sheets.read(path)
    assert (sheet.layout, sheet.name) == ("dmc36", "class.xls")
    assert sheet.value(sheet.rows[0], "first_name") == "สมชาย"


def test_headings_in_another_order_with_blanks_and_marks_are_known() -> None:
    order = sorted(DMC, key=str)
    heads = [f" {DMC[key][0].replace('(', ' (')} * " for key in order]
    sheet = sheets.read(a_workbook([heads, [a_pupil(1).get(key, "") for key in order]]), "pupils")
    assert sheet.value(sheet.rows[0], "first_name") == "สมชาย"
    assert sheet.value(sheet.rows[0], "tambon") == "กะแดะ"


def test_a_heading_that_was_altered_is_taken_by_its_place() -> None:
    heads = list(HEADS)
    heads[22], heads[30] = "District", ""
    sheet = sheets.read(a_workbook([heads, *a_class(1)]), "dmc36")
    assert sheet.value(sheet.rows[0], "amphoe") == "กาญจนดิษฐ์"
    assert sheet.value(sheet.rows[0], "father_job") == ""
    assert "father_job" in sheet.places


def test_a_file_whose_headings_were_taken_off_is_read_by_place() -> None:
    sheet = sheets.read(a_csv(a_class()))
    assert (sheet.layout, sheet.head_row, len(sheet)) == ("dmc36", 0, 3)
    assert sheet.value(sheet.rows[2], "grade") == "ม.1"
    assert "ตามลำดับคอลัมน์" in " ".join(sheet.notes)


def test_of_twin_headings_in_the_91_columns_the_first_counts_and_the_others_are_kept() -> None:
    pupil = {**a_pupil(1), "older_brothers": "1", "registered_tambon": "กะแดะ", "gpax": "3.1", "gpa": "3.2"}
    sheet = sheets.read(a_workbook(table_of_91(pupil)))
    assert (sheet.layout, len(sheet.heads)) == ("dmc91", 91)
    row = sheet.rows[0]
    assert [sheet.value(row, key) for key in ("older_brothers", "gpa", "gpax", "tambon")] == [
        "1",
        "3.2",
        "3.1",
        "กะแดะ",
    ]
    assert row.cells[-4:] == ("9", "9", "9", "9")
    assert sheet.unknown == ("จำนวนพี่ชาย", "จำนวนน้องชาย", "จำนวนพี่สาว", "จำนวนน้องสาว")
    assert len(headings_of_91()) == layout("dmc91").width


def test_of_a_heading_that_stands_twice_the_first_counts_and_the_other_is_kept() -> None:
    heads = [*HEADS, "ชื่อ"]
    sheet = sheets.read(a_workbook([heads, [*a_class(1)[0], "อีกชื่อ"]]), "pupils")
    assert sheet.value(sheet.rows[0], "first_name") == "สมชาย"
    assert (sheet.rows[0].cells[-1], "ชื่อ" in sheet.unknown) == ("อีกชื่อ", True)


def test_emis_files_are_known_by_their_headings() -> None:
    ict = sheets.read(
        a_csv([["รหัสสถานศึกษา", "คอมพิวเตอร์เพื่อการเรียนการสอน", "Wi-Fi", "หมายเหตุ"], ["1084012345", "40", "มี", "-"]])
    )
    assert (ict.kind, ict.value(ict.rows[0], "computers_teaching"), ict.unknown) == ("ict", "40", ("หมายเหตุ",))
    staff = sheets.read(
        a_csv([["เลขประจำตัวประชาชน", "ชื่อ", "นามสกุล", "ตำแหน่ง"], ["8000000000014", "สมศรี", "ใจดี", "ครู"]])
    )
    assert (staff.kind, staff.value(staff.rows[0], "position")) == ("staff", "ครู")


def test_text_stands_as_in_the_file() -> None:
    pupil = a_pupil(1, first_name="  อํานาจ ", weight="๔๒", grade="ม.๑", birth_date="๑๕ ธ.ค. ๒๕๕๖", house_no="00012")
    sheet = sheets.read(a_workbook([HEADS, *rows_of(pupil)]))
    row = sheet.rows[0]
    assert [sheet.value(row, key) for key in ("first_name", "weight", "grade", "birth_date", "house_no")] == [
        "  อํานาจ ",
        "๔๒",
        "ม.๑",
        "๑๕ ธ.ค. ๒๕๕๖",
        "00012",
    ]


@pytest.mark.parametrize("old", [False, True], ids=["1900", "1904"])
def test_numbers_and_days_become_plain_text_in_both_date_systems(old: bool) -> None:
    table: list[list[Any]] = [list(HEADS), *a_class(2)]
    place = list(DMC).index
    table[1][place("citizen_id")] = 8000000000014
    table[1][place("weight")] = 42.5
    table[1][place("birth_date")] = date(2013, 12, 15)
    table[2][place("birth_date")] = datetime(2556, 12, 15)
    content = a_workbook(table, default_date_format="dd/mm/yyyy", date_1904=old) if old else a_workbook(table)
    sheet = sheets.read(content)
    first, second = sheet.rows
    assert [sheet.value(first, key) for key in ("citizen_id", "weight", "birth_date")] == [
        "8000000000014",
        "42.5",
        "2013-12-15",
    ]
    assert sheet.value(second, "birth_date") == "2556-12-15"


def test_hidden_worksheets_are_named_and_not_read() -> None:
    book = openpyxl.Workbook()
    book.active.title = "ลับ"
    book.active.sheet_state = "hidden"
    sheet = book.create_sheet("นักเรียน")
    for row in CLASS:
        sheet.append(row)
    book.create_sheet("อื่น")
    out = io.BytesIO()
    book.save(out)
    found = sheets.read(out.getvalue())
    assert found.tab == "นักเรียน"
    assert "ไม่อ่านแผ่นงานที่ซ่อนไว้: ลับ" in found.notes
    assert "อ่านเฉพาะแผ่นงาน นักเรียน" in found.notes


def test_formulas_give_their_value_and_what_has_none_is_said() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for number, row in enumerate(CLASS):
        sheet.write_row(number, 0, row)
    place = list(DMC).index
    sheet.write_formula(1, place("weight"), "=40+2", None, 42)
    sheet.write_formula(2, place("weight"), "=1/0", None, "#DIV/0!")
    sheet.write_formula(3, place("height"), "=B1&B2", None, "")
    sheet.merge_range(2, place("moo"), 3, place("moo"), "3")
    book.close()
    found = sheets.read(out.getvalue())
    assert found.value(found.rows[0], "weight") == "42"
    said = {(row, list(DMC)[at]): text for (row, at), text in found.spoilt.items()}
    assert "#DIV/0!" in said[3, "weight"]
    assert "สูตรที่ไม่มีค่า" in said[4, "height"]
    assert "ผสาน" in said[3, "moo"]
    assert set(said) == {(3, "weight"), (4, "height"), (3, "moo")}


def test_the_same_file_has_the_same_digest() -> None:
    one, two = sheets.read(a_csv(CLASS)), sheets.read(a_csv(CLASS), name="อีกชื่อ.csv")
    assert one.digest == two.digest
    assert one.digest != sheets.read(a_csv(CLASS[:3])).digest


# ---- refusals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "wrong_type"),
        (b"\x89PNG\r\n\x1a\n....", "wrong_type"),
        (b"<html><table></table></html>", "wrong_type"),
        (b"\x00\x01\x02\x03" * 50, "wrong_type"),
        (b"PK\x03\x04garbage", "unreadable"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "unreadable"),
        (b"\xff\xfe\x00\xd8", "encoding"),
        (a_csv([["ก", "ข"], ["1", "2"]]), "no_heads"),
        (a_csv([["เลขประจำตัวประชาชน", "ชื่อ"], ["1", "2"]]), "missing_columns"),
        (a_csv([list(HEADS)]), "empty"),
        (a_csv([["ก"] * 300]), "too_wide"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str) -> None:
    assert refused(content, "pupils").code == code


def test_missing_columns_are_named_with_their_row() -> None:
    said = refused(a_csv([["บันทึก"], ["เลขประจำตัวประชาชน", "ชื่อ"], ["1", "2"]]), "pupils").message
    assert "แถว 2" in said
    assert "ชั้น" in said


def test_a_kind_that_is_not_known_is_refused() -> None:
    assert refused(a_csv(CLASS), "ดาว").code == "unknown_kind"


def test_a_worksheet_used_to_its_last_row_is_refused_before_it_is_unpacked() -> None:
    book = openpyxl.Workbook()
    for row in CLASS:
        book.active.append(row)
    book.active.cell(1_048_576, 1, "x")
    out = io.BytesIO()
    book.save(out)
    told = refused(out.getvalue())
    assert told.code == "too_long"
    assert "1,048,576" in told.message


def test_a_worksheet_that_is_too_wide_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active.cell(1, 16_000, "x")
    out = io.BytesIO()
    book.save(out)
    assert refused(out.getvalue()).code == "too_wide"


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "MOST_ROWS", 30)
    for content in (a_csv([list(HEADS), *a_class(60)]), a_workbook([HEADS, *a_class(60)])):
        assert refused(content).code == "too_long"


def test_a_zip_bomb_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("xl/workbook.xml", "<workbook/>")
        box.writestr("xl/worksheets/sheet1.xml", b"0" * (60 << 20))
    assert refused(out.getvalue()).code == "bomb"


def test_a_locked_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        entry = zipfile.ZipInfo("xl/workbook.xml")
        box.writestr(entry, "<workbook/>")
    content = bytearray(out.getvalue())
    for sign in (b"PK\x03\x04", b"PK\x01\x02"):
        at = content.index(sign) + (6 if sign == b"PK\x03\x04" else 8)
        content[at] |= 1
    assert refused(bytes(content)).code == "locked"


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(a_csv(CLASS))
    plain = Path.read_bytes

    def grown(self: Path) -> bytes:
        content = plain(self)
        with path.open("ab") as file:
            file.write(b"more")
        return content

    monkeypatch.setattr(Path, "read_bytes", grown)
    with pytest.raises(Refused) as told:
        sheets.read(path)
    assert told.value.code == "changed"


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as told:
        sheets.read(tmp_path / "nowhere.xlsx")
    assert told.value.code == "unreadable"


def test_nothing_of_a_file_is_left_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = a_workbook(CLASS)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    checks.run(sheets.read(content), checks.pupils(), as_of=date(2026, 6, 10))
    assert list(tmp_path.iterdir()) == []
