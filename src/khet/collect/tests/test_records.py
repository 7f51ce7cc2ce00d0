"""Registers through the front door: rows, rights, history, files out and in."""

import csv
import io
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from khet.audit import services as audit
from khet.collect.models import Form, RecordRow
from khet.collect.record_sheets import unformula
from khet.collect.services import forms, records
from khet.collect.tests.factories_forms import a_draft, a_register, a_row
from khet.kernel.errors import Refused
from khet.org.tests.cast import Browser, Cast

pytestmark = pytest.mark.django_db


def at(form: Form, rest: str = "") -> str:
    return f"/collect/records/{form.pk}/{rest}"


def typed(**values: str) -> dict[str, Any]:
    return {f"v:{path}": text for path, text in values.items()}


def workbook(*rows: list[Any], heads: tuple[str, ...] = ("เลขครุภัณฑ์", "ชนิด", "ราคา")) -> SimpleUploadedFile:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False})
    sheet = book.add_worksheet()
    for line, row in enumerate([heads, *rows]):
        sheet.write_row(line, 0, row)
    book.close()
    return SimpleUploadedFile("เครื่อง.xlsx", out.getvalue())


def test_a_row_is_added_changed_and_keeps_its_history(cast: Cast) -> None:
    form, officer = a_register(cast.officer), cast.officer
    assert officer.get(at(form, "new/")).status == 200
    before = audit.verify().entries
    told = typed(number="7440-001", kind="tablet", price="12,500", keeper="ครูสุดา")
    assert officer.post(at(form, "new/"), **told).status == 303
    assert audit.verify().entries == before + 1
    row = RecordRow.objects.get()
    assert row.values["price"] == "12500"
    assert officer.get(f"/collect/records/row/{row.pk}/edit/").status == 200
    again = typed(number="7440-001", kind="tablet", price="9000", keeper="ครูสุดา")
    officer.post(f"/collect/records/row/{row.pk}/edit/", **again, edition="1", why="ตีราคาใหม่")
    page = officer.get(f"/collect/records/row/{row.pk}/").text
    assert "ราคา: 12,500 → 9,000" in page
    assert "ตีราคาใหม่" in page
    assert "7440-001" in officer.get(at(form)).text


def test_what_is_wrong_keeps_the_row_out_and_the_text_as_typed(cast: Cast) -> None:
    form = a_register(cast.officer)
    wrong = cast.officer.post(at(form, "new/"), **typed(number="", kind="tablet", price="แพง"))
    assert wrong.status == 422
    assert 'value="แพง"' in wrong.text
    missing = cast.officer.post(at(form, "new/"), **typed(number="", kind="tablet"))
    assert "ยังบันทึกไม่ได้ มี 1 จุดต้องแก้" in missing.text
    assert not RecordRow.objects.exists()


def test_rows_inside_a_row_are_added_without_script(cast: Cast) -> None:
    form, officer = a_register(cast.officer), cast.officer
    told = typed(number="1", kind="tablet")
    more = officer.post(at(form, "new/?rows=repairs"), **told, add="1")
    assert 'name="v:repairs/r1/on"' in more.text
    empty: dict[str, Any] = {"v:repairs/r2/on": "", "v:repairs/r2/cost": ""}
    inner: dict[str, Any] = {"v:repairs/r1/on": "1/10/2568", "v:repairs/r1/cost": "350"}
    two = officer.post(at(form, "new/?rows=repairs"), **told, **inner, add="1")
    assert 'name="v:repairs/r2/on"' in two.text
    officer.post(at(form, "new/"), **told, **inner, **empty)
    row = RecordRow.objects.get()
    assert row.values["repairs/r1/on"] == "2025-10-01"
    assert row.values["spent"] == "350"
    assert not any(path.startswith("repairs/r2") for path in row.values)
    dropped = officer.post(f"/collect/records/row/{row.pk}/edit/?rows=repairs", **told, **inner, drop="r1")
    assert "repairs/r1" not in dropped.text


def test_two_people_do_not_overwrite_each_other(cast: Cast) -> None:
    row = a_row(cast.officer, a_register(cast.officer))
    told = typed(number="7440-001", kind="tablet")
    cast.officer.post(f"/collect/records/row/{row.pk}/edit/", **told, edition="1")
    late = cast.head.post(f"/collect/records/row/{row.pk}/edit/", **typed(number="X", kind="tablet"), edition="1")
    assert late.status == 422
    assert "มีผู้แก้หลังจากท่านเปิดดู" in late.text
    assert RecordRow.objects.get().title == "7440-001"


