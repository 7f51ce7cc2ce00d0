"""Pupils who go and come, one child on two rolls, the turn of the year."""

from typing import Any

import pytest

from khet.audit.models import Entry
from khet.collect.models import DuplicateCase, Enrolment, Pupil, RollOver, Transfer
from khet.collect.tests.factories_pupils import elsewhere, girl, imported, pupil
from khet.thai.citizen import synthetic

pytestmark = pytest.mark.django_db


def open_at(school: Any) -> list[str]:
    return list(Enrolment.objects.open().filter(school=school).order_by("number").values_list("number", flat=True))


def test_a_pupil_is_let_go_to_another_school_and_taken_in_there(cast: Any) -> None:
    imported(cast.school_clerk, cast.schools[0], pupil(1), pupil(2))
    child = Pupil.objects.get(enrolments__number="10001")
    url = f"{child.get_absolute_url()}go/"
    assert "ย้ายไปโรงเรียน" in cast.school_clerk.get(url).text
    assert cast.school_clerk.post(url, on="1/1/2560", status="8", to="").status == 422
    assert cast.outsider.post(url, on="1/12/2568", status="8").status == 404
    assert cast.teacher.post(url, on="1/12/2568", status="8").status == 403
    answer = cast.school_clerk.post(url, on="1/12/2568", status="8", to=cast.schools[1].pk)
    assert answer.status == 303
    assert open_at(cast.schools[0]) == ["10002"]
    assert cast.outsider.get(child.get_absolute_url()).status == 404
    waiting = Transfer.objects.get()
    page = cast.outsider.get("/collect/pupils/arrivals/").text
    assert child.full_name in page
    assert "รอรับเข้า 0 คน" in cast.school_clerk.get("/collect/pupils/arrivals/").text
    take = f"/collect/pupils/arrivals/{waiting.pk}/"
    assert cast.school_clerk.post(take, on="2/12/2568", grade="311", room="4").status == 403
    assert cast.outsider.get(take).status == 200
    assert cast.outsider.post(take, on="1/11/2568", grade="311", room="4").status == 422
    assert cast.outsider.post(take, on="2/12/2568", grade="311", room="4", number="77").status == 303
    assert open_at(cast.schools[1]) == ["77"]
    looked = cast.outsider.post(f"{child.get_absolute_url()}personal/", **{"personal-reason": "paper"})
    assert synthetic(1) in looked.text
    gone = cast.school_clerk.post(f"{child.get_absolute_url()}personal/", **{"personal-reason": "paper"})
    assert gone.status == 403


def test_a_file_takes_in_who_was_let_go(cast: Any) -> None:
    imported(cast.school_clerk, cast.schools[0], pupil(1))
    child = Pupil.objects.get()
    cast.school_clerk.post(f"{child.get_absolute_url()}go/", on="1/12/2568", status="8", to=cast.schools[1].pk)
    imported(cast.outsider, cast.schools[1], elsewhere(1), as_of="5/12/2568")
    assert Transfer.objects.get().entered is not None
    assert not DuplicateCase.objects.exists()


def a_case(cast: Any, **spoilt: str) -> DuplicateCase:
    imported(cast.school_clerk, cast.schools[0], pupil(1), pupil(2))
    run = imported(cast.outsider, cast.schools[1], elsewhere(1, **spoilt))
    assert run.counts["twofold"] == 1
    return DuplicateCase.objects.get()


def test_a_child_on_two_rolls_is_a_case_that_both_schools_and_the_area_see(cast: Any) -> None:
    case = a_case(cast, house_no="77/7")
    for browser in (cast.school_clerk, cast.outsider, cast.officer):
        assert case.pupil.full_name in browser.get("/collect/pupils/cases/").text
        assert browser.get(case.get_absolute_url()).status == 200
    for browser in (cast.sysadmin, cast.pupil):
        assert browser.get(case.get_absolute_url()).status == 404
    claimed = cast.outsider.post(f"{case.pupil.get_absolute_url()}personal/", **{"personal-reason": "settle"})
    assert claimed.status == 403
    held = cast.school_clerk.post(f"{case.pupil.get_absolute_url()}personal/", **{"personal-reason": "settle"}).text
    assert "77/7" not in held


