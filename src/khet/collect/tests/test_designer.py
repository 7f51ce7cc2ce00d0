"""The designer through the front door: a form is made without programming, tried, published, and made anew."""

from typing import Any

import pytest

from khet.audit import services as audit
from khet.collect.models import CodeList, Form
from khet.collect.reads.forms import draft, latest, published
from khet.collect.schema import Field, FieldType, Prefill, Repeat, Severity, Table
from khet.collect.tests.factories_forms import a_draft, a_form, written
from khet.org.tests.cast import Cast

pytestmark = pytest.mark.django_db
WHEN: dict[str, Any] = {"when_name": "", "when_sign": "=", "when_value": "", "show_if": "", "key": "", "help": ""}


def at(form: Form, rest: str = "") -> str:
    return f"/collect/forms/{form.pk}/{rest}"


def add(cast: Cast, form: Form, kind: str, into: str = "section=main", **typed: Any) -> Any:
    return cast.officer.post(at(form, f"design/add/{kind}/?{into}"), **{**WHEN, **typed})


def test_a_form_is_made_from_nothing_and_published(cast: Cast) -> None:
    officer = cast.officer
    assert officer.get("/collect/forms/").status == 200
    assert officer.get("/collect/forms/new/").status == 200
    made = officer.post("/collect/forms/new/", title="แบบสำรวจเครื่องพิมพ์", kind="round", purpose="วางแผนหมึก")
    form = Form.objects.get(title="แบบสำรวจเครื่องพิมพ์")
    assert made.location.endswith(f"/collect/forms/{form.pk}/design/")
    assert "แบบยังว่าง" in officer.get(at(form, "design/")).text
    assert officer.get(at(form, "design/section/new/")).status == 200
    officer.post(at(form, "design/section/new/"), **{**WHEN, "label": "เครื่องพิมพ์", "key": "main"})
    assert "ทศนิยม" in officer.get(at(form, "design/add/?section=main")).text
    assert officer.get(at(form, "design/add/integer/?section=main")).status == 200
    add(cast, form, "integer", label="เครื่องทั้งหมด", key="total_printers", required="on", unit="เครื่อง", lowest="0")
    add(cast, form, "integer", label="เครื่องที่เสีย", key="broken", lowest="0")
    add(cast, form, "computed", label="เครื่องที่ใช้ได้", key="working", compute="total_printers - broken")
    add(cast, form, "choice", label="ยี่ห้อหลัก", key="brand", options="Canon\nEpson\nx = อื่น ๆ", codes="")
    add(
        cast,
        form,
        "table",
        label="ตามห้อง",
        key="rooms",
        rows="a = ห้องธุรการ\nb = ห้องสมุด",
        columns="n = เครื่อง",
        type="integer",
    )
    schema = written(form)
    assert [part.key for part in schema.parts().values()] == ["total_printers", "broken", "working", "brand", "rooms"]
    brand = schema.parts()["brand"]
    assert isinstance(brand, Field)
    assert [each.code for each in brand.options] == ["1", "2", "x"]
    page = officer.get(at(form, "publish/"))
    assert "ฉบับแรก" in page.text
    edition = draft(form).edition  # type: ignore[union-attr]
    assert officer.post(at(form, "publish/"), note="เริ่มใช้", edition=edition).status == 303
    assert latest(form).number == 1  # type: ignore[union-attr]
    assert list(published(officer.actor)) == [form]
    assert "ประกาศใช้แล้ว" in officer.get("/collect/forms/").text
    assert officer.get(at(form)).status == 200


def test_every_change_is_one_entry_on_the_trail_and_can_be_undone(cast: Cast) -> None:
    form = a_draft(cast.officer)
    before = audit.verify().entries
    add(cast, form, "text", label="ผู้ให้ข้อมูล", key="who")
    assert audit.verify().entries == before + 1
    assert "who" in written(form).parts()
    assert "ย้อน: เพิ่มช่อง ผู้ให้ข้อมูล" in cast.officer.get(at(form, "design/")).text
    cast.officer.post(at(form, "design/undo/"))
    assert "who" not in written(form).parts()
    assert cast.officer.post(at(form, "design/undo/")).status == 409


