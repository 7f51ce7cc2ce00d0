"""ส่งมอบงาน."""

from typing import Any

import pytest

from khet.work import services
from khet.work.reads.inbox import inbox
from khet.work.tests.factories import an_item

pytestmark = pytest.mark.django_db


def an_item_of(by: Any, whom: Any, **fields: Any) -> Any:
    return an_item(by, whom.unit, asked_person_id=whom.person.pk, **fields)


def test_work_asked_of_one_by_name_goes_to_who_takes_over(
    clerk: Any, teacher: Any, school_clerk: Any, principal: Any
) -> None:
    item = an_item_of(clerk, teacher)
    url = f"/work/handover/{teacher.person.pk}/"
    assert item.label in principal.get(url).text
    page = principal.post(url, items=item.pk, to=school_clerk.person.pk, note="")
    assert page.status == 303, page.text
    assert inbox(teacher.actor).rows == []
    assert len(inbox(school_clerk.actor).rows) == 1
    item.refresh_from_db()
    assert "ส่งมอบงานจาก" in item.moves.order_by("pk").last().note


def test_secret_work_is_not_handed_over_by_others_nor_named(clerk: Any, teacher: Any, principal: Any) -> None:
    an_item_of(clerk, teacher, secret=True, label="เรื่องลับมาก")
    text = principal.get(f"/work/handover/{teacher.person.pk}/").text
    assert "เรื่องลับมาก" not in text
    assert "งานลับ 1 เรื่อง" in text


def test_others_do_not_hand_over(outsider: Any, pupil: Any, teacher: Any, officer: Any) -> None:
    url = f"/work/handover/{teacher.person.pk}/"
    assert outsider.get(url).status == 403
    assert officer.get(url).status in (403, 404)
    assert pupil.get(url).status in (403, 404)


def test_the_way_there_stands_on_the_page_of_the_person(teacher: Any, principal: Any, outsider: Any) -> None:
    url = f"/work/handover/{teacher.person.pk}/"
    assert url in principal.get(teacher.person.get_absolute_url()).text
    assert url not in outsider.get(teacher.person.get_absolute_url()).text


def test_what_was_answered_meanwhile_stays(clerk: Any, teacher: Any, school_clerk: Any) -> None:
    item = an_item_of(clerk, teacher)
    services.answer(actor=teacher.actor, item=item)
    assert services.hand_over(actor=teacher.actor, items=[item], to_person=school_clerk.person, note="") == 0
