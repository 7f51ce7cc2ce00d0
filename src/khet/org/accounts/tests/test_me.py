"""One's own page."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from khet.org.models import Appointment
from khet.org.tests.cast import Browser, Cast


def be(days: int) -> str:
    day = timezone.localdate() + timedelta(days=days)
    return f"{day.day}/{day.month}/{day.year + 543}"


def test_the_page_shows_posts_and_what_happened_at_the_door(clerk: Browser) -> None:
    Client().post("/accounts/login/", {"login": "clerk", "password": "wrong"})
    page = clerk.get("/me/").text
    assert "เจ้าพนักงานธุรการ" in page
    assert "เข้าสู่ระบบไม่สำเร็จ" in page


def test_a_holder_hands_the_own_post_on_and_ends_it_early(head: Browser, officer: Browser) -> None:
    typed: dict[str, Any] = {
        "post": head.post_held.pk,
        "to": officer.person.pk,
        "order_text": "บันทึก กลุ่ม DLICT 12/2569",
        "subjects": "",
    }
    late = head.post("/me/delegate/", valid_from=be(3), until=be(1), **typed)
    assert late.status == 422
    assert "บันทึก กลุ่ม DLICT 12/2569" in late.text
    assert head.post("/me/delegate/", valid_from=be(0), until=be(5), **typed).status == 303
    seat = Appointment.objects.get(person=officer.person, kind="acting")
    assert "รักษาราชการแทน" in head.get("/me/").text
    assert "รักษาราชการแทน" in officer.get("/me/").text
    assert officer.post(f"/me/delegate/{seat.pk}/end/").status == 403
    assert head.post(f"/me/delegate/{seat.pk}/end/").status == 303
    assert not Appointment.objects.on(timezone.localdate()).filter(person=officer.person, kind="acting").exists()


def test_nobody_hands_on_anothers_post_or_to_another_house(head: Browser, clerk: Browser, outsider: Browser) -> None:
    typed: dict[str, Any] = {"valid_from": be(0), "until": be(5), "order_text": "บันทึก"}
    assert head.post("/me/delegate/", post=clerk.post_held.pk, to=clerk.person.pk, **typed).status == 422
    assert head.post("/me/delegate/", post=head.post_held.pk, to=outsider.person.pk, **typed).status == 422
    assert not Appointment.objects.exclude(kind="holder").exists()


def test_a_pupil_hands_nothing_on(pupil: Browser) -> None:
    assert pupil.get("/me/delegate/").status == 403
    assert pupil.get("/me/").status == 200


def test_contact_and_looks_are_kept(teacher: Browser) -> None:
    bad = teacher.post("/me/contact/", email="not mail", mobile="081 000 0000")
    assert bad.status == 422
    assert "081 000 0000" in bad.text
    assert teacher.post("/me/contact/", email="suda@example.go.th", mobile="081").status == 303
    assert "suda@example.go.th" in teacher.get("/me/").text
    teacher.post("/me/looks/", theme="dark", language="th")
    assert 'data-theme="dark"' in teacher.get("/me/").text


def test_signing_out_everywhere_keeps_this_machine(teacher: Browser, cast: Cast) -> None:
    other = Client()
    other.force_login(teacher.account)
    assert other.get("/me/").status_code == 200
    assert teacher.post("/me/sessions/end/").status == 303
    assert other.get("/me/").status_code == 302
    assert teacher.get("/me/").status == 200