def test_conditions_are_picked_without_writing(cast: Cast) -> None:
    form = a_draft(cast.officer)
    add(cast, form, "yes_no", label="มีห้องสมุด", key="library")
    add(cast, form, "text", label="ชื่อห้องสมุด", key="library_name", when_name="library", when_sign="=", when_value="ใช่")
    assert written(form).parts()["library_name"].show_if == "library = true"
    assert "[มีห้องสมุด] = ใช่" in cast.officer.get(at(form, "design/")).text
    page = cast.officer.get(at(form, "design/part/library_name/")).text
    assert '<option value="library" selected>' in page


def test_a_formula_is_judged_while_it_is_typed(cast: Cast) -> None:
    form = a_draft(cast.officer)
    told = cast.officer.get(
        at(form, "design/formula/"), {"of": "show_if", "show_if": 'pupils > 0 and cell(by_class, "311", "m") = 1'}
    )
    assert "[นักเรียนทั้งหมด] &gt; 0 และ" in told.text
    wrong = cast.officer.get(at(form, "design/formula/"), {"of": "compute", "compute": "pupls + 1"})
    assert "ตัวที่ 1 ตรง “pupls”" in wrong.text
    refused = add(cast, form, "computed", label="รวม", compute="pupls + 1")
    assert refused.status == 422
    assert "ไม่มีช่องชื่อนี้ในแบบ" in refused.text


def test_parts_are_moved_changed_and_removed(cast: Cast) -> None:
    form = a_draft(cast.officer)
    officer = cast.officer
    officer.post(at(form, "design/move/"), at="by_class", by="up")
    assert list(written(form).parts()) == ["by_class", "pupils", "reason"]
    moved = officer.post(at(form, "design/move/"), at="by_class", by="down", htmx=True)
    assert moved.status == 200
    assert 'id="board"' in moved.text
    assert officer.get(at(form, "design/part/pupils/")).status == 200
    officer.post(at(form, "design/part/pupils/"), **{**WHEN, "label": "นักเรียนที่มาเรียน", "required": "on", "lowest": "0"})
    assert written(form).parts()["pupils"].label == "นักเรียนที่มาเรียน"
    used = officer.post(at(form, "design/remove/"), at="pupils")
    assert used.status == 409
    assert "ใช้อยู่ใน" in used.text
    officer.post(at(form, "design/remove/"), at="reason")
    assert "reason" not in written(form).parts()
    assert officer.get(at(form, "design/part/reason/")).status == 409
    assert officer.get(at(form, "design/section/main/")).status == 200
    officer.post(at(form, "design/section/main/"), **{**WHEN, "label": "นักเรียนทั้งโรงเรียน"})
    assert written(form).sections[0].title == "นักเรียนทั้งโรงเรียน"
    officer.post(at(form, "design/section/new/"), **{**WHEN, "label": "อื่น ๆ", "key": "more"})
    officer.post(at(form, "design/move/"), at="#more", by="up")
    assert [each.key for each in written(form).sections] == ["more", "main"]
    officer.post(at(form, "design/remove/"), at="#more")
    assert [each.key for each in written(form).sections] == ["main"]


def test_rows_that_repeat_have_fields_of_their_own(cast: Cast) -> None:
    form = a_draft(cast.officer)
    add(cast, form, "repeat", label="อาคาร", key="buildings", fewest="0", most="10", prefill="last")
    page = cast.officer.get(at(form, "design/add/?repeat=buildings")).text
    assert "ตาราง" not in page.partition("<main")[2].partition("</main>")[0]
    add(cast, form, "text", into="repeat=buildings", label="ชื่อ", key="name")
    add(cast, form, "integer", into="repeat=buildings", label="ห้อง", key="rooms", when_name="name", when_sign="filled")
    repeat = written(form).parts()["buildings"]
    assert isinstance(repeat, Repeat)
    assert [each.key for each in repeat.fields] == ["name", "rooms"]
    assert repeat.prefill is Prefill.LAST
    assert repeat.fields[1].show_if == "filled(name)"
    assert cast.officer.get(at(form, "design/part/buildings/rooms/")).status == 200
    cast.officer.post(
        at(form, "design/part/buildings/rooms/"),
        **{**WHEN, "label": "ห้องเรียน", "when_name": "name", "when_sign": "filled"},
    )
    cast.officer.post(at(form, "design/move/"), at="buildings/rooms", by="up")
    cast.officer.post(at(form, "design/remove/"), at="buildings/name")
    left = written(form).parts()["buildings"]
    assert isinstance(left, Repeat)
    assert [each.label for each in left.fields] == ["ห้องเรียน", "ชื่อ"]


