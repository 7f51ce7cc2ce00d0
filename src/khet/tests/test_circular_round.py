"""A circular opens a data round at every school, and closes itself with its completeness; neither knows the other."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from khet.collect.models import Round, Submission
from khet.collect.reads.rounds import completeness
from khet.collect.services import rounds, submissions
from khet.collect.tests import factories_rounds as make
from khet.collect.tests.factories_rounds import certified, of_unit
from khet.kernel.errors import Refused
from khet.org.tests import factories as ground
from khet.org.tests.cast import Browser
from khet.saraban import services as saraban
from khet.saraban.models import Delivery, Letter
from khet.saraban.services import AskSpec
from khet.saraban.tests import door
from khet.saraban.tests import factories as letters
from khet.work.models import WorkItem
from khet.work.reads.inbox import inbox

pytestmark = pytest.mark.django_db


def a_circular(cast: Any, options: dict[str, Any], units: Any = None) -> Letter:
    due = timezone.localdate() + timedelta(days=30)
    ask = AskSpec("collect.submit", "กรอกแบบสำรวจ", due_on=due, options=options)
    return letters.a_dispatched_letter(cast, asks=(ask,), units=units)


def test_a_circular_opens_the_planned_round_and_closes_when_the_last_is_in(cast: Any) -> None:
    round_ = make.a_planned_round(cast.officer)
    letter = a_circular(cast, {"round": round_.pk}, cast.schools[:1])
    round_.refresh_from_db()
    assert (round_.state, round_.basis_kind, round_.basis_id) == ("open", "saraban.letter", letter.pk)
    assert round_.due_on == timezone.localdate() + timedelta(days=30)
    given = of_unit(round_, cast.schools[0])
    item = WorkItem.objects.get(pk=given.item_id)
    delivery = Delivery.objects.get(letter=letter)
    assert item.subject == delivery.ref
    row = next(row for row in inbox(cast.school_clerk.actor).rows if row.door)
    assert (row.do, row.door) == ("กรอกแบบข้อมูล", given.get_absolute_url())
    assert row.described.title == letter.subject
    page = cast.school_clerk.get(delivery.get_absolute_url()).text
    assert given.get_absolute_url() in page
    assert given.get_absolute_url() in cast.school_clerk.get(f"/work/item/{item.pk}/").location
    assert letter.subject in cast.school_clerk.get(given.get_absolute_url()).text
    given = certified(cast.school_clerk, cast.principal, given)
    letter.refresh_from_db()
    delivery.refresh_from_db()
    assert letter.state == Letter.State.CLOSED
    assert delivery.answered_at is not None
    text = cast.clerk.get(letter.get_absolute_url()).text
    assert "ส่งครบ 1 จาก 1" in text
    assert round_.get_absolute_url() in text
    assert letter.subject in cast.clerk.get(round_.get_absolute_url()).text
    submissions.give_back(actor=cast.officer.actor, given=given, note="แก้")
    letter.refresh_from_db()
    delivery.refresh_from_db()
    assert letter.state == Letter.State.DISPATCHED
    assert Delivery.objects.filter(pk=delivery.pk, answered_at=None).exists()


def test_a_published_form_on_a_letter_makes_its_round_at_dispatch(cast: Any) -> None:
    form = make.a_form(cast.officer)
    options = {
        "form": form.pk,
        "title": "รอบจากหนังสือ",
        "year_type": "school",
        "year": 2569,
        "term": 1,
        "as_of": "2026-06-10",
    }
    letter = a_circular(cast, options)
    round_ = Round.objects.get()
    assert (round_.title, round_.as_of, round_.basis_id) == ("รอบจากหนังสือ", date(2026, 6, 10), letter.pk)
    assert round_.submissions.count() == 3
    assert completeness(round_).total == 3


def test_the_ask_is_written_on_the_page_of_the_letter(cast: Any) -> None:
    round_ = make.a_planned_round(cast.officer)
    page = door.compose(cast.officer, do="add:collect.submit")
    assert f"round:{round_.pk}" in page.text
    ask = ("collect.submit", "กรอกแบบ", "")
    chosen: dict[str, Any] = {"ask-0-options-what": f"round:{round_.pk}"}
    answer = door.compose(cast.officer, subject="ขอให้ส่งข้อมูล", asks=[ask], **chosen)
    assert answer.status == 303, answer.text[-3000:]
    letter = Letter.objects.get(subject="ขอให้ส่งข้อมูล")
    assert saraban.asks_of(letter)[0].options == {"round": round_.pk}
    assert f'value="round:{round_.pk}" selected' in cast.officer.get(f"/letters/{letter.pk}/edit/").text


def test_a_secret_letter_opens_no_round_and_nothing_is_sent(cast: Any) -> None:
    round_ = make.a_planned_round(cast.officer)
    ask = AskSpec("collect.submit", "กรอกแบบ", options={"round": round_.pk})
    letter = letters.a_ready_letter(
        cast.clerk, cast.director, secrecy=1, asks=(ask,), to=saraban.Recipients(person_ids=(cast.principal.person.pk,))
    )
    with pytest.raises(Refused, match="หนังสือลับ"):
        saraban.dispatch(actor=cast.clerk.actor, letter=letter)
    assert not Delivery.objects.exists()
    assert not Submission.objects.exists()


def test_one_round_is_opened_by_one_letter(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer)
    with pytest.raises(Refused, match="เปิดไปแล้ว"):
        a_circular(cast, {"round": round_.pk})


def test_a_letter_called_back_asks_nobody_and_one_more_unit_joins_its_wall(cast: Any) -> None:
    round_ = make.a_planned_round(cast.officer)
    letter = a_circular(cast, {"round": round_.pk}, cast.schools[:1])
    round_.refresh_from_db()
    added = rounds.add_unit(actor=cast.officer.actor, round_=round_, unit=cast.schools[1])
    assert WorkItem.objects.get(pk=added.item_id).basis == letter.ref
    saraban.withdraw_letter(actor=cast.clerk.actor, letter=letter, reason="ส่งผิด")
    assert not WorkItem.objects.filter(kind="collect.submit", waiting=True).exists()
    states = set(round_.submissions.values_list("state", flat=True))
    assert states == {"excused"}


def test_not_applicable_said_by_the_school_excuses_it(cast: Any) -> None:
    round_ = make.a_planned_round(cast.officer)
    a_circular(cast, {"round": round_.pk}, cast.schools[:1])
    round_.refresh_from_db()
    item = WorkItem.objects.get(pk=of_unit(round_, cast.schools[0]).item_id)
    saraban.not_applicable(actor=cast.school_clerk.actor, item=item, reason="ไม่มีเครื่อง")
    assert of_unit(round_, cast.schools[0]).state == "excused"


def test_a_teacher_to_whom_the_letter_was_assigned_fills_the_form_in(cast: Any) -> None:
    round_ = make.a_planned_round(cast.officer)
    letter = a_circular(cast, {"round": round_.pk}, cast.schools[:1])
    given, delivery = of_unit(round_, cast.schools[0]), Delivery.objects.get(letter=letter)
    saraban.register_delivery(actor=cast.school_clerk.actor, delivery=delivery)
    url, there = given.get_absolute_url(), delivery.get_absolute_url()
    assert cast.teacher.get(url).status == 404
    saraban.endorse(
        actor=cast.school_clerk.actor, delivery=delivery, order="assign", note="กรอกให้ที", to_person=cast.teacher.person
    )
    assert url in cast.teacher.get(there).text
    assert cast.teacher.get(url).status == 200
    make.fill(cast.teacher, given, computers="40")
    assert cast.teacher.post(f"{url}submit/").status == 409
    saraban.endorse(
        actor=cast.teacher.actor, delivery=delivery, order="propose", note="กรอกแล้ว", to_post=cast.principal.post_held
    )
    assert cast.teacher.get(url).status == 404
    with pytest.raises(Refused):
        make.fill(cast.teacher, given, computers="41")
    assert cast.principal.get(url).status == 200


def test_a_letter_assigned_to_a_post_of_a_department_puts_the_form_into_its_hands(cast: Any) -> None:
    school = cast.schools[0]
    department = ground.a_unit("line1", "line", "กลุ่มสาระวิทยาศาสตร์", parent=school)
    post, other = (ground.a_post(department, "ครู", "teacher") for _ in range(2))
    person = ground.a_person("ใจ", "สอนวิทย์", desk=school)
    ground.an_appointment(person, post)
    ground.an_account(person, "science")
    teacher = Browser(person, post)
    round_ = make.a_planned_round(cast.officer)
    letter = a_circular(cast, {"round": round_.pk}, [school])
    given, delivery = of_unit(round_, school), Delivery.objects.get(letter=letter)
    saraban.register_delivery(actor=cast.school_clerk.actor, delivery=delivery)
    saraban.endorse(actor=cast.school_clerk.actor, delivery=delivery, order="assign", to_post=post)
    assert teacher.get(given.get_absolute_url()).status == 200
    assert cast.teacher.get(given.get_absolute_url()).status == 404
    saraban.take_back(actor=cast.school_clerk.actor, delivery=delivery)
    saraban.endorse(actor=cast.school_clerk.actor, delivery=delivery, order="assign", to_post=other)
    assert teacher.get(given.get_absolute_url()).status == 404
