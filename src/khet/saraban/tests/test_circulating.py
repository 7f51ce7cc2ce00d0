"""เวียนให้ทราบ person by person: chosen on the page, read by each, and followed by whoever sent it round."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from khet.org.tests import factories as org
from khet.org.tests.cast import Browser, Cast
from khet.saraban.models import Delivery
from khet.saraban.tests import factories as make
from khet.work.models import WorkItem


def url(delivery: Delivery, verb: str = "") -> str:
    return f"/letters/in/{delivery.pk}/{verb}"


def a_colleague(cast: Cast) -> Browser:
    """Another teacher in the same post as the cast's."""
    post = cast.teacher.post_held
    person = org.a_person("ดวงใจ", "รักเรียน", desk=cast.schools[0])
    org.an_appointment(person, post)
    org.an_account(person, "teacher2")
    return Browser(person, post)


def read_items(delivery: Delivery) -> list[WorkItem]:
    items = WorkItem.objects.filter(subject_kind="saraban.delivery", subject_id=delivery.pk, kind="saraban.read")
    return list(items.order_by("pk"))


def test_people_are_offered_by_name_in_plain_boxes_that_need_no_script(cast: Cast) -> None:
    other, delivery = a_colleague(cast), make.a_registered_delivery(cast)
    page = cast.school_clerk.get(url(delivery)).text
    for someone in (cast.teacher, other, cast.principal):
        assert f'name="persons" value="{someone.person.pk}"' in page
    assert f'name="persons" value="{cast.school_clerk.person.pk}"' not in page
    assert f'name="persons" value="{cast.pupil.person.pk}"' not in page
    assert f'name="persons" value="{cast.outsider.person.pk}"' not in page


def test_one_teacher_is_asked_and_the_colleague_in_the_same_post_is_not(cast: Cast) -> None:
    other, delivery = a_colleague(cast), make.a_registered_delivery(cast)
    sent = cast.school_clerk.post(url(delivery, "circulate/"), persons=[cast.teacher.person.pk], note="ฝากอ่าน")
    assert sent.status == 303
    assert [item.asked_person_id for item in read_items(delivery)] == [cast.teacher.person.pk]
    assert delivery.letter.subject in cast.teacher.get("/work/").text
    assert other.get(url(delivery)).status == 404


def test_the_page_says_who_has_opened_and_who_has_read(cast: Cast) -> None:
    other, delivery = a_colleague(cast), make.a_registered_delivery(cast)
    both = [cast.teacher.person.pk, other.person.pk]
    cast.school_clerk.post(url(delivery, "circulate/"), persons=both)
    page = cast.school_clerk.get(url(delivery)).text
    assert "รับทราบแล้ว <b>0</b> จาก 2 ราย" in page
    assert page.count('<span class="soon">ยังไม่เปิด</span>') == 2
    shown = cast.teacher.get(url(delivery)).text
    assert "เวียนให้ท่านทราบ" in shown
    assert "จาก 2 ราย" not in shown
    assert cast.school_clerk.get(url(delivery)).text.count('<span class="soon">ยังไม่เปิด</span>') == 1
    item = next(each for each in read_items(delivery) if each.asked_person_id == cast.teacher.person.pk)
    assert cast.teacher.post(f"/work/item/{item.pk}/answer/", next=url(delivery)).status == 303
    assert "เวียนให้ท่านทราบ" not in cast.teacher.get(url(delivery)).text
    page = cast.school_clerk.get(url(delivery)).text
    assert "รับทราบแล้ว <b>1</b> จาก 2 ราย" in page
    delivery.refresh_from_db()
    assert delivery.opened_name == cast.school_clerk.person.full_name


def test_nobody_is_asked_twice(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast)
    teacher, principal = cast.teacher.person.pk, cast.principal.person.pk
    cast.school_clerk.post(url(delivery, "circulate/"), persons=[teacher])
    again = cast.school_clerk.post(url(delivery, "circulate/"), persons=[teacher])
    assert again.status == 422
    assert "ได้รับเวียนเรื่องนี้แล้วทุกคน" in again.text
    cast.school_clerk.post(url(delivery, "circulate/"), persons=[teacher, principal])
    assert [item.asked_person_id for item in read_items(delivery)] == [teacher, principal]


def test_people_of_other_desks_and_pupils_cannot_be_named(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast)
    for stranger in (cast.outsider, cast.clerk, cast.pupil):
        refused = cast.school_clerk.post(url(delivery, "circulate/"), persons=[stranger.person.pk])
        assert refused.status == 422
    assert read_items(delivery) == []


def test_nobody_chosen_is_said_and_a_post_still_works(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast)
    assert "เลือกผู้ที่จะเวียนให้ทราบ" in cast.school_clerk.post(url(delivery, "circulate/"), note="ก").text
    cast.school_clerk.post(url(delivery, "circulate/"), posts=[cast.teacher.post_held.pk])
    item = read_items(delivery)[0]
    cast.teacher.post(f"/work/item/{item.pk}/answer/")
    assert cast.teacher.person.full_name in cast.school_clerk.get(url(delivery)).text.split('id="circle"')[1]


def test_a_circulated_paper_takes_the_same_number_of_queries_for_many(cast: Cast) -> None:
    few, many = make.a_registered_delivery(cast), make.a_registered_delivery(cast, subject="อีกเรื่อง")
    people = [org.a_person(f"ครู{n}", "สมมุติ", desk=cast.schools[0]) for n in range(12)]
    for person in people:
        org.an_appointment(person, cast.teacher.post_held)
    counts = []
    for delivery, chosen in ((few, people[:2]), (many, people)):
        cast.school_clerk.post(url(delivery, "circulate/"), persons=[person.pk for person in chosen])
        cast.school_clerk.get(url(delivery))
        with CaptureQueriesContext(connection) as seen:
            assert cast.school_clerk.get(url(delivery)).status == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
