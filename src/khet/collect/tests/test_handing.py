"""A form handed to a teacher: seen, filled in and given back by whoever has it in hand, and by nobody else."""

import json
from typing import Any

import pytest
from django.utils import timezone

from khet.audit.models import Entry
from khet.collect.models import Submission
from khet.collect.services import submissions
from khet.collect.tests import factories_rounds as make
from khet.collect.tests.factories_rounds import ENOUGH, fill, of_unit
from khet.kernel.errors import Refused
from khet.notify.models import Notice
from khet.org.tests import factories as ground
from khet.org.tests.cast import Browser
from khet.work.models import WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(cast: Any) -> Any:
    return of_unit(make.an_open_round(cast.officer), cast.schools[0])


@pytest.fixture
def second(cast: Any) -> Browser:
    """Another teacher of the same school."""
    return a_teacher(cast.schools[0], "second")


def a_teacher(school: Any, key: str) -> Browser:
    post = ground.a_post(school, "ครู", "teacher")
    person = ground.a_person(f"ครู{key}", "สอนเก่ง", desk=school)
    ground.an_appointment(person, post)
    ground.an_account(person, key)
    return Browser(person, post)


def hand(by: Any, given: Submission, to: Any, **data: Any) -> Any:
    return by.post(f"{given.get_absolute_url()}hand/", to=to.person.pk, **data)


def save(browser: Any, given: Any, path: str, value: str, version: int = 0) -> Any:
    told = {"key": "", "since": "", "cells": [{"path": path, "value": value, "version": version}]}
    return browser.client.post(f"/collect/given/{given.pk}/cells/", json.dumps(told), content_type="application/json")


def test_a_teacher_sees_no_form_of_the_school_until_it_is_handed_over(cast: Any, given: Any, second: Any) -> None:
    url = given.get_absolute_url()
    assert cast.teacher.get(url).status == 404
    assert cast.school_clerk.get(f"{url}hand/").status == 200
    assert hand(cast.school_clerk, given, cast.teacher, note="ช่วยนับให้ครบ").status == 303
    row = next(row for row in cast.teacher.get("/work/").text.split("<li") if given.round.title in row)
    assert url in row
    page = cast.teacher.get(url)
    assert page.status == 200
    assert f"{url}submit/" not in page.text
    assert save(cast.teacher, given, "computers", "40").json()["saved"]["computers"]["version"] == 1
    assert "40" in cast.school_clerk.get(url).text
    assert second.get(url).status == 404
    assert save(second, given, "broken", "1").status_code == 404
    assert Notice.objects.filter(person_id=cast.teacher.person.pk, kind="collect.handed").count() == 1
    assert cast.teacher.person.full_name in cast.school_clerk.get(url).text


def test_whoever_has_it_in_hand_neither_sends_nor_certifies_nor_hands_it_on(cast: Any, given: Any, second: Any) -> None:
    hand(cast.school_clerk, given, cast.teacher)
    fill(cast.teacher, given, **ENOUGH)
    url = given.get_absolute_url()
    assert cast.teacher.post(f"{url}submit/").status == 409
    assert cast.teacher.get(f"{url}hand/").status == 403
    assert hand(cast.teacher, given, second).status == 403
    with pytest.raises(Refused):
        submissions.certify(actor=cast.teacher.actor, given=given, stamp=given.stamp, reauthenticated_at=timezone.now())
    given.refresh_from_db()
    assert given.state == "draft"
    assert cast.school_clerk.post(f"{url}submit/").status == 303


def test_after_it_was_handed_to_another_the_first_cannot(cast: Any, given: Any, second: Any) -> None:
    url = given.get_absolute_url()
    hand(cast.school_clerk, given, cast.teacher)
    hand(cast.school_clerk, given, second)
    assert cast.teacher.get(url).status == 404
    assert save(cast.teacher, given, "computers", "1").status_code == 404
    assert given.round.title not in cast.teacher.get("/work/").text
    assert save(second, given, "computers", "2").status_code == 200
    assert cast.school_clerk.post(f"{url}hand/take/").status == 303
    assert second.get(url).status == 404
    assert cast.school_clerk.post(f"{url}hand/take/").status == 409


def test_done_tells_the_one_who_handed_it_over_and_a_return_brings_it_back(cast: Any, given: Any) -> None:
    url = given.get_absolute_url()
    hand(cast.school_clerk, given, cast.teacher)
    fill(cast.teacher, given, **ENOUGH)
    assert cast.school_clerk.post(f"{url}hand/done/").status == 409
    assert cast.teacher.post(f"{url}hand/done/").status == 303
    assert cast.teacher.get(url).status == 404
    assert Notice.objects.filter(person_id=cast.school_clerk.person.pk, kind="collect.handed").count() == 1
    assert cast.school_clerk.post(f"{url}submit/").status == 303
    assert cast.principal.post(f"{url}send-back/", note="นับใหม่").status == 303
    assert cast.teacher.get(url).status == 200
    assert WorkItem.objects.get(kind="collect.fill").state == "returned"
    assert cast.school_clerk.post(f"{url}submit/").status == 303
    assert WorkItem.objects.get(kind="collect.fill").state == "closed"
    assert cast.teacher.get(url).status == 404


def test_it_is_handed_to_people_of_the_school_alone(cast: Any, given: Any) -> None:
    url = f"{given.get_absolute_url()}hand/"
    page = cast.school_clerk.get(url).text
    assert cast.teacher.person.full_name in page
    for stranger in (cast.outsider, cast.pupil, cast.officer):
        assert stranger.person.full_name not in page
        assert hand(cast.school_clerk, given, stranger).status == 422
    assert cast.outsider.get(url).status == 404
    assert cast.officer.get(url).status == 403
    assert not WorkItem.objects.filter(kind="collect.fill").exists()


def test_who_left_the_school_has_nothing_in_hand_any_more(cast: Any, given: Any) -> None:
    hand(cast.school_clerk, given, cast.teacher)
    seat = cast.teacher.person.appointments.get()
    seat.valid_until = timezone.localdate()
    seat.save()
    assert cast.teacher.get(given.get_absolute_url()).status == 404


def test_handing_over_leaves_one_entry_on_the_trail(cast: Any, given: Any) -> None:
    before = Entry.objects.count()
    hand(cast.school_clerk, given, cast.teacher)
    assert list(Entry.objects.order_by("pk").values_list("action", flat=True))[before:] == ["collect.handed"]
