"""What the keeper of people and units does, pressed to its end: each form typed, sure, and seen afterwards."""

from typing import Any

import pytest

from khet.org.models import Appointment, Post, Unit
from khet.org.tests import factories as make
from khet.org.tests.cast import Browser, Cast, Page

pytestmark = pytest.mark.django_db
DAY = "1/10/2569"


def pressed(keeper: Browser, url: str, **typed: Any) -> Page:
    """Typed, and sure of it."""
    page = keeper.post(url, sure="1", **typed)
    assert page.status == 303, page.text
    return page


def test_a_school_is_founded_under_the_office(cast: Cast, sysadmin: Browser) -> None:
    typed = {"kind": "school", "parent": cast.office.pk, "name": "โรงเรียนเปิดใหม่วิทยา", "code": "84990001", "on": DAY}
    pressed(sysadmin, "/org/unit/new/", **typed)
    made = Unit.objects.get(code="84990001")
    assert (made.parent, made.desk) == (cast.office, made)
    assert "โรงเรียนเปิดใหม่" in sysadmin.get(made.get_absolute_url()).text


def test_a_part_is_founded_below_a_school(cast: Cast, sysadmin: Browser) -> None:
    school = cast.schools[0]
    typed = {"kind": "line", "parent": school.pk, "name": "กลุ่มสาระคณิตศาสตร์", "code": "math", "on": DAY}
    pressed(sysadmin, f"/org/unit/{school.code}/below/", **typed)
    assert Unit.objects.get(code="math").desk == school


def test_a_group_moves_below_another(cast: Cast, sysadmin: Browser) -> None:
    pressed(sysadmin, f"/org/unit/{cast.admin_group.code}/move/", parent=cast.dlict.pk, on=DAY)
    cast.admin_group.refresh_from_db()
    assert cast.admin_group.parent == cast.dlict


def test_a_school_is_closed_and_stays_readable(cast: Cast, sysadmin: Browser) -> None:
    school = cast.schools[2]
    pressed(sysadmin, f"/org/unit/{school.code}/close/", on=DAY, legal_basis="ประกาศยุบเลิก")
    school.refresh_from_db()
    assert not school.active
    assert sysadmin.get(school.get_absolute_url()).status == 200


def test_one_school_takes_over_another(cast: Cast, sysadmin: Browser) -> None:
    into, gone = cast.schools[0], cast.schools[2]
    pressed(sysadmin, f"/org/unit/{into.code}/merge/", units=[gone.pk], on=DAY)
    assert gone.successors.get().to_unit == into


def test_a_typing_error_in_a_name_is_no_change_of_name(cast: Cast, sysadmin: Browser) -> None:
    version = cast.dlict.versions.get()
    pressed(sysadmin, f"/org/version/{version.pk}/", name="กลุ่มที่พิมพ์ถูก", short="DLICT", reason="พิมพ์ผิด")
    assert cast.dlict.versions.get().name == "กลุ่มที่พิมพ์ถูก"


def test_a_post_is_set_up_mended_filled_and_given_up(cast: Cast, sysadmin: Browser, teacher: Browser) -> None:
    school = cast.schools[0]
    asked = {"title": "ครูธุรการ", "role": "clerk", "seats": 1, "order": 40, "duties": ["registry"]}
    pressed(sysadmin, f"/org/unit/{school.code}/posts/new/", **asked)
    post = Post.objects.get(title="ครูธุรการ")
    pressed(sysadmin, f"/org/post/{post.pk}/mend/", title="ครูผู้ทำธุรการ", seats=1, order=40)
    pressed(sysadmin, f"/org/post/{post.pk}/seat/", person=teacher.person.pk, valid_from=DAY)
    post.refresh_from_db()
    assert (post.title, post.appointments.get().person) == ("ครูผู้ทำธุรการ", teacher.person)
    empty = make.a_post(school, "ตำแหน่งว่าง", "officer")
    pressed(sysadmin, f"/org/post/{empty.pk}/close/", reason="ยุบอัตรา")
    empty.refresh_from_db()
    assert not empty.active


def test_a_seat_that_was_written_by_mistake_is_annulled(cast: Cast, sysadmin: Browser, teacher: Browser) -> None:
    post = make.a_post(cast.schools[0], "หัวหน้างานที่บันทึกผิด", "teacher")
    seat = make.an_appointment(teacher.person, post, main=False)
    pressed(sysadmin, f"/org/seat/{seat.pk}/annul/", reason="บันทึกผิดคน")
    assert "หัวหน้างานที่บันทึกผิด" not in sysadmin.get(teacher.person.get_absolute_url()).text
    assert not Appointment.objects.on(seat.valid_from).filter(pk=seat.pk).exists()


def test_a_person_is_mended_leaves_and_comes_back(cast: Cast, sysadmin: Browser, teacher: Browser) -> None:
    there = f"/org/person/{teacher.person.pk}/"
    pressed(sysadmin, f"{there}mend/", prefix="นาง", first_name="สุดา", last_name="สอนเก่ง")
    pressed(sysadmin, f"{there}leave/", last=DAY, reason="ลาออก")
    teacher.person.refresh_from_db()
    assert (teacher.person.last_name, teacher.person.ended_on is not None) == ("สอนเก่ง", True)
    pressed(sysadmin, f"{there}back/", reason="บรรจุกลับ")
    teacher.person.refresh_from_db()
    assert teacher.person.ended_on is None