def test_checks_are_picked_from_patterns_or_written(cast: Cast) -> None:
    form = a_draft(cast.officer)
    url = at(form, "design/check/")
    assert "ก เท่ากับ ข" in cast.officer.get(url).text
    typed: dict[str, Any] = {
        "pattern": "change",
        "left": "pupils",
        "limit": "30",
        "severity": "warn",
        "message": "",
        "hint": "",
        "expr": "",
    }
    cast.officer.post(url, **typed)
    made = written(form).checks[1]
    assert (made.expr, made.severity) == ("abs(change(pupils)) <= 30", Severity.WARN)
    assert made.message == "นักเรียนทั้งหมด ต่างจากรอบก่อนเกินร้อยละ 30"
    told: dict[str, Any] = {
        "pattern": "formula",
        "expr": "m >= f",
        "message": "ชายน้อยกว่าหญิง",
        "hint": "",
        "severity": "warn",
        "left": "",
        "right": "",
    }
    cast.officer.post(f"{url}?at=by_class", **told)
    table = written(form).parts()["by_class"]
    assert isinstance(table, Table)
    assert table.checks[0].expr == "m >= f"
    assert cast.officer.get(f"{url}?at=by_class&n=0").status == 200
    assert cast.officer.post(url, **{**typed, "limit": ""}).status == 422
    cast.officer.post(at(form, "design/check/remove/"), at="", n="1")
    assert len(written(form).checks) == 1


def test_two_designers_do_not_overwrite_each_other(cast: Cast) -> None:
    form = a_draft(cast.officer)
    seen = draft(form).edition  # type: ignore[union-attr]
    add(cast, form, "text", label="หนึ่ง")
    late = add(cast, form, "text", label="สอง", edition=str(seen))
    assert late.status == 422
    assert "มีผู้แก้หลังจากท่านเปิดดู" in late.text
    assert "สอง" in late.text


def test_a_new_version_tells_what_changes_and_leaves_the_old_one_alone(cast: Cast) -> None:
    form = a_form(cast.officer)
    assert "เริ่มร่างฉบับถัดไป" in cast.officer.get(at(form, "design/")).text
    cast.officer.post(at(form, "design/begin/"))
    add(cast, form, "text", label="ผู้ให้ข้อมูล", key="who")
    refused = cast.officer.post(at(form, "design/part/pupils/"), **{**WHEN, "label": "นักเรียน", "key": "students"})
    assert "เทียบกับรอบก่อนไม่ได้" in refused.text
    cast.officer.post(at(form, "design/remove/"), at="reason")
    page = cast.officer.get(at(form, "publish/")).text
    assert "เพิ่ม ผู้ให้ข้อมูล รอบก่อนไม่มีค่าให้เทียบ" in page
    assert "เอา เหตุผล ออก" in page
    cast.officer.post(at(form, "publish/"), edition=draft(form).edition)  # type: ignore[union-attr]
    assert latest(form).number == 2  # type: ignore[union-attr]
    assert "reason" in form.versions.get(number=1).schema.parts()
    assert "เอา เหตุผล ออก" in cast.officer.get(at(form, "versions/2/")).text
    assert cast.officer.get(at(form, "versions/9/")).status == 404
    cast.officer.post(at(form, "design/begin/"))
    cast.officer.post(at(form, "design/drop/"))
    assert draft(form) is None


def test_a_form_with_a_fault_is_not_published(cast: Cast) -> None:
    form = a_draft(cast.officer)
    cast.officer.post(at(form, "design/section/new/"), **{**WHEN, "label": "ว่าง"})
    assert "หมวดนี้ยังว่าง" in cast.officer.get(at(form, "publish/")).text
    refused = cast.officer.post(at(form, "publish/"), edition=draft(form).edition)  # type: ignore[union-attr]
    assert refused.status == 422
    assert latest(form) is None


def test_the_preview_checks_what_is_tried_and_keeps_nothing(cast: Cast) -> None:
    form = a_draft(cast.officer)
    assert cast.officer.get(at(form, "preview/")).status == 200
    told: dict[str, Any] = {"v:pupils": "๓๐", "v:by_class/311/m": "10", "v:by_class/311/f": "สิบ"}
    tried = cast.officer.post(at(form, "preview/"), **told)
    assert "ถ้าส่งจริงจะมี 2 จุดต้องแก้" in tried.text
    assert "ผลรวมไม่เท่ากับนักเรียนทั้งหมด" in tried.text