def test_a_register_is_searched_filtered_and_paged_by_its_address(cast: Cast) -> None:
    form, officer = a_register(cast.officer), cast.officer
    for n in range(55):
        a_row(officer, form, number=f"N{n:03}", kind="tablet" if n % 5 == 0 else "desktop")
    first = officer.get(at(form)).text
    assert "55 แถว" in first
    assert "N054" in first
    assert "N001" not in first
    assert "N033" in officer.get(at(form), {"find": "n033"}).text
    filtered = officer.get(at(form), {"f_kind": "tablet"}).text
    assert "11 แถว" in filtered
    assert "ไม่พบแถวที่ตรงกับตัวกรอง" in officer.get(at(form), {"find": "ไม่มีคำนี้"}).text


def test_an_archived_row_leaves_the_list_but_not_the_house(cast: Cast) -> None:
    form = a_register(cast.officer)
    row = a_row(cast.officer, form)
    url = f"/collect/records/row/{row.pk}/archive/"
    assert cast.officer.post(url, archived="1", note="").status == 409
    cast.officer.post(url, archived="1", note="ชำรุดเกินซ่อม")
    assert "7440-001" not in cast.officer.get(at(form)).text
    assert "7440-001" in cast.officer.get(at(form), {"archived": "on"}).text
    assert "ชำรุดเกินซ่อม" in cast.officer.get(f"/collect/records/row/{row.pk}/").text
    cast.officer.post(url, archived="0")
    assert "7440-001" in cast.officer.get(at(form)).text


def test_a_register_is_its_desks_unless_it_says_otherwise(cast: Cast) -> None:
    form = a_register(cast.officer)
    row = a_row(cast.officer, form)
    for stranger in (cast.school_clerk, cast.outsider, cast.teacher, cast.pupil):
        assert stranger.get(at(form)).status == 404
        assert stranger.get(f"/collect/records/row/{row.pk}/").status == 404
        assert "ทะเบียนเครื่อง" not in stranger.get("/collect/records/").text
    assert "ทะเบียนเครื่อง" in cast.head.get("/collect/records/").text
    readable = a_register(cast.officer, readers="under")
    shown = a_row(cast.officer, readable, keeper="ครูสุดา")
    assert cast.school_clerk.get(at(readable)).status == 200
    assert cast.school_clerk.get(at(readable, "new/")).status == 403
    page = cast.school_clerk.get(f"/collect/records/row/{shown.pk}/")
    assert page.status == 200
    assert "ครูสุดา" not in page.text
    assert cast.school_clerk.get(f"/collect/records/row/{shown.pk}/edit/").status == 403


def test_schools_keep_their_own_rows_in_a_register_of_the_area(cast: Cast) -> None:
    form = a_register(cast.officer, writers="under")
    cast.school_clerk.post(at(form, "new/"), **typed(number="S1", kind="tablet", keeper="ครูสุดา"))
    cast.outsider.post(at(form, "new/"), **typed(number="S2", kind="tablet"))
    assert "S2" not in cast.school_clerk.get(at(form)).text
    mine = RecordRow.objects.get(title="S1")
    assert mine.desk == cast.schools[0]
    assert cast.outsider.get(f"/collect/records/row/{mine.pk}/").status == 404
    both = cast.officer.get(at(form)).text
    assert "S1" in both
    assert "S2" in both
    with pytest.raises(Refused):
        records.change_row(actor=cast.outsider.actor, row=mine, values={"number": "x", "kind": "tablet"})


def test_a_school_lets_the_area_read_its_register(cast: Cast) -> None:
    form = a_register(cast.school_clerk, readers="above")
    a_row(cast.school_clerk, form)
    assert "7440-001" in cast.officer.get(at(form)).text
    assert cast.outsider.get(at(form)).status == 404


def test_a_look_at_personal_data_is_on_the_trail(cast: Cast) -> None:
    row = a_row(cast.officer, a_register(cast.officer), keeper="ครูสุดา")
    before = audit.verify().entries
    assert "ครูสุดา" in cast.officer.get(f"/collect/records/row/{row.pk}/").text
    assert audit.verify().entries == before + 1


def test_a_draft_is_no_register_yet(cast: Cast) -> None:
    form = a_draft(cast.officer, kind="record")
    assert cast.officer.get(at(form)).status == 404
    with pytest.raises(Refused):
        records.add_row(actor=cast.officer.actor, form=form, values={})


def test_a_row_moves_to_the_newest_version_when_it_is_kept(cast: Cast) -> None:
    form = a_register(cast.officer)
    row = a_row(cast.officer, form)
    forms.open_draft(actor=cast.officer.actor, form=form)
    newest = forms.publish(actor=cast.officer.actor, form=form)
    changed = records.change_row(actor=cast.officer.actor, row=row, values={"number": "N2", "kind": "tablet"})
    assert changed.version == newest