def test_a_school_only_gives_the_child_up(cast: Any) -> None:
    case = a_case(cast)
    url = case.get_absolute_url()
    assert cast.outsider.post(url, keeps=cast.schools[1].pk).status == 409
    assert cast.outsider.post(url, keeps="999").status == 409
    assert cast.outsider.post(url, keeps=cast.schools[0].pk).status == 303
    case.refresh_from_db()
    assert case.kept == cast.schools[0]
    assert open_at(cast.schools[1]) == []
    assert cast.school_clerk.post(url, keeps=cast.schools[0].pk).status == 409
    assert Entry.objects.filter(action="collect.pupil_settled", target_id=case.pk).count() == 1


def test_the_area_decides_for_either_and_the_keeper_reads_the_record(cast: Any) -> None:
    case = a_case(cast)
    assert cast.officer.post(case.get_absolute_url(), keeps=cast.schools[1].pk).status == 303
    assert open_at(cast.schools[0]) == ["10002"]
    url = f"{case.pupil.get_absolute_url()}personal/"
    assert cast.outsider.post(url, **{"personal-reason": "settle"}).status == 200
    assert cast.school_clerk.post(url, **{"personal-reason": "settle"}).status == 403
    assert "ดูแลนักเรียน" in cast.school_clerk.get(case.get_absolute_url()).text


def test_another_childs_number_does_not_rename_the_child(cast: Any) -> None:
    before = pupil(1)["first_name"]
    case = a_case(cast, first_name="คนละคน", birth_date="1/8/2556")
    assert case.differs
    assert case.pupil.first_name == before
    assert "อาจพิมพ์เลขผิดคน" in cast.officer.get(case.get_absolute_url()).text


def test_the_year_is_turned_after_a_look_and_undone_until_the_next_import(cast: Any) -> None:
    third = {"grade": "ม.3", "birth_date": "1/8/2554", "age": "14"}
    imported(cast.school_clerk, cast.schools[0], pupil(1), girl(2), pupil(3, **third))
    page = cast.school_clerk.get("/collect/pupils/year/").text
    assert "ทะเบียนอยู่ในปีการศึกษา 2568" in page
    assert "สำเร็จการศึกษา พ้นจากทะเบียน" in page
    assert RollOver.objects.count() == 0
    assert cast.teacher.get("/collect/pupils/year/").status == 403
    for wrong in ("2567", "", "9" * 5000):
        assert cast.school_clerk.post("/collect/pupils/year/", year=wrong).status == 409
    assert cast.school_clerk.post("/collect/pupils/year/", year="2568").status == 303
    now = Enrolment.objects.open()
    assert set(now.values_list("year", "grade")) == {(2569, 312)}
    assert Enrolment.objects.get(number="10003").status == "7"
    assert "ย้อนการเลื่อนชั้น" in cast.school_clerk.get("/collect/pupils/year/").text
    assert cast.school_clerk.post("/collect/pupils/year/undo/").status == 303
    assert set(Enrolment.objects.open().values_list("year", "grade", "status")) == {(2568, 311, "1"), (2568, 313, "1")}
    assert Enrolment.objects.count() == 3
    cast.school_clerk.post("/collect/pupils/year/", year="2568")
    second = {"grade": "ม.2", "age": "12"}
    imported(cast.school_clerk, cast.schools[0], pupil(1, **second), girl(2, **second), as_of="10/6/2569")
    assert cast.school_clerk.post("/collect/pupils/year/undo/").status == 409
    assert set(Enrolment.objects.open().values_list("year", "grade")) == {(2569, 312)}


def test_the_year_is_not_turned_before_it_ends(cast: Any) -> None:
    second = {"grade": "ม.2", "birth_date": "1/8/2556", "age": "12"}
    imported(cast.school_clerk, cast.schools[0], pupil(1, **second), as_of="10/6/2569")
    assert "กดเลื่อนชั้นได้ตั้งแต่" in cast.school_clerk.get("/collect/pupils/year/").text
    refused = cast.school_clerk.post("/collect/pupils/year/", year="2569")
    assert refused.status == 409
    assert "ยังไม่ถึงเวลา" in refused.text


def test_a_new_years_file_promotes_without_the_press(cast: Any) -> None:
    third = {"grade": "ม.3", "birth_date": "1/8/2554", "age": "14"}
    imported(cast.school_clerk, cast.schools[0], pupil(1), pupil(3, **third))
    second = {"grade": "ม.2", "age": "12"}
    imported(cast.school_clerk, cast.schools[0], pupil(1, **second), as_of="10/6/2569")
    told = set(Enrolment.objects.values_list("number", "year", "grade", "status"))
    assert told == {("10001", 2568, 311, "9"), ("10001", 2569, 312, "1"), ("10003", 2568, 313, "7")}
