"""The page of a letter that came: opening, registering, เกษียน, answering, through the front door."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from khet.audit.models import Entry
from khet.files.models import StoredFile
from khet.jobs.services import drain
from khet.org.models import StandIn
from khet.org.tests import factories as org
from khet.org.tests.cast import Cast
from khet.saraban.models import Answer, Delivery, Letter, RegisterEntry
from khet.saraban.services import AskSpec
from khet.saraban.tests import door
from khet.saraban.tests import factories as make
from khet.work.models import WorkItem

PEOPLE = AskSpec("saraban.name_people", "แจ้งชื่อผู้ประสานงาน")
FILES = AskSpec("saraban.attach", "ส่งแบบสำรวจ")
REPLY = AskSpec("saraban.reply", "ตอบภายในกำหนด")


def arrived(cast: Cast, *asks: AskSpec) -> Delivery:
    return make.delivery_at(make.a_dispatched_letter(cast, asks=asks), cast.schools[0])


def item_of(delivery: Delivery) -> WorkItem:
    return WorkItem.objects.get(subject_kind="saraban.delivery", subject_id=delivery.pk, ask__isnull=False)


def test_several_letters_are_acknowledged_by_one_press_and_one_entry(cast: Cast) -> None:
    items = [item_of(arrived(cast, make.ACKNOWLEDGE)) for _number in range(3)]
    before = Entry.objects.count()
    done = cast.school_clerk.post("/work/acknowledge/", item=[item.pk for item in items])
    assert done.status == 303
    assert not WorkItem.objects.filter(pk__in=[item.pk for item in items], waiting=True).exists()
    assert [entry.action for entry in Entry.objects.order_by("pk")[before:]] == ["work.answered_many"]


def test_only_a_real_look_by_an_addressee_opens_a_letter(cast: Cast) -> None:
    delivery = arrived(cast)
    there = delivery.get_absolute_url()
    cast.school_clerk.client.head(there)
    cast.school_clerk.get(there, HTTP_SEC_PURPOSE="prefetch;prerender")
    cast.principal.get(there)
    delivery.refresh_from_db()
    assert delivery.opened_at is None
    cast.school_clerk.get(there)
    delivery.refresh_from_db()
    assert delivery.opened_by == cast.school_clerk.person
    cast.school_clerk.post(f"{there}unopen/")
    delivery.refresh_from_db()
    assert delivery.opened_at is None


def test_registering_twice_takes_one_number(cast: Cast) -> None:
    delivery = arrived(cast)
    there = f"{delivery.get_absolute_url()}register/"
    first = cast.school_clerk.post(there, once="k1")
    again = cast.school_clerk.post(there, once="k1")
    assert first.status == 303
    assert again.location == first.location
    other_tab = cast.school_clerk.post(there, once="k2")
    assert other_tab.status == 409
    assert "ลงรับแล้ว" in other_tab.text
    assert RegisterEntry.objects.filter(delivery=delivery).count() == 1


def test_the_paper_shows_our_stamp_once_registered(cast: Cast) -> None:
    delivery = arrived(cast)
    there = delivery.get_absolute_url()
    before = cast.school_clerk.get(f"{there}page/1.png")
    cast.school_clerk.post(f"{there}register/")
    drain()
    after = cast.school_clerk.get(f"{there}page/1.png")
    assert before.response.content != after.response.content
    assert "ประทับตรารับ" in cast.school_clerk.get(there).text
    assert cast.school_clerk.get(f"{there}page/99.png").status == 404


def test_a_director_gives_orders_and_the_matter_goes_back(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast)
    there = delivery.get_absolute_url()
    cast.school_clerk.post(f"{there}endorse/", note="เพื่อทราบ", order="propose", to=cast.principal.post_held.pk)
    late = cast.school_clerk.post(f"{there}endorse/", note="อีกครั้ง", order="propose", to=cast.principal.post_held.pk)
    assert late.status == 422
    assert "ไม่ได้อยู่ที่ท่านแล้ว" in late.text
    assert "อนุมัติ" in cast.principal.get(there).text
    cast.principal.post(f"{there}endorse/", note="ทราบ แจ้งครูทุกคน", order="noted", to="")
    page = cast.school_clerk.get(there).text
    assert "ทราบ แจ้งครูทุกคน" in page
    assert "เรื่องอยู่ที่ท่าน" in page
    cast.school_clerk.post(f"{there}endorse/", order="close")
    delivery.refresh_from_db()
    assert delivery.stage == "closed"
    assert cast.school_clerk.post(f"{there}reopen/", reason="").status == 422
    cast.school_clerk.post(f"{there}reopen/", reason="มีเรื่องเพิ่ม")
    delivery.refresh_from_db()
    assert delivery.stage == "registered"


def test_nobody_to_go_to_is_said_at_the_field(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast)
    page = cast.school_clerk.post(f"{delivery.get_absolute_url()}endorse/", note="ข้อความที่พิมพ์", order="propose", to="")
    assert page.status == 422
    assert "เลือกว่าจะส่งเรื่องให้ใคร" in page.text
    assert "ข้อความที่พิมพ์" in page.text
    assert cast.school_clerk.post(f"{delivery.get_absolute_url()}assign/", to="").status == 422


def test_what_was_passed_on_by_mistake_is_taken_back(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast)
    there = delivery.get_absolute_url()
    cast.school_clerk.post(f"{there}assign/", note="", to=cast.teacher.post_held.pk)
    assert "ดึงเรื่องกลับ" in cast.school_clerk.get(there).text
    cast.school_clerk.post(f"{there}take-back/")
    assert "เรื่องอยู่ที่ท่าน" in cast.school_clerk.get(there).text


def test_a_letter_circulates_inside_the_school(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast)
    there = delivery.get_absolute_url()
    assert cast.teacher.get(there).status == 404
    assert cast.school_clerk.post(f"{there}circulate/").status == 422
    cast.school_clerk.post(f"{there}circulate/", posts=[cast.teacher.post_held.pk], note="โปรดอ่าน")
    assert cast.teacher.get(there).status == 200
    assert "หนังสือเวียนที่ยังไม่อ่าน" in cast.teacher.get("/").text
    assert "เรื่องอยู่ที่ท่าน" in cast.school_clerk.get(there).text


def test_a_wrong_letter_goes_back_to_its_sender_with_the_reason(cast: Cast) -> None:
    delivery = arrived(cast)
    there = delivery.get_absolute_url()
    bare = cast.school_clerk.post(f"{there}reject/", reason="")
    assert bare.status == 422
    cast.school_clerk.post(f"{there}reject/", reason="ส่งผิดโรงเรียน")
    delivery.refresh_from_db()
    assert delivery.stage == "rejected"
    assert "ส่งผิดโรงเรียน" in cast.school_clerk.get(there).text


def test_acknowledging_is_one_tap_and_once(cast: Cast) -> None:
    delivery = arrived(cast, make.ACKNOWLEDGE)
    where = f"{delivery.get_absolute_url()}answer/{item_of(delivery).pk}/"
    assert cast.school_clerk.post(where, once="tap").status == 303
    assert cast.school_clerk.post(where, once="tap").status == 302
    assert cast.school_clerk.post(where).status == 409
    assert Answer.objects.filter(delivery=delivery).count() == 1
    assert cast.outsider.post(where).status == 404


def test_names_are_given_in_rows(cast: Cast) -> None:
    delivery = arrived(cast, PEOPLE)
    item = item_of(delivery)
    where, name = f"{delivery.get_absolute_url()}answer/{item.pk}/", f"a{item.pk}-name"
    empty = cast.school_clerk.post(where, **door.typed({f"{name}-0": ""}))
    assert empty.status == 422
    assert "พิมพ์ชื่ออย่างน้อยหนึ่งคน" in empty.text
    more = cast.school_clerk.post(
        where, more="1", **door.typed({f"{name}-0": "นางสุดา สอนดี", f"{name}-1": "", f"{name}-2": ""})
    )
    assert more.status == 200
    assert more.text.count(f'name="{name}-') == 6
    assert "นางสุดา สอนดี" in more.text
    cast.school_clerk.post(where, **door.typed({f"{name}-0": "นางสุดา สอนดี", f"a{item.pk}-phone-0": "08 0000 0000"}))
    assert Answer.objects.get().people == [{"name": "นางสุดา สอนดี", "position": "", "phone": "08 0000 0000"}]


def test_files_are_sent_and_reach_both_sides(cast: Cast) -> None:
    delivery = arrived(cast, FILES)
    item = item_of(delivery)
    where, name = f"{delivery.get_absolute_url()}answer/{item.pk}/", f"a{item.pk}-attached"
    assert cast.school_clerk.post(where).status == 422
    hostile = SimpleUploadedFile("แบบ.pdf", b"MZ\x90\x00 a program", "application/pdf")
    assert cast.school_clerk.post(where, **door.typed({name: hostile})).status == 422
    assert not Answer.objects.exists()
    good = SimpleUploadedFile("แบบสำรวจ.csv", "โรงเรียน,จำนวน\nก,1\n".encode(), "text/csv")
    assert cast.school_clerk.post(where, **door.typed({name: good})).status == 303
    assert "แบบสำรวจ.csv" in cast.school_clerk.get(delivery.get_absolute_url()).text
    page = cast.clerk.get(f"/letters/{delivery.letter_id}/receiver/{delivery.pk}/").text
    assert "แบบสำรวจ.csv" in page
    answer = Answer.objects.get()
    stored = StoredFile.objects.get(owner_kind="saraban.answer", owner_id=answer.pk)
    assert cast.clerk.get(stored.url).status == 200
    assert cast.outsider.get(stored.url).status == 404
    archive = cast.clerk.get(f"/letters/{delivery.letter_id}/answers.zip?ask={item.ask_id}")
    assert archive.response["Content-Type"] == "application/zip"
    assert cast.clerk.get(f"/letters/{delivery.letter_id}/answers.zip?ask=x").status == 404


def test_not_applicable_needs_its_reason(cast: Cast) -> None:
    delivery = arrived(cast, REPLY)
    item = item_of(delivery)
    where = f"{delivery.get_absolute_url()}excuse/{item.pk}/"
    assert cast.school_clerk.post(where).status == 422
    cast.school_clerk.post(where, **door.typed({f"n{item.pk}-reason": "โรงเรียนไม่มีชั้น ม.6"}))
    page = cast.school_clerk.get(delivery.get_absolute_url()).text
    assert "ไม่เกี่ยวข้อง" in page
    assert "โรงเรียนไม่มีชั้น ม.6" in page


def test_a_letter_answers_a_letter(cast: Cast) -> None:
    delivery = arrived(cast, REPLY)
    begun = cast.school_clerk.post(f"{delivery.get_absolute_url()}reply/")
    reply = door.latest()
    assert begun.location == f"/letters/{reply.pk}/edit/"
    assert delivery.letter.letter_no in cast.school_clerk.get(begun.location).text
    done = door.compose(
        cast.school_clerk,
        begun.location,
        revision=reply.revision,
        units=[cast.office.pk],
        signer=cast.principal.post_held.pk,
        do="propose",
    )
    assert done.status == 303, done.text
    reply.refresh_from_db()
    door.sign(cast.principal, reply)
    drain()
    cast.school_clerk.post(f"/letters/{reply.pk}/dispatch/")
    assert not item_of(delivery).waiting
    assert Letter.objects.get(pk=reply.pk).deliveries.get().unit == cast.office


def test_a_matter_with_open_asks_is_not_closed(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast, asks=(make.ACKNOWLEDGE,))
    page = cast.school_clerk.post(f"{delivery.get_absolute_url()}endorse/", order="close")
    assert page.status == 422
    assert "ผู้ส่งยังรอคำตอบอยู่" in page.text


def test_a_vacant_post_falls_to_its_stand_in_with_a_sentence(cast: Cast) -> None:
    post = org.a_post(cast.schools[0], "รองผู้อำนวยการโรงเรียน", "deputy", short="รอง ผอ.โรงเรียน")
    person = org.a_person("ยืน", "แทน", prefix="นาย", desk=cast.schools[0])
    org.an_appointment(person, post)
    StandIn.objects.create(post=cast.principal.post_held, by_post=post, rank=1)
    cast.principal.person.appointments.all().delete()
    delivery = make.a_registered_delivery(cast)
    page = cast.school_clerk.get(delivery.get_absolute_url()).text
    assert "ว่างอยู่ ระบบเลือก รอง ผอ.โรงเรียน" in page
    assert f'<option value="{post.pk}" selected>' in page


@pytest.mark.parametrize(("registered", "verb"), [(False, "ลงรับ"), (True, "เกษียน")])
def test_the_next_step_stands_at_the_thumb(cast: Cast, registered: bool, verb: str) -> None:
    delivery = make.a_registered_delivery(cast) if registered else arrived(cast)
    page = cast.school_clerk.get(delivery.get_absolute_url()).text
    thumb = page.split('<div class="thumb"')[1].split('<nav class="tabbar"')[0]
    assert verb in thumb


def test_the_page_asks_the_database_the_same_however_many_answers(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    letter = make.a_dispatched_letter(cast, asks=(make.ACKNOWLEDGE, REPLY, FILES))
    cast.clerk.get(letter.get_absolute_url())
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        cast.clerk.get(letter.get_absolute_url())


def test_a_matter_is_given_to_a_whole_group(cast: Cast) -> None:
    delivery = make.an_outside_letter(cast.clerk)
    there = delivery.get_absolute_url()
    cast.clerk.post(f"{there}assign/", to=f"u{cast.dlict.pk}", note="มอบกลุ่ม")
    assert "เรื่องอยู่ที่ท่าน" in cast.head.get(there).text
    assert cast.clerk.post(f"{there}assign/", to=f"u{cast.schools[0].pk}").status == 422
