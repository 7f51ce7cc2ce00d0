"""Files of pupils through the front door: refused, checked, mended, shown, taken over whole."""

from typing import Any

import pytest

from khet.audit.models import Entry
from khet.collect.models import (
    Enrolment,
    ImportRun,
    Measurement,
    Pupil,
    PupilPersonal,
    PupilSensitive,
)
from khet.collect.services import pupil_imports, pupil_writes
from khet.collect.sheets.tests.factories import a_workbook, table_of_91
from khet.collect.tests.factories_pupils import (
    CODE,
    DAY,
    brought,
    dmc,
    elsewhere,
    girl,
    imported,
    pupil,
    run_of,
    sent,
)
from khet.files.models import StoredFile
from khet.jobs.services import drain
from khet.thai.citizen import synthetic

pytestmark = pytest.mark.django_db


def test_a_school_brings_its_dmc_file_in_and_nothing_is_written_before_the_press(cast: Any) -> None:
    school = cast.schools[0]
    run = brought(cast.school_clerk, school, pupil(1), girl(2), pupil(3, grade="ม.3", birth_date="1/8/2554", age="14"))
    assert (run.state, run.counts["new"], Pupil.objects.count()) == ("ready", 3, 0)
    page = cast.school_clerk.get(run.get_absolute_url()).text
    assert "นำเข้าทั้งไฟล์" in page
    assert "เด็กหญิง" in page
    assert cast.school_clerk.post(f"{run.get_absolute_url()}start/").status == 303
    assert "ออกจากหน้านี้ได้" in cast.school_clerk.get(run.get_absolute_url()).text
    drain()
    assert Pupil.objects.filter(synthetic=True).count() == 3
    one = Enrolment.objects.get(number="10002")
    assert (one.school, one.year, one.grade, one.room, one.since) == (school, 2568, 311, 1, DAY)
    assert "สิ่งที่นำเข้า" in cast.school_clerk.get(run.get_absolute_url()).text
    entry = Entry.objects.get(action="collect.pupils_imported")
    assert '"new":3' in entry.content.replace(" ", "")


def test_layers_are_sealed_and_apart(cast: Any) -> None:
    imported(cast.school_clerk, cast.schools[0], pupil(7, religion="อิสลาม"))
    number = synthetic(7)
    personal, sensitive = PupilPersonal.objects.get(), PupilSensitive.objects.get()
    assert number not in f"{vars(personal)}{vars(personal.pupil)}"
    assert "กะแดะ" not in f"{vars(personal)}"
    assert personal.number_mask.endswith(number[-1])
    assert (sensitive.religion, sensitive.blood) == ("03", "O")
    measured = Measurement.objects.get()
    assert (float(measured.weight or 0), measured.on) == (42.0, DAY)
    assert measured.table
    assert measured.weight_for_age is not None


def test_91_columns_are_read_as_well(cast: Any) -> None:
    table = table_of_91(pupil(1), pupil(2))
    run = run_of(sent(cast.school_clerk, cast.schools[0], a_workbook(table)))
    assert (run.layout, run.counts["rows"]) == ("dmc91", 2)


def test_another_schools_file_is_refused(cast: Any) -> None:
    page = sent(cast.school_clerk, cast.schools[0], dmc(elsewhere(1)))
    assert page.status == 422
    assert "ไฟล์นี้เป็นของ โรงเรียนเกาะพะงันศึกษา" in page.text
    imported(cast.outsider, cast.schools[1], elsewhere(1))
    disguised = sent(cast.school_clerk, cast.schools[0], dmc(pupil(1, school_code="1084020002")))
    assert disguised.status == 422
    assert not ImportRun.objects.filter(school=cast.schools[0]).exists()


def test_a_code_that_nobody_knows_needs_the_area(cast: Any) -> None:
    content = dmc(pupil(1, school_name=""))
    assert "ระบบยังไม่รู้จักรหัสโรงเรียน" in sent(cast.school_clerk, cast.schools[0], content).text
    imported(cast.officer, cast.schools[0], pupil(1, school_name=""))
    assert run_of(sent(cast.school_clerk, cast.schools[0], content)).codes == [CODE]


