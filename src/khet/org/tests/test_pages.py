"""The pages of the directory and of its keeping, through the front door."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from khet.audit import services as audit
from khet.audit.models import Entry
from khet.org.models import Appointment, LegalDuty, Person, Post, Unit, UnitGroup, UnitGroupMember
from khet.org.tests import factories as make

pytestmark = pytest.mark.django_db


def read(page: Any) -> str:
    """The words of a page as they are read: compounds are kept whole by marks inside them."""
    return re.sub(r"<[^>]+>", "", page.text)


def test_a_name_is_found_without_its_tone_mark_and_with_one_letter_wrong(officer: Any) -> None:
    for typed in ("ศิริชัย", "นายศิริชัย ตันเจริญ", "ตันเจรญ", "ศิริไชย", "รองนา", "ตันเจริน"):
        text = officer.get("/org/people/", {"find": typed}).text
        expected = "ปราณี" if typed == "รองนา" else "ศิริชัย ตันเจริญ"
        assert expected in text, typed
    assert "ไม่พบบุคคล" in officer.get("/org/people/", {"find": "ไม่มีคนนี้แน่"}).text


def test_a_school_is_found_by_part_of_its_name(officer: Any) -> None:
    text = read(officer.get("/org/", {"find": "พะโตะ"}))
    assert "โรงเรียนพะโต๊ะวิทยา" in text
    assert "โรงเรียนสุราษฎร์พิทยา" not in text


def test_lists_ask_a_fixed_number_of_questions(cast: Any, officer: Any) -> None:
    def asked(url: str) -> int:
        officer.get(url)
        with CaptureQueriesContext(
            connection,
        ) as found:
            officer.get(url)
        return len(found)

    before = {url: asked(url) for url in ("/org/", "/org/people/", "/org/acting/")}
    for number in range(8):
        school = make.a_unit(f"850{number}", "school", f"โรงเรียนที่ {number}", parent=cast.office, amphoe="ไชยา")
        make.an_appointment(
            make.a_person(f"ครู{number}", "เพิ่ม", desk=school), make.a_post(school, "ผู้อำนวยการ", "director")
        )
    for url, count in before.items():
        assert asked(url) <= count + 1, url


def test_the_unit_page_shows_its_legal_duties_where_its_act_gives_them(cast: Any, officer: Any) -> None:
    LegalDuty.objects.update(legal_basis="ประกาศกระทรวง ราชกิจจา ข้อ 6 (3)")
    version = cast.dlict.versions.get()
    version.legal_basis = "ราชกิจจา ข้อ 6 (3)"
    version.save()
    assert "(ก) หน้าที่ ก" in officer.get(cast.dlict.get_absolute_url()).text
    assert "(ก) หน้าที่ ก" not in officer.get(cast.admin_group.get_absolute_url()).text


def test_a_rename_says_first_what_will_happen_and_then_does_it(cast: Any, sysadmin: Any) -> None:
    url = f"/org/unit/{cast.dlict.code}/rename/"
    typed = {"name": "กลุ่มดิจิทัล", "short": "ดิจิทัล", "on": "1/10/2569", "legal_basis": ""}
    seen = sysadmin.post(url, **typed)
    assert "สิ่งที่จะเกิดขึ้น" in seen.text
    assert cast.dlict.versions.count() == 1
    done = sysadmin.post(url, sure="1", **typed)
    assert done.location == cast.dlict.get_absolute_url()
    assert cast.dlict.versions.count() == 2
    assert "กลุ่มดิจิทัล" in read(sysadmin.get(cast.dlict.get_absolute_url()))
    old = sysadmin.get(cast.dlict.get_absolute_url(), {"on": "1/1/2565"}).text
    assert "วันนี้ใช้ชื่อ" in old


def test_a_refused_change_answers_422_with_what_was_typed(cast: Any, sysadmin: Any) -> None:
    page = sysadmin.post(f"/org/unit/{cast.dlict.code}/rename/", name="กลุ่มใหม่จริง", short="", on="1/1/2550")
    assert page.status == 422
    assert "กลุ่มใหม่จริง" in page.text
    assert "วันที่มีผลต้องอยู่หลัง" in page.text


def test_a_split_founds_its_heirs(cast: Any, sysadmin: Any) -> None:
    cast.people["sysadmin"].post_held.unit = cast.admin_group
    cast.people["sysadmin"].post_held.save()
    url = f"/org/unit/{cast.dlict.code}/split/"
    typed = {"names": "กลุ่มทางไกล\nกลุ่มสารสนเทศ", "on": "1/10/2569", "legal_basis": "คำสั่ง"}
    assert "กลุ่มสารสนเทศ" in sysadmin.post(url, **typed).text
    assert not Unit.objects.filter(name="กลุ่มทางไกล").exists()
    assert sysadmin.post(url, sure="1", **typed).status == 303
    assert {one.to_unit.name for one in cast.dlict.successors.all()} == {"กลุ่มทางไกล", "กลุ่มสารสนเทศ"}


@pytest.mark.parametrize("verb", ["rename", "move", "close", "merge", "split", "posts/new", "below"])
def test_only_keepers_change_units(cast: Any, head: Any, clerk: Any, principal: Any, verb: str) -> None:
    for other in (head, clerk, principal):
        assert other.get(f"/org/unit/{cast.dlict.code}/{verb}/").status == 403


def test_a_school_mends_its_own_card_and_no_other(cast: Any, school_clerk: Any) -> None:
    own, other = cast.schools[0], cast.schools[1]
    assert school_clerk.get(f"/org/unit/{other.code}/card/").status == 403
    page = school_clerk.post(
        f"/org/unit/{own.code}/card/", phone="0 7700 2222", order="5", amphoe=own.amphoe, province=own.province
    )
    assert page.status == 303, page.text
    own.refresh_from_db()
    assert own.phone == "0 7700 2222"


def acting(cast: Any, **change: Any) -> dict[str, Any]:
    day = timezone.localdate()
    return {
        "kind": "acting",
        "post": cast.principal.post_held.pk,
        "person": cast.teacher.person.pk,
        "valid_from": day.isoformat(),
        "until": (day + timedelta(days=3)).isoformat(),
        "order_text": "คำสั่ง 1/2569",
        "subjects": "",
        **change,
    }


def test_a_school_records_who_acts_for_its_director(cast: Any, school_clerk: Any, teacher: Any) -> None:
    url = f"/org/unit/{cast.schools[0].code}/acting/new/"
    assert "สิ่งที่จะเกิดขึ้น" in school_clerk.post(url, **acting(cast)).text
    assert school_clerk.post(url, sure="1", **acting(cast)).status == 303
    assert cast.principal.post_held.pk in teacher.actor.post_ids
    assert "รักษาราชการแทน" in teacher.get(f"/org/unit/{cast.schools[0].code}/acting/").text


def test_nobody_records_an_order_for_oneself_or_for_another_school(cast: Any, school_clerk: Any) -> None:
    own = f"/org/unit/{cast.schools[0].code}/acting/new/"
    page = school_clerk.post(own, sure="1", **acting(cast, person=school_clerk.person.pk))
    assert (page.status, "ให้ตัวเองแทนไม่ได้" in page.text) == (422, True)
    other = f"/org/unit/{cast.schools[1].code}/acting/new/"
    assert school_clerk.post(other, sure="1", **acting(cast)).status == 403
    assert not Appointment.objects.exclude(kind="holder").exists()


def test_the_registry_makes_nobody_an_administrator_by_an_acting_order(cast: Any, clerk: Any, officer: Any) -> None:
    data = acting(cast, post=cast.sysadmin.post_held.pk, person=officer.person.pk)
    page = clerk.post(f"/org/unit/{cast.office.code}/acting/new/", sure="1", **data)
    assert page.status == 422
    assert "ผู้ดูแลระบบเป็นผู้บันทึก" in page.text


def test_a_person_is_entered_appointed_and_leaves(cast: Any, sysadmin: Any) -> None:
    desk = cast.schools[0]
    typed = {"prefix": "", "first_name": "นางสาวใหม่", "last_name": "มาแล้ว", "home_desk": desk.pk}
    assert "เพิ่มบุคคลใหม่ นางสาวใหม่ มาแล้ว" in sysadmin.post("/org/person/new/", **typed).text
    assert sysadmin.post("/org/person/new/", sure="1", **typed).status == 303
    person = Person.objects.get(first_name="ใหม่", prefix="นางสาว")
    post = make.a_post(desk, "ครูผู้ช่วย", "teacher")
    page = sysadmin.post(f"/org/person/{person.pk}/appoint/", post=post.pk, valid_from="1/10/2568", main="on")
    assert page.status == 303, page.text
    seat = person.appointments.get()
    day = timezone.localdate().isoformat()
    assert sysadmin.post(f"/org/seat/{seat.pk}/end/", sure="1", last=day, reason="ย้าย").status == 303
    assert sysadmin.post(f"/org/person/{person.pk}/leave/", sure="1", last=day, reason="ลาออก").status == 303
    person.refresh_from_db()
    assert person.ended_on == timezone.localdate() + timedelta(days=1)


def test_duties_are_given_with_the_names_of_what_changes(cast: Any, sysadmin: Any, teacher: Any) -> None:
    url = f"/org/post/{teacher.post_held.pk}/duties/"
    assert "เพิ่มหน้าที่ งานสารบรรณของหน่วยงาน" in sysadmin.post(url, duties="registry").text
    sysadmin.post(url, sure="1", duties="registry")
    assert teacher.actor.has_duty("registry")


def test_a_group_changes_its_members_from_a_day_on(cast: Any, sysadmin: Any, outsider: Any) -> None:
    day = timezone.localdate()
    one, two, three = cast.schools
    page = sysadmin.client.post(
        "/org/groups/new/", {"name": "สหวิทยาเขต 1", "shared": "on", "units": [one.pk, two.pk], "on": "1/1/2569"}
    )
    assert page.status_code == 303
    group = UnitGroup.objects.get()
    typed = {"name": "สหวิทยาเขต 1", "units": [two.pk, three.pk], "on": day.isoformat()}
    seen = sysadmin.client.post(f"/org/groups/{group.pk}/mend/", typed).content.decode()
    assert "เข้ากลุ่ม" in seen
    assert UnitGroupMember.objects.filter(group=group).count() == 2
    sysadmin.client.post(f"/org/groups/{group.pk}/mend/", {**typed, "sure": "1"})
    assert set(group.members.filter(valid_until=None).values_list("unit_id", flat=True)) == {two.pk, three.pk}
    assert group.members.get(unit=one).valid_until == day
    assert "สหวิทยาเขต 1" in outsider.get("/org/groups/").text
    assert outsider.get(f"/org/groups/{group.pk}/mend/").status == 403


def test_a_group_of_an_office_is_unknown_elsewhere(clerk: Any, outsider: Any, cast: Any) -> None:
    clerk.client.post("/org/groups/new/", {"name": "เฉพาะเขต", "units": [cast.schools[0].pk], "on": "1/1/2569"})
    group = UnitGroup.objects.get()
    assert group.owner == cast.office
    assert outsider.get(group.get_absolute_url()).status == 404


def test_the_export_holds_no_formula_and_no_mobile_number(cast: Any, sysadmin: Any, teacher: Any) -> None:
    person = cast.officer.person
    person.first_name, person.mobile = "=HYPERLINK(1)", "0812345678"
    person.save()
    content = sysadmin.get("/org/export.xlsx").response.content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    cells = [str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert "=HYPERLINK(1)" in cells
    assert "0812345678" not in cells
    assert Entry.objects.filter(action="org.exported").exists()
    assert teacher.get("/org/export.xlsx").status == 403


def test_the_trail_is_for_the_auditor_and_says_sentences(cast: Any, sysadmin: Any, head: Any) -> None:
    sysadmin.post(f"/org/unit/{cast.dlict.code}/rename/", sure="1", name="กลุ่มดิจิทัล", short="", on="1/10/2569")
    sysadmin.get("/org/")  # the sentence said once after the change is gone
    assert head.get("/org/trail/").status == 403
    text = read(sysadmin.get("/org/trail/", {"action": "org.unit_renamed"}))
    assert "เป็น กลุ่มดิจิทัล" in text
    assert "1 ต.ค. 2569" in text
    assert "เป็น กลุ่มดิจิทัล" in read(sysadmin.get("/org/trail/", {"target": f"org.unit:{cast.dlict.pk}"}))
    assert "เป็น กลุ่มดิจิทัล" not in read(sysadmin.get("/org/trail/", {"until": "1/1/2569"}))
    assert "เป็น กลุ่มดิจิทัล" in read(sysadmin.get("/org/trail/", {"person": "ณัฐ"}))


def test_a_secret_entry_shows_nothing(cast: Any, sysadmin: Any, clerk: Any) -> None:
    from django.db import transaction

    from khet.audit import services as audit

    with (
        transaction.atomic(),
        audit.command(clerk.actor, "org.group_made", cast.dlict, after={"name": "ชื่อลับ"}, secret=True),
    ):
        pass
    text = sysadmin.get("/org/trail/").text
    assert "รายการลับ" in text
    assert "ชื่อลับ" not in text
    assert "รัชดา" not in text.split("<table")[1]


def test_the_trail_is_verified_and_exported_on_the_record(sysadmin: Any) -> None:
    assert "ยังไม่เคยตรวจ" in sysadmin.get("/org/trail/verify/").text
    sysadmin.post("/org/trail/verify/")
    assert "ครบถ้วน" in sysadmin.get("/org/trail/verify/").text
    assert sysadmin.get("/org/trail/export.xlsx").status == 200
    assert set(Entry.objects.values_list("action", flat=True)) >= {"org.trail_verified", "org.trail_exported"}


def test_the_nightly_check_stands_on_the_page_of_the_trail(sysadmin: Any) -> None:
    checked = audit.check()
    page = sysadmin.get("/org/trail/verify/").text
    facts = page[page.index("การตรวจครั้งล่าสุด") :]
    assert "<dd>ระบบ</dd>" in facts
    assert f"<dd>{checked.entries:,}</dd>" in facts
    assert "ยังไม่เคยตรวจ" not in page


def test_every_action_of_the_house_has_its_words() -> None:
    from khet.audit import registry

    for name in ("org.appointed", "org.imported", "work.handed_over", "org.person_left", "org.unit_moved"):
        assert registry.sentence_of(name, {}) != name
        assert registry.sentence_of(name, {"after": {"on": "2026-10-01", "from": "2026-10-01"}, "before": {}})


def test_a_vacant_post_is_shown_with_its_stand_ins(cast: Any, officer: Any, sysadmin: Any) -> None:
    post = Post.objects.get(pk=cast.director.post_held.pk)
    sysadmin.post(f"/org/post/{post.pk}/stand-ins/", rank1=cast.deputy.post_held.pk)
    Appointment.objects.filter(post=post).update(valid_until=timezone.localdate())
    text = officer.get(post.get_absolute_url()).text
    assert "ตำแหน่งว่าง" in text
    assert "ปราณี" in text


def test_a_unit_chooses_its_calendar(cast: Any, sysadmin: Any, head: Any) -> None:
    from khet.calendar import reads
    from khet.calendar.seed import load_defaults

    load_defaults()
    url = f"/org/unit/{cast.schools[0].code}/calendar/"
    key = reads.calendars()[-1].key
    assert head.get(url).status == 403
    assert sysadmin.post(url, calendar=key, starts="1/5/2569").status == 303
    found = reads.calendar_of(cast.schools[0].pk)
    assert found is not None
    assert found.key == key


def test_every_form_of_the_keeper_opens(cast: Any, sysadmin: Any, teacher: Any) -> None:
    code, post, person = cast.dlict.code, teacher.post_held.pk, teacher.person.pk
    seat, version = teacher.person.appointments.get().pk, cast.dlict.versions.get().pk
    forms = ["/org/unit/new/", f"/org/version/{version}/", f"/org/unit/{code}/card/"]
    forms += [
        f"/org/unit/{code}/{verb}/" for verb in ("below", "rename", "move", "close", "merge", "split", "posts/new")
    ]
    forms += [f"/org/post/{post}/{verb}/" for verb in ("mend", "duties", "stand-ins", "seat", "close")]
    forms += [f"/org/seat/{seat}/{verb}/" for verb in ("end", "annul")]
    forms += [f"/org/person/{person}/{verb}/" for verb in ("mend", "appoint", "leave", "back")]
    for url in (*forms, "/org/person/new/", "/org/groups/new/", "/org/import/"):
        page = sysadmin.get(url)
        assert (page.status, "<form" in page.text) == (200, True), url


def test_a_group_that_is_used_no_more_has_no_members(cast: Any, clerk: Any) -> None:
    clerk.post("/org/groups/new/", name="ชั่วคราว", units=cast.schools[0].pk, on="1/1/2569")
    group = UnitGroup.objects.get()
    assert clerk.post(f"/org/groups/{group.pk}/close/").status == 303
    assert group.members.filter(valid_until=None).count() == 0
