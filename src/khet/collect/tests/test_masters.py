"""EMIS files into registers of staff, lines and computers, through the front door."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from khet.audit import services as audit
from khet.collect.masters import Trial
from khet.collect.models import RecordChange, RecordRow
from khet.collect.schema import Field, FieldType
from khet.collect.schema.editing import drop_part, put_part
from khet.collect.services import designs, forms, records, row_files
from khet.collect.services.master_trials import try_file
from khet.collect.sheets.tests.factories import a_workbook
from khet.collect.slots import masters
from khet.collect.tests.factories_masters import (
    FIRST,
    SECOND,
    a_master,
    a_teacher,
    brought,
    emis,
    equipment,
    tried,
)
from khet.jobs.services import drain
from khet.org.tests.cast import Cast
from khet.thai.citizen import synthetic

pytestmark = pytest.mark.django_db


def names(**wanted: Any) -> list[str]:
    return sorted(RecordRow.objects.filter(**wanted).values_list("title", flat=True))


def number(text: str) -> dict[str, Any]:
    return {"v:number_mask": text}


def test_a_school_brings_its_staff_and_the_same_file_again_changes_nothing(cast: Cast) -> None:
    form = a_master(cast.officer, "staff_list")
    file = [a_teacher(1), a_teacher(2, prefix="นาง", sex="ญ", standing="-")]
    there, page = tried(cast.school_clerk, form, emis("staff", *file))
    assert "เพิ่ม 2 แถว" in page.text
    assert not RecordRow.objects.exists()
    before = audit.verify().entries
    assert cast.school_clerk.post(there).status == 303
    assert audit.verify().entries == before + 1
    row = RecordRow.objects.get(title="นายขจร สกุลที่1")
    assert row.desk == cast.schools[0]
    assert {key: row.values[key] for key in ("sex", "personnel_type", "standing", "birth_date", "started_on")} == {
        "sex": "m",
        "personnel_type": "10",
        "standing": "cn",
        "birth_date": "1977-05-01",
        "started_on": "2007-05-16",
    }
    lines = RecordChange.objects.count()
    again, page = tried(cast.school_clerk, form, emis("staff", *file))
    assert "ไม่มีอะไรต้องนำเข้า" in page.text
    cast.school_clerk.post(again)
    assert RecordChange.objects.count() == lines
    assert RecordRow.objects.get(pk=row.pk).edition == 1


def test_a_changed_row_keeps_its_history_and_what_the_file_leaves_empty(cast: Cast) -> None:
    form = a_master(cast.officer, "staff_list")
    brought(cast.school_clerk, form, emis("staff", a_teacher(1)))
    there, page = tried(cast.school_clerk, form, emis("staff", a_teacher(1, standing="ครูชำนาญการพิเศษ", major="")))
    assert "แก้ไข" in page.text
    assert "วิชาเอก" not in page.text
    assert cast.school_clerk.post(there).status == 303
    row = RecordRow.objects.get()
    assert (row.values["standing"], row.values["major"], row.edition) == ("cnp", "คณิตศาสตร์", 2)
    told = cast.school_clerk.get(row.get_absolute_url()).text
    assert "ชำนาญการ → ชำนาญการพิเศษ" in told
    assert "emis.xlsx" in told


def test_who_is_no_longer_in_the_file_leaves_with_a_reason_and_may_come_back(cast: Cast) -> None:
    form = a_master(cast.officer, "staff_list")
    brought(cast.school_clerk, form, emis("staff", a_teacher(1), a_teacher(2)))
    there, page = tried(cast.school_clerk, form, emis("staff", a_teacher(1)))
    gone = RecordRow.objects.get(title__endswith="สกุลที่2")
    assert gone.title in page.text
    assert cast.school_clerk.post(there, archive="on", reason=" ").status == 422
    assert not RecordRow.objects.filter(archived=True).exists()
    assert cast.school_clerk.post(there, archive="on", reason="ย้าย").status == 303
    assert names(archived=True) == [gone.title]
    assert "ย้าย" in cast.school_clerk.get(gone.get_absolute_url()).text
    brought(cast.school_clerk, form, emis("staff", a_teacher(1), a_teacher(2)))
    gone.refresh_from_db()
    assert not gone.archived
    assert RecordRow.objects.count() == 2


def test_a_school_brings_no_rows_of_another(cast: Cast) -> None:
    form = a_master(cast.officer, "staff_list")
    there, page = tried(cast.school_clerk, form, emis("staff", a_teacher(1), a_teacher(2, school_code=SECOND)))
    assert "แถวนี้เป็นของ โรงเรียนเกาะพะงันศึกษา" in page.text
    assert SECOND in page.text
    assert cast.school_clerk.post(there).status == 422
    assert not RecordRow.objects.exists()


def test_the_area_brings_many_schools_and_hears_of_unknown_ones(cast: Cast) -> None:
    form = a_master(cast.officer, "staff_list")
    there, page = tried(cast.officer, form, emis("staff", a_teacher(1), a_teacher(2, school_code="99999999")))
    assert "99999999" in page.text
    assert cast.officer.post(there).status == 422
    brought(cast.officer, form, emis("staff", a_teacher(1), a_teacher(2, school_code=SECOND)))
    assert names(desk=cast.schools[0]) == ["นายขจร สกุลที่1"]
    assert names(desk=cast.schools[1]) == ["นายคมสัน สกุลที่2"]
    _there, page = tried(cast.officer, form, emis("staff", a_teacher(1)))
    assert "สกุลที่2" not in page.text


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("personnel_type", "นักบิน", "ไม่มีตัวเลือก “นักบิน”"),
        ("birth_date", "วันศุกร์", "อ่านวันที่ไม่ได้"),
        ("position", "", "ยังไม่กรอกช่องนี้"),
        ("citizen_id", "12345", "ต้องมี 13 หลัก"),
    ],
)
def test_a_wrong_cell_keeps_the_whole_file_out(cast: Cast, column: str, value: str, said: str) -> None:
    form = a_master(cast.officer, "staff_list")
    there, page = tried(cast.school_clerk, form, emis("staff", a_teacher(1), a_teacher(2, **{column: value})))
    assert said in page.text
    assert cast.school_clerk.post(there).status == 422
    assert not RecordRow.objects.exists()


def test_one_person_stands_in_a_file_once(cast: Cast) -> None:
    form = a_master(cast.officer, "staff_list")
    _there, page = tried(cast.school_clerk, form, emis("staff", a_teacher(1), a_teacher(2, citizen_id=synthetic(1))))
    assert "ซ้ำกับแถวที่ 2 ของไฟล์" in page.text


def test_a_file_older_than_the_register_is_refused(cast: Cast) -> None:
    form = a_master(cast.officer, "staff_list")
    brought(cast.school_clerk, form, emis("staff", a_teacher(1)))
    there, page = tried(cast.school_clerk, form, emis("staff", a_teacher(1, standing="เชี่ยวชาญ")), as_of="10/11/2568")
    assert "ใช้ไฟล์ที่ใหม่กว่า" in page.text
    assert cast.school_clerk.post(there).status == 422


def test_a_day_to_come_or_no_day_in_the_address_is_today(cast: Cast) -> None:
    form = a_master(cast.officer, "staff_list")
    there, _page = tried(cast.school_clerk, form, emis("staff", a_teacher(1)))
    for told in ("2999-01-01", "ก", "9" * 5_000):
        assert cast.school_clerk.get(f"{there.partition('?')[0]}?on={told}").status == 200
    cast.school_clerk.post(f"{there.partition('?')[0]}?on=2999-01-01")
    assert RecordChange.objects.get().since == timezone.localdate()
    sent = cast.school_clerk.post(
        f"/collect/records/{form.pk}/import/", rows=emis("staff", a_teacher(1)), as_of="1/1/2700"
    )
    assert sent.status == 422


def test_who_was_typed_by_hand_is_found_by_name_and_a_typed_number_is_masked(cast: Cast) -> None:
    form = a_master(cast.officer, "staff_list")
    typed = {"name": "นายขจร สกุลที่1", "sex": "m", "personnel_type": "10", "position": "ครู"}
    row = records.add_row(actor=cast.school_clerk.actor, form=form, values=typed)
    brought(cast.school_clerk, form, emis("staff", a_teacher(1)))
    row.refresh_from_db()
    assert RecordRow.objects.count() == 1
    assert row.values["position_number"] == "1001"
    url = f"/collect/records/{form.pk}/new/"
    told: dict[str, Any] = {f"v:{path}": text for path, text in {**typed, "name": "นายคนใหม่"}.items()}
    assert cast.school_clerk.post(url, **told, **number(synthetic(5))).status == 303
    fresh = RecordRow.objects.get(title="นายคนใหม่")
    assert synthetic(5) not in fresh.values["number_mask"]
    twin = cast.school_clerk.post(url, **told, **number(synthetic(5)))
    assert "มีแถวนี้ในทะเบียนแล้ว" in twin.text
    assert cast.school_clerk.post(url, **told, **number("12345")).status == 422
    edit = f"{fresh.get_absolute_url()}edit/"
    again = {**told, "v:number_mask": fresh.values["number_mask"], "v:major": "ดนตรี"}
    assert cast.school_clerk.post(edit, **again, edition="1").status == 303
    fresh.refresh_from_db()
    assert fresh.identity
    assert fresh.values["major"] == "ดนตรี"


def test_lines_and_computers_come_from_one_file(cast: Cast) -> None:
    lines, computers = a_master(cast.officer, "internet_lines"), a_master(cast.officer, "computers")
    file = equipment()
    brought(cast.school_clerk, lines, emis("ict", file))
    brought(cast.school_clerk, computers, emis("ict", file))
    moenet, own = (RecordRow.objects.get(form=lines, identity=which) for which in ("moenet", "own"))
    assert (moenet.values["provider"], moenet.values["type"], moenet.values["speed"]) == ("uninet", "fiber", "200")
    assert "cost" not in moenet.values
    assert (own.values["state"], own.values["speed"], own.values["cost"]) == ("slow", "1000", "1200")
    row = RecordRow.objects.get(form=computers)
    assert {path: text for path, text in row.values.items() if path.startswith("computers/admin")} == {
        "computers/admin_obec/total": "6",
        "computers/admin_obec/working": "5",
        "computers/admin_obec/broken": "1",
        "computers/admin_own/total": "0",
        "computers/admin_own/working": "0",
        "computers/admin_own/broken": "0",
    }
    assert (row.values["as_of"], row.values["lan"], row.values["wlan"]) == ("2026-06-10", "true", "false")
    gone = equipment(own_provider="", own_type="", own_speed="", own_state="", own_cost="")
    _there, page = tried(cast.school_clerk, lines, emis("ict", gone))
    assert "โรงเรียนจัดหาเอง" in page.text
    brought(cast.officer, computers, emis("ict", equipment(), equipment(SECOND, lan="ไม่มี")))
    assert RecordRow.objects.filter(form=computers).count() == 2


def test_personal_values_are_for_the_school_and_the_keeper(cast: Cast) -> None:
    form = a_master(cast.officer, "staff_list")
    brought(cast.school_clerk, form, emis("staff", a_teacher(1)))
    row = RecordRow.objects.get()
    mask = row.values["number_mask"]
    assert mask in cast.school_clerk.get(row.get_absolute_url()).text
    assert mask not in cast.school_clerk.get(f"/collect/records/{form.pk}/").text
    for stranger in (cast.outsider, cast.teacher, cast.pupil, cast.sysadmin):
        page = stranger.get(row.get_absolute_url())
        assert stranger is cast.sysadmin or page.status == 404
        assert row.identity not in page.text
    assert row.identity not in cast.officer.get(row.get_absolute_url()).text
    assert row.identity not in cast.officer.get(f"/collect/records/{form.pk}/export.csv").text


def test_no_citizen_number_is_in_any_table_log_or_page(cast: Cast, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    form = a_master(cast.officer, "staff_list")
    planted, mistyped = synthetic(77), synthetic(78)[:-2] + "00"
    there, page = tried(cast.school_clerk, form, emis("staff", a_teacher(77), a_teacher(78, citizen_id=mistyped)))
    pages = page.text + cast.school_clerk.post(there).text
    there, page = tried(cast.school_clerk, form, emis("staff", a_teacher(77)))
    cast.school_clerk.post(there)
    row = RecordRow.objects.get()
    typed: dict[str, Any] = {"v:name": "นายพิมพ์เอง", "v:sex": "m", "v:personnel_type": "10", "v:position": "ครู"}
    assert cast.school_clerk.post(f"/collect/records/{form.pk}/new/", **typed, **number(synthetic(79))).status == 303
    heads = ["ชื่อ-สกุล", "เพศ", "ประเภทบุคลากร", "ตำแหน่ง", "เลขประจำตัวประชาชน (ปิดบัง)"]
    plain = a_workbook([heads, ["นายจากแบบ", "ชาย", "ข้าราชการครู", "ครู", synthetic(80)]])
    brought(cast.school_clerk, form, SimpleUploadedFile("แบบ.xlsx", plain))
    assert RecordRow.objects.exclude(identity="").count() == 3
    for browser in (cast.school_clerk, cast.officer, cast.outsider):
        pages += browser.get(row.get_absolute_url()).text + browser.get(f"/collect/records/{form.pk}/").text
    drain()
    tables = "\n".join(
        f"{model._meta.label}: {each}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for each in model._base_manager.values_list()
    )
    assert row.title in tables
    for secret in (planted, mistyped, synthetic(79), synthetic(80)):
        assert secret not in tables + caplog.text + pages
    assert cast.school_clerk.get(there).status == 404


def test_a_power_cut_leaves_nothing(cast: Cast, monkeypatch: Any) -> None:
    form = a_master(cast.officer, "staff_list")
    there, _page = tried(cast.school_clerk, form, emis("staff", a_teacher(1), a_teacher(2)))

    def cut(*_: Any, **__: Any) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("khet.files.services.discard", cut)
        with pytest.raises(RuntimeError):
            cast.school_clerk.post(there)
    assert not RecordRow.objects.exists()
    assert cast.school_clerk.post(there).status == 303
    assert RecordRow.objects.count() == 2


def test_a_plan_that_is_no_longer_true_is_made_anew(cast: Cast, monkeypatch: Any) -> None:
    form = a_master(cast.officer, "staff_list")
    there, _page = tried(cast.school_clerk, form, emis("staff", a_teacher(1)))
    asked: list[Trial] = []

    def somebody_was_faster(**given: Any) -> Trial:
        planned = try_file(**given)
        asked.append(planned)
        if len(asked) == 1:
            typed = {"name": "นายขจร สกุลที่1", "sex": "m", "personnel_type": "10", "position": "ครู"}
            with monkeypatch.context() as other:  # the other's entry on the trail belongs to the other's request
                other.setattr("khet.collect.services.records.audit.record", lambda *_args, **_more: None)
                records.add_row(actor=cast.school_clerk.actor, form=form, values=typed)
        return planned

    monkeypatch.setattr("khet.collect.services.master_rows.try_file", somebody_was_faster)
    assert cast.school_clerk.post(there).status == 303
    assert [trial.new for trial in asked] == [1, 0]
    assert RecordRow.objects.count() == 1


def test_a_file_that_was_only_tried_goes_after_30_days(cast: Cast) -> None:
    form = a_master(cast.officer, "staff_list")
    there, _page = tried(cast.school_clerk, form, emis("staff", a_teacher(1)))
    assert row_files.purge(on=timezone.localdate() + timedelta(days=29)) == 0
    assert cast.school_clerk.get(there).status == 200
    assert row_files.purge(on=timezone.localdate() + timedelta(days=30)) == 1
    assert cast.school_clerk.get(there).status == 404


def test_an_area_is_taken_over_with_the_same_few_questions(cast: Cast, django_assert_max_num_queries: Any) -> None:
    form = a_master(cast.officer, "staff_list")
    people = [a_teacher(n, school_code=FIRST if n % 2 else SECOND) for n in range(1, 401)]
    there, _page = tried(cast.officer, form, emis("staff", *people))
    with django_assert_max_num_queries(60):
        cast.officer.post(there)
    assert RecordRow.objects.count() == 400


def test_a_register_that_is_none_of_the_ready_ones_takes_no_emis_file(cast: Cast) -> None:
    form = a_master(cast.officer, "devices")
    sent = cast.officer.post(f"/collect/records/{form.pk}/import/", rows=emis("staff", a_teacher(1)))
    assert cast.officer.get(sent.location).status == 409


def test_a_desk_may_leave_out_and_change_what_the_file_has(cast: Cast) -> None:
    form, officer = a_master(cast.officer, "staff_list"), cast.officer.actor
    forms.open_draft(actor=officer, form=form)
    born = Field("birth_date", "ปีเกิด", FieldType.TEXT)
    for change in (
        lambda schema: drop_part(schema, "major"),
        lambda schema: put_part(schema, "personal", born, instead_of="birth_date"),
    ):
        designs.change(actor=officer, form=form, by=change, said="ปรับ")
    forms.publish(actor=officer, form=form)
    brought(cast.school_clerk, form, emis("staff", a_teacher(1)))
    row = RecordRow.objects.get()
    assert "major" not in row.values
    assert masters["staff.retiring"].values(row.desk_id, timezone.localdate()) == {}
    assert masters["staff.teachers"].values(row.desk_id, timezone.localdate()) == {"": "1"}