def test_a_ready_form_is_copied_with_its_key_and_code_lists(cast: Cast) -> None:
    ready = Form.objects.get(desk=None, key="ict_internet")
    assert "รายงาน EMIS" in cast.school_clerk.get("/collect/forms/?tab=library").text
    assert cast.school_clerk.get(f"/collect/forms/{ready.pk}/").status == 200
    cast.school_clerk.post(f"/collect/forms/{ready.pk}/copy/")
    copy = Form.objects.get(desk=cast.schools[0])
    assert copy.key == "ict_internet"
    line = written(copy).parts()["moenet_state"]
    assert isinstance(line, Field)
    assert (line.codes, line.options) == ("khet.linestate", ())
    cast.school_clerk.post(f"/collect/forms/{ready.pk}/copy/")
    assert Form.objects.filter(desk=cast.schools[0], key="ict_internet-2").exists()
    cast.officer.post(f"/collect/forms/{ready.pk}/copy/")
    assert (copy.duty_id, Form.objects.get(desk=cast.office).duty_id) == (None, "ง")


def test_forms_belong_to_the_staff_of_their_desk(cast: Cast) -> None:
    form = a_draft(cast.officer)
    assert cast.head.get(at(form, "design/")).status == 200
    for stranger in (cast.school_clerk, cast.outsider, cast.teacher, cast.pupil):
        assert stranger.get(at(form)).status == 404
        assert stranger.get(at(form, "design/")).status == 404
    assert cast.teacher.get("/collect/forms/new/").status == 403
    ready = Form.objects.get(desk=None, key="ict_internet")
    assert cast.officer.get(f"/collect/forms/{ready.pk}/design/").status == 403


def test_a_form_goes_out_of_use_and_comes_back(cast: Cast) -> None:
    form = a_form(cast.officer)
    assert cast.officer.get(at(form, "about/")).status == 200
    cast.officer.post(at(form, "about/"), title="ชื่อใหม่", purpose="ใหม่", duty="ค")
    form.refresh_from_db()
    assert (form.title, form.duty_id) == ("ชื่อใหม่", "ค")
    cast.officer.post(at(form, "archive/"), archived="1")
    assert "ชื่อใหม่" in cast.officer.get("/collect/forms/?tab=archived").text
    assert not published(cast.officer.actor).exists()
    cast.officer.post(at(form, "archive/"), archived="0")
    assert published(cast.officer.actor).exists()


def test_code_lists_have_versions_and_published_forms_keep_theirs(cast: Cast) -> None:
    form = a_draft(cast.officer)
    assert cast.school_clerk.get("/collect/codes/").status == 200
    assert cast.officer.get("/collect/codes/new/").status == 200
    cast.officer.post("/collect/codes/new/", key="bus", label="สายรถ", codes="1 = สายเหนือ\n2 = สายใต้", source="")
    add(cast, form, "choice", label="สายรถ", key="bus", options="", codes="area.bus")
    cast.officer.post(at(form, "publish/"), edition=draft(form).edition)  # type: ignore[union-attr]
    url = "/collect/codes/area.bus/"
    assert "สายใต้" in cast.officer.get(url).text
    assert cast.officer.get(f"{url}?edit=1").status == 200
    wrong = cast.officer.post(url, label="สายรถ", codes="1 สายเหนือ", source="")
    assert "บรรทัดที่ 1" in wrong.text
    cast.officer.post(url, label="สายรถ", codes="1 = สายเหนือ\n2 = สายใต้\n3 = สายเกาะ", source="")
    assert list(CodeList.objects.filter(key="area.bus").values_list("number", flat=True)) == [2, 1]
    kept = latest(form).schema.parts()["bus"]  # type: ignore[union-attr]
    assert isinstance(kept, Field)
    assert kept.type is FieldType.CHOICE
    assert len(kept.options) == 2
    assert latest(form).lists == {"area.bus": 1}  # type: ignore[union-attr]
    assert cast.school_clerk.post(url, label="x", codes="1 = ก", source="").status == 422
    assert cast.officer.get("/collect/codes/none.such/").status == 404
