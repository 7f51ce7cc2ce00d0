"""Rolls and cards: who reads which layer, and that every look is on the trail."""

from typing import Any

import pytest

from khet.audit.models import Entry
from khet.collect.models import Pupil
from khet.collect.tests.factories_pupils import elsewhere, girl, imported, pupil
from khet.org.models import PostDuty
from khet.thai.citizen import synthetic

pytestmark = pytest.mark.django_db
LAYERS = ("personal", "sensitive")


@pytest.fixture
def child(cast: Any) -> Pupil:
    imported(cast.school_clerk, cast.schools[0], pupil(1, religion="อิสลาม"), girl(2, room="2"))
    return Pupil.objects.get(sex=1)


def test_a_school_reads_and_filters_its_own_roll(cast: Any, child: Pupil) -> None:
    page = cast.school_clerk.get("/collect/pupils/").text
    assert child.full_name in page
    assert "ม.1/1" in page
    assert synthetic(1) not in page
    assert child.full_name not in cast.school_clerk.get("/collect/pupils/", {"room": "2"}).text
    assert child.full_name in cast.school_clerk.get("/collect/pupils/", {"find": child.first_name}).text
    assert child.full_name in cast.school_clerk.get("/collect/pupils/", {"find": "10001", "grade": "311"}).text
    assert "ไม่พบนักเรียน" in cast.school_clerk.get("/collect/pupils/", {"status": "8"}).text
    assert child.full_name in cast.teacher.get("/collect/pupils/").text
    assert "ทะเบียนนักเรียน" in cast.school_clerk.get("/collect/").text


def test_the_area_reads_counts_and_lists_but_nothing_personal(cast: Any, child: Pupil) -> None:
    page = cast.officer.get("/collect/pupils/").text
    assert "2 คน" in page
    assert "1 จาก 3 โรงเรียน" in page
    listed = cast.officer.get(f"/collect/pupils/at/{cast.schools[0].code}/").text
    assert child.full_name in listed
    card = cast.officer.get(child.get_absolute_url()).text
    assert "เปิดดูข้อมูล" not in card
    assert synthetic(1)[-2:] + "</" not in card
    for layer in LAYERS:
        assert cast.officer.post(f"{child.get_absolute_url()}{layer}/", **{f"{layer}-reason": "check"}).status == 403


@pytest.mark.parametrize("who", ["pupil", "sysadmin", "outsider"])
def test_others_see_no_pupil_at_all(cast: Any, child: Pupil, who: str) -> None:
    browser = cast.people[who]
    assert browser.get(child.get_absolute_url()).status == 404
    assert browser.get(f"/collect/pupils/at/{cast.schools[0].code}/").status == 404
    assert child.full_name not in browser.get("/collect/pupils/").text
    for layer in LAYERS:
        assert browser.post(f"{child.get_absolute_url()}{layer}/", **{f"{layer}-reason": "check"}).status == 404


def test_the_personal_layer_opens_for_a_reason_and_every_look_is_on_the_trail(cast: Any, child: Pupil) -> None:
    url = f"{child.get_absolute_url()}personal/"
    card = cast.school_clerk.get(child.get_absolute_url()).text
    assert synthetic(1) not in card
    assert "กะแดะ" not in card
    assert cast.school_clerk.post(url).status == 422
    assert not Entry.objects.filter(action="collect.pupil_looked").exists()
    opened = cast.school_clerk.post(url, **{"personal-reason": "contact"})
    assert synthetic(1) in opened.text
    assert "กะแดะ" in opened.text
    assert opened.headers["Cache-Control"] == "private, no-store"
    assert "อิสลาม" not in opened.text
    entry = Entry.objects.get(action="collect.pupil_looked")
    assert entry.target_id == child.pk
    assert cast.teacher.post(url, **{"personal-reason": "contact"}).status == 403


def test_the_sensitive_layer_is_for_the_named_duty_alone(cast: Any, child: Pupil) -> None:
    url = f"{child.get_absolute_url()}sensitive/"
    assert cast.school_clerk.post(url, **{"sensitive-reason": "care"}).status == 403
    assert cast.principal.post(url, **{"sensitive-reason": "care"}).status == 403
    PostDuty.objects.create(post=cast.teacher.post_held, duty="welfare")
    assert "อิสลาม" not in cast.teacher.get(child.get_absolute_url()).text
    assert cast.teacher.post(url).status == 422
    opened = cast.teacher.post(url, **{"sensitive-reason": "care"}).text
    assert "อิสลาม" in opened
    assert "น้ำหนักตามเกณฑ์" in opened
    assert synthetic(1) not in opened
    assert Entry.objects.filter(action="collect.pupil_sensitive_looked", target_id=child.pk).count() == 1


def test_an_opened_page_that_is_sent_again_is_closed(cast: Any, child: Pupil) -> None:
    url = f"{child.get_absolute_url()}personal/"
    data = {"personal-reason": "contact", "once": "k1"}
    assert synthetic(1) in cast.school_clerk.post(url, **data).text
    again = cast.school_clerk.post(url, **data)
    assert again.location == url
    assert cast.school_clerk.get(url).location == child.get_absolute_url()
    assert Entry.objects.filter(action="collect.pupil_looked").count() == 1


def test_the_history_tells_changes_of_the_list_and_only_names_the_other_layers(cast: Any, child: Pupil) -> None:
    changed = pupil(1, religion="อิสลาม", room="3", house_no="99/9")
    imported(cast.school_clerk, cast.schools[0], changed, girl(2, room="2"), as_of="12/11/2568")
    page = cast.teacher.get(child.get_absolute_url()).text
    assert "ห้อง: 1 → 3" in page
    assert "ข้อมูลส่วนบุคคล</li>" in page
    assert "99/9" not in page


def test_a_child_of_two_schools_is_seen_by_both_once_both_have_the_child(cast: Any, child: Pupil) -> None:
    imported(cast.outsider, cast.schools[1], elsewhere(1, religion="อิสลาม"))
    assert cast.outsider.get(child.get_absolute_url()).status == 200
    assert Pupil.objects.filter(citizen_hash=child.citizen_hash).count() == 1


def test_a_long_roll_is_paged_by_key(cast: Any, monkeypatch: Any) -> None:
    imported(cast.school_clerk, cast.schools[0], *(pupil(number, room=str(number % 2 + 1)) for number in range(1, 56)))
    page = cast.school_clerk.get("/collect/pupils/").text
    assert "55 คน" in page
    assert "?page=" in page
