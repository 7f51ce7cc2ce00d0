"""Workbooks of units and people, as they come from schools."""

import io
import time
import zipfile
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from khet.audit.models import Entry
from khet.files.models import StoredFile
from khet.jobs.services import drain
from khet.kernel.errors import Refused
from khet.org.imports import people, tables
from khet.org.imports import runs as imports
from khet.org.imports.plans import Written
from khet.org.models import Appointment, ImportRun, Person, Post, Unit
from khet.org.services import posts

pytestmark = pytest.mark.django_db
HEADS = ["คำนำหน้า", "ชื่อ", "นามสกุล", "รหัสหน่วยงาน", "ตำแหน่ง", "ตั้งแต่วันที่", "เลขประจำตัวประชาชน"]
SCHOOL = "84010001"


def a_workbook(rows: list[list[Any]], *, heads: list[str] | None = None, spoil: Any = None) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("ข้อมูล")
    for at, row in enumerate([heads or HEADS, *rows]):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    if spoil:
        spoil(book, sheet)
    book.close()
    return out.getvalue()


def sent(browser: Any, content: bytes, *, kind: str = "people", name: str = "บุคคล.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    return browser.post("/org/import/", kind=kind, workbook=file)


def run_of(page: Any) -> ImportRun:
    assert page.status == 303, page.text
    return ImportRun.objects.get(pk=page.location.rstrip("/").split("/")[-1])


def test_nothing_is_written_before_it_is_asked_for(sysadmin: Any) -> None:
    before = Person.objects.count()
    run = run_of(sent(sysadmin, a_workbook([["นาย", "สมศักดิ์", "รักเรียน", SCHOOL, "ครู", "1/10/2568", ""]])))
    assert (run.state, run.report["made"]) == ("ready", 1)
    assert Person.objects.count() == before
    sysadmin.post(f"/org/import/{run.pk}/start/")
    person = Person.objects.get(first_name="สมศักดิ์")
    seat = person.appointments.get()
    assert (seat.post.unit.code, seat.post.title, seat.valid_from.isoformat()) == (SCHOOL, "ครู", "2025-10-01")


def test_the_same_workbook_again_changes_nothing(sysadmin: Any) -> None:
    content = a_workbook([["นาย", "สมศักดิ์", "รักเรียน", SCHOOL, "ครู", "", "1101700230708"]])
    first = run_of(sent(sysadmin, content))
    sysadmin.post(f"/org/import/{first.pk}/start/")
    counts = Person.objects.count(), Post.objects.count(), Appointment.objects.count()
    again = run_of(sent(sysadmin, content))
    assert (again.state, again.report["same"]) == ("ready", 1)
    sysadmin.post(f"/org/import/{again.pk}/start/")
    assert (Person.objects.count(), Post.objects.count(), Appointment.objects.count()) == counts


def test_a_title_glued_to_the_name_is_taken_apart(sysadmin: Any) -> None:
    rows = [["", "นางสาวสมหญิง ใจดี", "", SCHOOL, "ครู", "", ""], ["", "ว่าที่ร้อยตรีสมชาติ", "มั่นคง", SCHOOL, "ครู", "", ""]]
    run = run_of(sent(sysadmin, a_workbook(rows)))
    sysadmin.post(f"/org/import/{run.pk}/start/")
    found = Person.objects.filter(first_name__in=["สมหญิง", "สมชาติ"]).order_by("first_name")
    assert {(one.prefix, one.last_name) for one in found} == {("นางสาว", "ใจดี"), ("ว่าที่ร้อยตรี", "มั่นคง")}


def test_every_wrong_cell_is_named_with_row_column_and_rule(sysadmin: Any) -> None:
    rows = [
        ["", "สมศักดิ์", "รักเรียน", "99999999", "ครู", "", ""],
        ["", "", "ไม่มีชื่อ", SCHOOL, "ครู", "31/2/2568", ""],
        ["", "สมปอง", "รักงาน", SCHOOL, "ครู", "", "1234567890123"],
    ]
    page = sent(sysadmin, a_workbook(rows))
    run = run_of(page)
    wrong = {(row, column) for row, column, _value, _rule in run.report["problems"]}
    assert run.state == "faulty"
    assert {(2, "รหัสหน่วยงาน"), (3, "ชื่อ"), (3, "ตั้งแต่วันที่"), (4, "เลขประจำตัวประชาชน")} <= wrong
    text = sysadmin.get(run.get_absolute_url()).text
    assert "ไม่พบรหัสหรือชื่อหน่วยงานนี้" in text
    assert "1234567890123" not in text
    assert sysadmin.post(f"/org/import/{run.pk}/start/").status == 409
    assert not Person.objects.filter(first_name="สมปอง").exists()


def test_the_workbook_comes_back_with_its_wrong_cells_marked(sysadmin: Any) -> None:
    run = run_of(sent(sysadmin, a_workbook([["", "สมศักดิ์", "รักเรียน", "99999999", "ครู", "", ""]])))
    content = sysadmin.get(f"/org/import/{run.pk}/marked.xlsx").response.content
    table = tables.read(content, "")
    assert "ไม่พบรหัส" in table.rows[0].cells["ข้อที่ต้องแก้"]
    assert b"comments" in b"".join(name.encode() for name in zipfile.ZipFile(io.BytesIO(content)).namelist())


def test_one_refused_row_keeps_all_others_out(sysadmin: Any) -> None:
    rows = [["นาย", "ดี", "งาม", SCHOOL, "ครู", "", ""], ["นาย", "ใหม่", "เอี่ยม", SCHOOL, "ผู้อำนวยการโรงเรียน", "", ""]]
    run = run_of(sent(sysadmin, a_workbook(rows)))
    assert run.state == "faulty"
    assert any("บันทึกวันพ้นของผู้เดิมก่อน" in rule for *_cell, rule in run.report["problems"])
    assert not Person.objects.filter(first_name="ดี").exists()


def test_a_known_name_is_asked_about_and_the_answer_counts(sysadmin: Any, teacher: Any) -> None:
    run = run_of(sent(sysadmin, a_workbook([["นาง", "สุดา", "สอนดี", SCHOOL, "หัวหน้างานวิชาการ", "", ""]])))
    assert run.state == "faulty"
    page = sysadmin.post(f"/org/import/{run.pk}/reply/", **{"row-2": str(teacher.person.pk)})
    assert page.status == 303
    sysadmin.post(f"/org/import/{run.pk}/start/")
    assert Person.objects.filter(first_name="สุดา").count() == 1
    assert teacher.person.appointments.count() == 2


def test_thai_digits_and_days_of_excel_are_understood() -> None:
    def spoil(book: Any, sheet: Any) -> None:
        import datetime as dt

        sheet.write_datetime(2, 0, dt.datetime(2569, 10, 1), book.add_format({"num_format": "d/m/yyyy"}))

    content = a_workbook([["๑/๑๐/๒๕๖๘"], [""]], heads=["วัน"], spoil=spoil)
    table = tables.read(content, "")
    assert [row.cells["วัน"] for row in table.rows] == ["1/10/2568", "2026-10-01"]


def test_formulas_and_merged_cells_are_wrong_and_not_guessed() -> None:
    def spoil(book: Any, sheet: Any) -> None:
        sheet.write_formula("A2", '="ครู"')
        sheet.merge_range("B2:B3", "รวม")

    table = tables.read(a_workbook([["x", "y"], ["z", ""]], heads=["ก", "ข"], spoil=spoil), "")
    assert set(table.spoilt) == {(2, "ก"), (2, "ข")}


def test_hidden_sheets_are_not_read_and_that_is_said() -> None:
    def spoil(book: Any, sheet: Any) -> None:
        hidden = book.add_worksheet("ลับ")
        hidden.write(0, 0, "ความลับ")
        hidden.hide()

    table = tables.read(a_workbook([["1"]], heads=["ก"], spoil=spoil), "")
    assert any("ลับ" in note for note in table.notes)
    assert table.heads == ("ก",)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (a_workbook([["1", "2"]], heads=["ชื่อ", "ชื่อ"]), "twin_heads"),
        (a_workbook([], heads=["ชื่อ"]), "empty"),
        (b"PK\x03\x04 no zip at all", "unreadable"),
        ("ชื่อ\n" * 20_100, "too_long"),
    ],
)
def test_what_cannot_be_read_for_certain_is_refused(content: bytes | str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        tables.read(content.encode() if isinstance(content, str) else content, "")
    assert refused.value.code == code


def test_a_sheet_of_a_million_rows_is_refused_at_once() -> None:
    content = a_workbook([["1"]], heads=["ก"], spoil=lambda book, sheet: sheet.write(1_048_575, 0, "x"))
    began = time.perf_counter()
    with pytest.raises(Refused) as refused:
        tables.read(content, "")
    assert refused.value.code == "too_long"
    assert time.perf_counter() - began < 2


def test_csv_in_the_old_thai_code_page_is_read(sysadmin: Any) -> None:
    text = f"ชื่อ,นามสกุล,รหัสหน่วยงาน,ตำแหน่ง\nนายเก่า,กาลก่อน,{SCHOOL},ครู\n"
    run = run_of(sent(sysadmin, text.encode("cp874"), name="เก่า.csv"))
    assert (run.state, run.report["made"]) == ("ready", 1)


def test_a_missing_column_is_named(sysadmin: Any) -> None:
    page = sent(sysadmin, a_workbook([["x"]], heads=["ชื่อ"]))
    assert page.status == 422
    assert "ไม่พบคอลัมน์ รหัสหน่วยงาน, ตำแหน่ง" in page.text
    assert not ImportRun.objects.exists()


def test_units_are_matched_by_their_code(sysadmin: Any) -> None:
    heads = ["รหัส", "ประเภท", "ชื่อ", "รหัสต้นสังกัด", "โทรศัพท์"]
    rows = [
        ["77770001", "โรงเรียน", "โรงเรียนใหม่วิทยา", "spm-srtcp", ""],
        ["77770001-1", "งาน", "งานวิชาการ", "77770001", ""],
        [SCHOOL, "โรงเรียน", "โรงเรียนสุราษฎร์พิทยา", "", "0 7700 1111"],
    ]
    content = a_workbook(rows, heads=heads)
    run = run_of(sent(sysadmin, content, kind="units"))
    assert (run.state, run.report["made"], run.report["changed"]) == ("ready", 2, 1), run.report
    sysadmin.post(f"/org/import/{run.pk}/start/")
    assert Unit.objects.get(code="77770001-1").desk == Unit.objects.get(code="77770001")
    assert Unit.objects.get(code=SCHOOL).phone == "0 7700 1111"
    again = run_of(sent(sysadmin, content, kind="units"))
    assert again.report["same"] == 3


def test_a_long_workbook_is_worked_on_in_the_background(sysadmin: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 3)
    monkeypatch.setattr(imports, "STRETCH", 3)
    rows = [["นาย", f"คนที่{n}", "แถวยาว", SCHOOL, "ครู", "", ""] for n in range(5)]
    run = run_of(sent(sysadmin, a_workbook(rows)))
    assert run.state == "reading"
    assert "กำลังตรวจ" in sysadmin.get(run.get_absolute_url()).text
    drain()
    run.refresh_from_db()
    assert run.state == "ready"
    sysadmin.post(f"/org/import/{run.pk}/start/")
    drain()
    run.refresh_from_db()
    assert run.state == "done"
    assert Person.objects.filter(last_name="แถวยาว").count() == 5


def a_long_run(sysadmin: Any, monkeypatch: Any, rows: int = 7) -> ImportRun:
    """A ready run that is written two rows at a time."""
    monkeypatch.setattr(imports, "STRETCH", 2)
    monkeypatch.setattr(imports, "REST", 0)
    content = a_workbook([["นาย", f"คนที่{n}", "แถวยาว", SCHOOL, "ครูผู้ช่วย", "", ""] for n in range(rows)])
    run = run_of(sent(sysadmin, content))
    assert run.state == "ready"
    return run


def killed_at(monkeypatch: Any, row: int, error: Exception) -> None:
    """The writing of that row of the workbook ends in an error."""
    real = people._do

    def doing(actor: Any, what: Any, written: Any) -> None:
        if what["name"]["first_name"] == f"คนที่{row - 2}":
            raise error
        real(actor, what, written)

    monkeypatch.setattr(people, "_do", doing)


def test_a_dry_run_writes_nothing_but_its_report(sysadmin: Any) -> None:
    content = a_workbook([["นาย", f"คนที่{n}", "แถวยาว", SCHOOL, "ครูผู้ช่วย", "", ""] for n in range(3)])
    run = run_of(sent(sysadmin, content))
    with CaptureQueriesContext(connection) as asked:
        imports.check(actor=sysadmin.actor, run=run)
    told = [one["sql"] or "SELECT" for one in asked]  # a kept statement only reads; PostgreSQL has no text of it
    changes = [sql for sql in told if sql.split()[0] in ("INSERT", "UPDATE", "DELETE", "SAVEPOINT")]
    assert len(changes) == 1
    assert "org_importrun" in changes[0]


def test_a_killed_run_goes_on_after_the_last_row_written_and_does_none_twice(sysadmin: Any, monkeypatch: Any) -> None:
    run = a_long_run(sysadmin, monkeypatch)
    ImportRun.objects.filter(pk=run.pk).update(state="running")
    with monkeypatch.context() as patch:
        killed_at(patch, 7, RuntimeError("power cut"))
        with pytest.raises(RuntimeError):
            imports.carry_out(actor=sysadmin.actor, run=run)
    run.refresh_from_db()
    assert (run.state, run.written, Person.objects.filter(last_name="แถวยาว").count()) == ("running", 5, 4)
    told: list[tuple[int, int]] = []
    imports.carry_out(actor=sysadmin.actor, run=ImportRun.objects.get(pk=run.pk), tell=lambda *far: told.append(far))
    run.refresh_from_db()
    assert (run.state, run.report["made"], run.entered) == ("done", 7, [])
    assert told == [(6, 7), (7, 7)]
    assert Person.objects.filter(last_name="แถวยาว").count() == 7
    assert Appointment.objects.filter(post__title="ครูผู้ช่วย", post__unit__code=SCHOOL).count() == 7
    batches = Entry.objects.filter(action="org.imported", target_id=run.pk)
    assert batches.count() == 4


def test_namesakes_of_one_workbook_stay_two_people_over_a_kill(sysadmin: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(imports, "STRETCH", 1)
    monkeypatch.setattr(imports, "REST", 0)
    rows = [["นาย", "ซ้ำ", "แถวยาว", SCHOOL, title, "", ""] for title in ("ครูพี่เลี้ยง", "ช่างไม้")]
    run = run_of(sent(sysadmin, a_workbook(rows)))
    table = imports.table_of(run)
    found = people.plan(table, {})
    ImportRun.objects.filter(pk=run.pk).update(state="running")
    run.refresh_from_db()
    assert imports._write(sysadmin.actor, run, found.steps[:1], Written(), last=False)
    assert not imports._write(sysadmin.actor, run_before(run), found.steps[:1], Written(), last=False)
    imports.carry_out(actor=sysadmin.actor, run=run)
    run.refresh_from_db()
    assert run.state == "done", run.report
    assert Person.objects.filter(first_name="ซ้ำ").count() == 2


def run_before(run: ImportRun) -> ImportRun:
    """As a second worker still has it in its hand."""
    old = ImportRun.objects.get(pk=run.pk)
    old.written = 0
    return old


def test_a_row_refused_on_the_way_is_named_and_the_run_can_be_carried_on(sysadmin: Any, monkeypatch: Any) -> None:
    run = a_long_run(sysadmin, monkeypatch)
    with monkeypatch.context() as patch:
        killed_at(patch, 7, Refused("ตำแหน่งนี้เต็มแล้ว", code="post_taken"))
        sysadmin.post(f"/org/import/{run.pk}/start/")
        drain()
    run.refresh_from_db()
    assert (run.state, run.written) == ("stopped", 5)
    page = sysadmin.get(run.get_absolute_url()).text
    assert "บันทึกแล้วถึงแถว 5" in page
    assert "แถว 7: ตำแหน่งนี้เต็มแล้ว" in page
    assert "นำเข้าต่อ" in page
    sysadmin.post(f"/org/import/{run.pk}/start/")
    drain()
    run.refresh_from_db()
    assert (run.state, Person.objects.filter(last_name="แถวยาว").count()) == ("done", 7)
    assert "แถว 7: ตำแหน่งนี้เต็มแล้ว" not in sysadmin.get(run.get_absolute_url()).text


def test_a_seat_taken_on_an_earlier_day_is_found_by_the_dry_run(sysadmin: Any) -> None:
    first = run_of(sent(sysadmin, a_workbook([["นาย", "เดิม", "อยู่ก่อน", SCHOOL, "ช่างสี", "1/10/2567", ""]])))
    sysadmin.post(f"/org/import/{first.pk}/start/")
    seat = Appointment.objects.get(post__title="ช่างสี")
    posts.end(actor=sysadmin.actor, appointment=seat, on=timezone.localdate(), reason="ย้าย")
    run = run_of(sent(sysadmin, a_workbook([["นาย", "ใหม่", "มาแทน", SCHOOL, "ช่างสี", "1/10/2568", ""]])))
    assert run.state == "faulty"
    assert "มีผู้ดำรงตำแหน่งครบแล้ว" in run.report["problems"][0][3]


def test_the_original_is_restricted_and_destroyed_in_time(sysadmin: Any, clerk: Any) -> None:
    run = run_of(sent(sysadmin, a_workbook([["", "สมศักดิ์", "รักเรียน", SCHOOL, "ครู", "", ""]])))
    stored = StoredFile.objects.get(owner_kind="org.importrun", owner_id=run.pk)
    assert stored.restricted
    assert clerk.get(stored.url).status == 404
    assert imports.purge(on=timezone.localdate()) == 0
    assert run.purge_on is not None
    assert imports.purge(on=run.purge_on) == 1
    assert sysadmin.get(stored.url).status == 404
    assert sysadmin.post(f"/org/import/{run.pk}/start/").status == 409


def test_others_know_nothing_of_imports(clerk: Any, sysadmin: Any) -> None:
    run = run_of(sent(sysadmin, a_workbook([["", "สมศักดิ์", "รักเรียน", SCHOOL, "ครู", "", ""]])))
    assert clerk.get("/org/import/").status == 403
    assert clerk.get(run.get_absolute_url()).status == 404


def test_templates_come_with_our_heads(sysadmin: Any) -> None:
    content = sysadmin.get("/org/import/template/people.xlsx").response.content
    with pytest.raises(Refused) as refused:
        tables.read(content, "")
    assert refused.value.code == "empty"
    assert sysadmin.get("/org/import/template/other.xlsx").status == 404


def test_the_original_is_destroyed_when_asked(sysadmin: Any) -> None:
    run = run_of(sent(sysadmin, a_workbook([["", "สมศักดิ์", "รักเรียน", SCHOOL, "ครู", "", ""]])))
    assert sysadmin.post(f"/org/import/{run.pk}/discard/").status == 303
    assert "ทำลายแล้ว" in sysadmin.get(run.get_absolute_url()).text
    assert sysadmin.post(f"/org/import/{run.pk}/discard/").status == 409