@pytest.mark.parametrize("who", ["teacher", "pupil", "sysadmin"])
def test_who_keeps_no_roll_brings_no_file_in(cast: Any, who: str) -> None:
    assert sent(cast.people[who], cast.schools[0], dmc(pupil(1))).status in (403, 404)
    run = brought(cast.school_clerk, cast.schools[0], pupil(1))
    assert cast.people[who].get(run.get_absolute_url()).status == 404


def test_findings_are_grouped_and_mended_on_the_page(cast: Any) -> None:
    wrong = synthetic(2)[:-1] + str((int(synthetic(2)[-1]) + 1) % 10)
    run = brought(cast.school_clerk, cast.schools[0], pupil(1), pupil(2, citizen_id=wrong), pupil(3, grade="ม.9"))
    url = run.get_absolute_url()
    assert run.state == "faulty"
    page = cast.school_clerk.get(url).text
    assert "ตรวจทีละหลักกับทะเบียนบ้าน" in page
    assert "แถว 3" in page
    assert wrong not in page
    assert "นำเข้าทั้งไฟล์" not in page
    assert cast.school_clerk.post(f"{url}fix/").status == 409
    data = {"fix-3-citizen_id": synthetic(2), "fix-4-grade": "ม.1"}
    assert cast.school_clerk.post(f"{url}fix/", **data).status == 303
    run.refresh_from_db()
    assert run.state == "ready", list(run.findings.values_list("row", "rule"))
    assert synthetic(2) not in "".join(run.fixes.values_list("sealed", flat=True))
    cast.school_clerk.post(f"{url}start/")
    drain()
    assert Pupil.objects.count() == 3


def test_the_marked_workbook_is_for_its_school_and_a_look_at_it_is_on_the_trail(cast: Any) -> None:
    run = brought(cast.school_clerk, cast.schools[0], pupil(1, grade="ม.9"))
    url = f"{run.get_absolute_url()}marked/"
    answer = cast.school_clerk.get(url)
    assert answer.status == 200
    assert answer.content[:2] == b"PK"
    assert Entry.objects.filter(action="collect.pupil_file_looked").count() == 1
    assert cast.outsider.get(url).status == 404
    assert cast.officer.get(url).status == 404
    stored = StoredFile.objects.get(owner_kind="collect.importrun")
    assert stored.restricted
    assert cast.school_clerk.get(stored.url).status == 200
    assert cast.officer.get(stored.url).status == 404


def test_the_next_file_shows_who_is_new_who_changes_and_who_is_gone(cast: Any) -> None:
    school = cast.schools[0]
    imported(
        cast.school_clerk, school, pupil(1), girl(2), pupil(3), pupil(4, grade="ม.2", birth_date="1/8/2555", age="13")
    )
    run = brought(cast.school_clerk, school, pupil(1), girl(2, room="2"), pupil(5), as_of="20/11/2568")
    counts = {key: run.counts[key] for key in ("new", "change", "same", "left")}
    assert counts == {"new": 1, "change": 1, "same": 1, "left": 1}
    page = cast.school_clerk.get(run.get_absolute_url()).text
    assert "ม.1/1 → ม.1/2" in page
    assert "ไฟล์นี้ไม่มีชั้น ม.2" in page
    cast.school_clerk.post(f"{run.get_absolute_url()}start/")
    drain()
    gone = Enrolment.objects.get(number="10003")
    assert (gone.status, gone.until is not None) == ("4", True)
    assert Enrolment.objects.get(number="10002").room == 2
    assert Enrolment.objects.get(number="10004").until is None


def test_the_same_file_twice_says_so_and_changes_nothing(cast: Any) -> None:
    content = dmc(pupil(1), pupil(2))
    first = run_of(sent(cast.school_clerk, cast.schools[0], content))
    cast.school_clerk.post(f"{first.get_absolute_url()}start/")
    drain()
    again = run_of(sent(cast.school_clerk, cast.schools[0], content))
    page = cast.school_clerk.get(again.get_absolute_url()).text
    assert "ไฟล์นี้เหมือนไฟล์ที่นำเข้าไปแล้วทุกตัวอักษร" in page
    assert "ไม่มีอะไรต้องนำเข้า" in page
    assert again.counts["same"] == 2