def sheet(browser: Browser, form: Form, query: str = "") -> list[list[Any]]:
    content = browser.get(at(form, f"export.xlsx{query}")).response.content
    return list(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python())


def test_files_that_go_out_hold_no_formula(cast: Cast) -> None:
    form = a_register(cast.officer, readers="under")
    a_row(cast.officer, form, number="=HYPERLINK(1)", price="12.5", keeper="ครูสุดา")
    heads, row = sheet(cast.officer, form)
    assert row[1:5] == ["=HYPERLINK(1)", "ตั้งโต๊ะ", "12.5", "ครูสุดา"]
    text = cast.officer.get(at(form, "export.csv")).response.content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1][1] == "'=HYPERLINK(1)"
    assert len(sheet(cast.officer, form, "?f_kind=tablet")) == 1
    assert "ครูสุดา" not in sheet(cast.school_clerk, form)[1]
    assert heads[0] == "เลขแถว"
    assert [unformula(each) for each in ("-5", "-5.5", "+1", "@x", "ก")] == ["-5", "-5.5", "'+1", "'@x", "ก"]


def test_a_file_comes_in_after_a_trial_all_of_it_or_nothing(cast: Cast) -> None:
    form, officer = a_register(cast.officer), cast.officer
    assert officer.get(at(form, "import/")).status == 200
    assert officer.get(at(form, "import/pattern/")).status == 200
    bad = officer.post(
        at(form, "import/"), rows=workbook(["A1", "แท็บเล็ต", "๑๒๐๐"], ["A2", "วิทยุ", "-5"], ["", "tablet", ""])
    )
    page = officer.get(bad.location)
    assert "ไม่มีตัวเลือก “วิทยุ”" in page.text
    assert "ยังไม่กรอกช่องนี้" in page.text
    assert officer.post(bad.location).status == 409
    assert not RecordRow.objects.exists()
    good = officer.post(at(form, "import/"), rows=workbook(["A1", "แท็บเล็ต", "๑๒๐๐"], ["A2", "desktop", 5]))
    assert "เพิ่ม 2 แถว แก้ 0 แถว" in officer.get(good.location).text
    assert cast.head.get(good.location).status == 404
    before = audit.verify().entries
    officer.post(good.location)
    assert audit.verify().entries == before + 1
    assert sorted(RecordRow.objects.values_list("title", flat=True)) == ["A1", "A2"]


def test_a_kill_in_the_middle_of_a_file_of_rows_leaves_none(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    form, officer = a_register(cast.officer), cast.officer
    there = officer.post(at(form, "import/"), rows=workbook(["A1", "desktop", 1], ["A2", "desktop", 2])).location
    real, written = records.made_row, list[int]()

    def cut(*args: Any, **kwargs: Any) -> RecordRow:
        if written:
            raise RuntimeError("power cut")
        written.append(1)
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(records, "made_row", cut)
        with pytest.raises(RuntimeError):
            officer.post(there)
    assert (written, RecordRow.objects.count()) == ([1], 0)
    officer.post(there)
    assert RecordRow.objects.count() == 2


def test_a_file_that_went_out_comes_back_as_changes(cast: Cast) -> None:
    form, officer = a_register(cast.officer), cast.officer
    row, other = a_row(officer, form, price="10"), a_row(officer, form, number="7440-002")
    heads, *lines = sheet(officer, form)
    for line in lines:
        line[3] = "99" if line[0] == str(row.pk) else line[3]
    back = workbook(*lines, ["999999", "X", "tablet", "", "", "", "", ""], heads=tuple(heads))
    page = officer.get(officer.post(at(form, "import/"), rows=back).location)
    assert "ไม่มีแถวเลขนี้ที่ท่านแก้ได้" in page.text
    there = officer.post(at(form, "import/"), rows=workbook(*lines, heads=tuple(heads))).location
    assert "เพิ่ม 0 แถว แก้ 2 แถว" in officer.get(there).text
    officer.post(there)
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.values["price"], row.edition, other.edition) == ("99", 2, 1)


def test_another_file_is_refused_in_words(cast: Cast) -> None:
    form = a_register(cast.officer)
    sent = cast.officer.post(at(form, "import/"), rows=workbook(["1"], heads=("ชื่อ",)))
    page = cast.officer.get(sent.location)
    assert page.status == 409
    assert "หัวคอลัมน์ไม่ตรงกับทะเบียนนี้" in page.text


def test_the_list_asks_the_same_few_questions_however_long_it_is(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    form = a_register(cast.officer)
    for n in range(50):
        a_row(cast.officer, form, number=f"N{n}")
    cast.officer.get(at(form))
    with django_assert_max_num_queries(24):
        cast.officer.get(at(form))