def test_a_corrected_citizen_number_stays_the_same_child(cast: Any) -> None:
    imported(cast.school_clerk, cast.schools[0], pupil(1, citizen_id="G681234567890", nationality="เมียนมา"))
    before = Pupil.objects.get()
    imported(cast.school_clerk, cast.schools[0], pupil(1, nationality="เมียนมา"), as_of="12/11/2568")
    after = Pupil.objects.get()
    assert before.pk == after.pk
    assert after.citizen_hash
    assert after.g_hash == before.g_hash


def test_a_kill_in_the_middle_leaves_nothing_and_the_work_goes_on_by_itself(cast: Any, monkeypatch: Any) -> None:
    run = brought(cast.school_clerk, cast.schools[0], *(pupil(number) for number in range(1, 30)))
    cast.school_clerk.post(f"{run.get_absolute_url()}start/")
    with monkeypatch.context() as patch:
        patch.setattr(pupil_writes, "_measure", _cut)
        with pytest.raises(RuntimeError):
            pupil_imports.carry_out(actor=cast.school_clerk.actor, found=ImportRun.objects.get(pk=run.pk))
    run.refresh_from_db()
    assert (run.state, Pupil.objects.count(), Enrolment.objects.count()) == ("running", 0, 0)
    drain()
    run.refresh_from_db()
    assert (run.state, Pupil.objects.count()) == ("done", 29)
    pupil_imports.carry_out(actor=cast.school_clerk.actor, found=run)
    assert (Pupil.objects.count(), Enrolment.objects.count()) == (29, 29)


def _cut(*_: Any, **__: Any) -> None:
    raise RuntimeError("power cut")


def test_a_roll_that_was_written_to_meanwhile_is_planned_anew(cast: Any, monkeypatch: Any) -> None:
    imported(cast.school_clerk, cast.schools[0], pupil(1), pupil(2))
    run = brought(cast.school_clerk, cast.schools[0], pupil(1), pupil(2, room="2"))
    cast.school_clerk.post(f"{run.get_absolute_url()}start/")
    real = pupil_imports.planned_for
    tried: list[int] = []

    def meanwhile(*args: Any) -> Any:
        found = real(*args)
        if not tried:
            pupil_imports.turn(pupil_imports.locked_roll(cast.schools[0].pk))
        tried.append(1)
        return found

    monkeypatch.setattr(pupil_imports, "planned_for", meanwhile)
    drain()
    run.refresh_from_db()
    assert (run.state, len(tried)) == ("done", 2)


def test_a_day_in_the_future_or_before_the_roll_is_refused(cast: Any) -> None:
    assert "อยู่ในอนาคต" in sent(cast.school_clerk, cast.schools[0], dmc(pupil(1)), as_of="1/1/2590").text
    imported(cast.school_clerk, cast.schools[0], pupil(1))
    assert "วันหลังกว่านี้" in sent(cast.school_clerk, cast.schools[0], dmc(pupil(1)), as_of="1/6/2568").text


def test_the_original_is_destroyed_on_its_day_or_before(cast: Any) -> None:
    run = brought(cast.school_clerk, cast.schools[0], pupil(1, grade="ม.9"))
    assert run.purge_on is not None
    assert run.findings.exists()
    assert pupil_imports.purge(on=run.purge_on) == 1
    assert not run.findings.exists()
    assert StoredFile.objects.kept().filter(owner_kind="collect.importrun").count() == 0
    later = brought(cast.school_clerk, cast.schools[0], pupil(1))
    assert cast.school_clerk.post(f"{later.get_absolute_url()}discard/").status == 303
    assert "ทำลายแล้ว" in cast.school_clerk.get(later.get_absolute_url()).text
    assert cast.school_clerk.post(f"{later.get_absolute_url()}start/").status == 409


def test_a_long_file_is_checked_in_the_background(cast: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(pupil_imports, "AT_ONCE", 2)
    run = brought(cast.school_clerk, cast.schools[0], pupil(1), pupil(2), pupil(3, grade="ม.9"))
    assert run.state == "reading"
    assert "กำลังตรวจ" in cast.school_clerk.get(run.get_absolute_url()).text
    drain()
    cast.school_clerk.post(f"{run.get_absolute_url()}fix/", **{"fix-4-grade": "ม.1"})
    drain()
    run.refresh_from_db()
    assert run.state == "ready"
