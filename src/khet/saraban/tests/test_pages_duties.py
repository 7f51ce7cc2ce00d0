"""The legal duty of a letter: chosen when it is written, said on its pages, carried by all its work, and counted."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from khet.audit.models import Entry
from khet.jobs.services import drain
from khet.kernel.errors import Refused
from khet.org.models import LegalDuty
from khet.org.tests.cast import Browser, Cast
from khet.saraban import services
from khet.saraban.models import Delivery, Letter, RegisterEntry
from khet.saraban.tests import door
from khet.saraban.tests import factories as make
from khet.work.models import WorkItem
from khet.work.reads.duties import duties

ASKS = [("saraban.acknowledge", "รับทราบ", ""), ("saraban.reply", "แจ้งผู้เข้าประชุม", "")]
WORDS = "(ค) หน้าที่ ค"


def sent(cast: Cast, **parts: object) -> Letter:
    """Written with its duty, signed and sent to the three schools, through the pages."""
    letter = door.proposed(cast, asks=ASKS, **parts)
    assert door.sign(cast.director, letter).status == 303
    drain()
    assert cast.clerk.post(f"/letters/{letter.pk}/dispatch/").status == 303
    letter.refresh_from_db()
    return letter


def duties_of_items() -> set[tuple[str, str | None]]:
    return set(WorkItem.objects.values_list("kind", "duty_id"))


def chosen(browser: Browser) -> str | None:
    """The duty that stands chosen on the page of a new letter."""
    page = browser.get("/letters/new/external/").text
    return next((code for code in "กขคงจฉ" if f'<option value="{code}" selected>' in page), None)


def test_a_letter_gives_its_duty_to_every_item_and_says_it_to_both_sides(cast: Cast) -> None:
    letter = sent(cast, duty_id="ค")
    assert letter.duty_id == "ค"
    delivery = Delivery.objects.get(letter=letter, unit=cast.schools[0])
    there = delivery.get_absolute_url()
    cast.school_clerk.post(f"{there}register/")
    cast.school_clerk.post(f"{there}endorse/", note="เสนอ", order="propose", to=cast.principal.post_held.pk)
    kinds = {"saraban.sign", "saraban.register", "saraban.endorse", "saraban.acknowledge", "saraban.reply"}
    assert duties_of_items() == {(kind, "ค") for kind in kinds}
    assert WORDS in cast.clerk.get(letter.get_absolute_url()).text
    assert WORDS in cast.school_clerk.get(there).text


def test_what_circulates_carries_the_duty_too(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast, duty_id="ง")
    services.circulate(actor=cast.school_clerk.actor, delivery=delivery, posts=[cast.teacher.post_held])
    assert ("saraban.read", "ง") in duties_of_items()


def test_a_struck_number_waits_again_under_the_same_duty(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast, duty_id="ง")
    entry = RegisterEntry.objects.get(desk=cast.schools[0], book="received")
    services.void_number(actor=cast.school_clerk.actor, entry=entry, reason="ลงผิดเล่ม")
    again = WorkItem.objects.get(kind="saraban.register", subject_id=delivery.pk, waiting=True)
    assert again.duty_id == "ง"


def test_a_letter_without_a_duty_says_nothing_of_it(cast: Cast) -> None:
    letter = sent(cast)
    assert letter.duty_id is None
    assert {duty for _kind, duty in duties_of_items()} == {None}
    assert "หน้าที่ตามกฎหมาย" not in cast.clerk.get(letter.get_absolute_url()).text


def test_the_next_letter_of_the_unit_begins_with_the_duty_chosen_last(cast: Cast) -> None:
    assert chosen(cast.clerk) is None
    assert door.compose(cast.clerk, duty_id="ข").status == 303
    assert chosen(cast.clerk) == "ข"
    assert chosen(cast.officer) is None  # another group
    assert door.compose(cast.clerk, duty_id="ก", secrecy="1").status == 303
    assert chosen(cast.clerk) == "ข"  # a secret letter tells nothing to the next
    assert door.compose(cast.clerk, duty_id="").status == 303
    assert chosen(cast.clerk) is None


def test_a_group_with_one_duty_by_its_act_begins_with_it(cast: Cast) -> None:
    version = cast.dlict.versions.get()
    version.legal_basis = "ข้อ 6 (3)"
    version.save()
    LegalDuty.objects.filter(code="จ").update(legal_basis="ประกาศกระทรวง ข้อ 6 (3)")
    assert chosen(cast.officer) == "จ"


def test_a_draft_keeps_its_duty_until_another_is_chosen(cast: Cast) -> None:
    door.compose(cast.clerk, duty_id="ข")
    letter = door.latest()
    edit = f"/letters/{letter.pk}/edit/"
    assert '<option value="ข" selected>' in cast.clerk.get(edit).text
    assert door.compose(cast.clerk, edit, duty_id="ฉ", revision="1").status == 303
    letter.refresh_from_db()
    assert letter.duty_id == "ฉ"
    assert door.compose(cast.clerk, edit, duty_id="ฮ", revision="2").status == 422
    letter.refresh_from_db()
    assert letter.duty_id == "ฉ"


def test_schools_are_not_asked_for_a_duty(cast: Cast) -> None:
    assert "หน้าที่ตามกฎหมาย" not in cast.school_clerk.get("/letters/new/external/").text
    assert "หน้าที่ตามกฎหมาย" not in cast.school_clerk.get("/letters/out/").text
    assert door.compose(cast.school_clerk, duty_id="ข").status == 303
    assert door.latest().duty_id is None
    with pytest.raises(Refused) as no:
        make.a_letter(cast.school_clerk, duty_id="ข")
    assert no.value.code == "no_duty"
    with pytest.raises(Refused) as unknown:
        make.a_letter(cast.clerk, duty_id="ฮ")
    assert unknown.value.code == "no_duty"


def test_a_replacement_and_a_copy_keep_the_duty_and_a_school_reply_has_none(cast: Cast) -> None:
    letter = sent(cast, duty_id="ค")
    assert cast.clerk.post(f"/letters/{letter.pk}/replace/").status == 303
    assert door.latest().replaces_id == letter.pk
    assert door.latest().duty_id == "ค"
    delivery = make.delivery_at(letter, cast.schools[0])
    services.register_delivery(actor=cast.school_clerk.actor, delivery=delivery)
    reply = services.reply_letter(actor=cast.school_clerk.actor, delivery=make.delivery_at(letter, cast.schools[0]))
    assert reply.duty_id is None


def test_a_reply_inside_the_office_keeps_the_duty(cast: Cast) -> None:
    letter = make.a_dispatched_letter(cast, units=[cast.dlict], kind="memo", duty_id="ก")
    delivery = make.delivery_at(letter, cast.dlict)
    assert services.reply_letter(actor=cast.head.actor, delivery=delivery).duty_id == "ก"


def test_the_outgoing_list_is_filtered_by_duty(cast: Cast) -> None:
    door.compose(cast.clerk, subject="แจ้งเรื่องหนึ่ง", duty_id="ข")
    door.compose(cast.clerk, subject="แจ้งเรื่องสอง", duty_id="ค")
    page = cast.clerk.get("/letters/out/", {"tab": "draft", "duty": "ค"}).text
    assert "แจ้งเรื่องสอง" in page
    assert "แจ้งเรื่องหนึ่ง" not in page
    letter = sent(cast, subject="ส่งแล้วหนึ่ง", duty_id="ข")
    assert letter.subject in cast.clerk.get("/letters/out/", {"tab": "waiting", "duty": "ข"}).text
    assert letter.subject not in cast.clerk.get("/letters/out/", {"tab": "waiting", "duty": "ค"}).text


def test_the_trail_keeps_which_duty_was_chosen(cast: Cast) -> None:
    door.compose(cast.clerk, duty_id="ข")
    entry = Entry.objects.filter(action="saraban.drafted").latest("pk")
    assert '"duty":"ข"' in entry.content.replace(" ", "")


def test_the_office_counts_its_work_by_duty(cast: Cast) -> None:
    letter = sent(cast, duty_id="ค")
    LegalDuty.objects.update(legal_basis="ประกาศกระทรวง ข้อ 6 (3)")
    version = cast.dlict.versions.get()
    version.legal_basis = "ข้อ 6 (3)"
    version.save()
    asked = WorkItem.objects.filter(kind="saraban.acknowledge", duty_id="ค").order_by("pk")
    assert asked.count() == 3
    services.answer_ask(actor=cast.school_clerk.actor, item=asked.get(asked_unit=cast.schools[0]))
    WorkItem.objects.filter(pk=asked.get(asked_unit=cast.schools[1]).pk).update(
        due_at=timezone.now() - timedelta(hours=1)
    )
    today = timezone.localdate()
    units = [cast.office.pk, cast.admin_group.pk, cast.dlict.pk]
    counts = {row.duty.pk: (row.waiting, row.answered, row.late) for row in duties(units, today, today)}
    assert list(counts) == list("กขคงจฉ")
    # three schools with ลงรับ and two asks, one of them answered, and the director's signature
    assert counts["ค"] == (8, 2, 1)
    assert counts["ก"] == (0, 0, 0)
    yesterday = today - timedelta(days=1)
    assert {row.waiting for row in duties(units, yesterday, yesterday)} == {0}
    assert {row.waiting for row in duties([cast.schools[0].pk], today, today)} == {0, 2}
    services.withdraw_letter(actor=cast.clerk.actor, letter=letter, reason="ผิดวัน")
    after = {row.duty.pk: row.waiting for row in duties(units, today, today)}
    assert after["ค"] == 0


def test_leaders_see_the_counts_where_the_duties_stand_and_others_do_not(cast: Cast) -> None:
    sent(cast, duty_id="ค")
    url, title = cast.dlict.get_absolute_url(), "งานตามหน้าที่ตามกฎหมาย"
    assert title not in cast.director.get(url).text  # no duties by its act yet
    LegalDuty.objects.update(legal_basis="ประกาศกระทรวง ข้อ 6 (3)")
    version = cast.dlict.versions.get()
    version.legal_basis = "ข้อ 6 (3)"
    version.save()
    for who in ("director", "deputy", "head", "clerk"):
        page = cast.people[who].get(url).text
        assert title in page, who
        assert ">9<" in page, who  # ลงรับ and two asks at three schools wait
    for who in ("officer", "principal", "teacher", "school_clerk", "sysadmin"):
        assert title not in cast.people[who].get(url).text, who


def test_a_secret_letter_keeps_its_duty_and_is_not_counted(cast: Cast) -> None:
    letter = make.a_ready_letter(cast.officer, cast.director, secrecy=1, duty_id="ค")
    assert letter.duty_id == "ค"
    assert duties_of_items() == {("saraban.sign", "ค")}
    today = timezone.localdate()
    units = [cast.office.pk, cast.admin_group.pk, cast.dlict.pk]
    assert {(row.waiting, row.answered) for row in duties(units, today, today)} == {(0, 0)}


def a_letter_from_outside(cast: Cast, **typed: str) -> Delivery:
    """Typed in by the office's registry, through the page."""
    there: dict[str, Any] = {
        "letter_no": "มท 0001/55",
        "from_text": "กระทรวงมหาดไทย",
        "subject": "ขอข้อมูลระบบสารสนเทศ",
        "do": "open",
    }
    page = cast.clerk.post("/letters/receive/", **(there | typed))
    assert page.status == 303, page.text
    return Delivery.objects.latest("pk")


def test_the_registry_gives_a_letter_from_outside_its_duty_as_it_takes_it_in(cast: Cast) -> None:
    assert "หน้าที่ตามกฎหมาย" in cast.clerk.get("/letters/receive/").text
    delivery = a_letter_from_outside(cast, duty_id="ข", to_post=str(cast.head.post_held.pk))
    assert duties_of_items() == {("saraban.endorse", "ข")}
    assert "(ข) หน้าที่ ข" in cast.clerk.get(delivery.get_absolute_url()).text
    assert cast.clerk.post("/letters/receive/", subject="ก", from_text="ข", duty_id="ฮ").status == 422
    assert "หน้าที่ตามกฎหมาย" not in cast.school_clerk.get("/letters/receive/").text
    there: dict[str, Any] = {"letter_no": "ก 1", "from_text": "เทศบาล", "subject": "งานวันเด็ก", "duty_id": "ข"}
    assert cast.school_clerk.post("/letters/receive/", **there).status == 303
    assert Delivery.objects.latest("pk").letter.duty_id is None


def test_whoever_works_on_it_says_the_duty_and_what_was_done_counts_too(cast: Cast) -> None:
    delivery = a_letter_from_outside(cast, to_post=str(cast.head.post_held.pk))
    there = delivery.get_absolute_url()
    assert duties_of_items() == {("saraban.endorse", None)}
    assert "ระบุหน้าที่ตามกฎหมาย" in cast.head.get(there).text
    assert cast.head.post(f"{there}duty/", duty_id="ค").status == 303
    seat = re.search(rf'<option value="([^"]*{cast.officer.post_held.pk})"', cast.head.get(there).text)
    assert seat is not None
    assert cast.head.post(f"{there}assign/", to=seat[1], note="ดำเนินการ").status == 303
    today = timezone.localdate()
    units = [cast.office.pk, cast.admin_group.pk, cast.dlict.pk]
    counts = {row.duty.pk: (row.waiting, row.answered) for row in duties(units, today, today)}
    assert counts["ค"] == (1, 1)  # the head's own is done, the officer's waits
    assert cast.officer.post(f"{there}duty/", duty_id="ฮ").status == 422
    assert cast.officer.post(f"{there}duty/", duty_id="").status == 303
    assert duties_of_items() == {("saraban.endorse", None)}
    entry = Entry.objects.filter(action="saraban.duty_set").earliest("pk")
    assert '"duty":"ค"' in entry.content.replace(" ", "")


def test_only_letters_from_outside_get_one_and_only_from_those_who_work_on_them(cast: Cast) -> None:
    letter = sent(cast)
    school = Delivery.objects.get(letter=letter, unit=cast.schools[0])
    assert "ระบุหน้าที่ตามกฎหมาย" not in cast.school_clerk.get(school.get_absolute_url()).text
    services.register_delivery(actor=cast.school_clerk.actor, delivery=school)
    with pytest.raises(Refused) as no:
        services.set_duty(actor=cast.school_clerk.actor, delivery=school, duty_id="ค")
    assert no.value.code == "not_yours"
    delivery = a_letter_from_outside(cast, to_post=str(cast.head.post_held.pk))
    assert cast.school_clerk.post(f"{delivery.get_absolute_url()}duty/", duty_id="ค").status == 404
    assert cast.director.post(f"{delivery.get_absolute_url()}duty/", duty_id="ค").status in (403, 422)
    delivery.letter.refresh_from_db()
    assert delivery.letter.duty_id is None


def test_certificates_of_a_set_carry_the_duty_that_was_chosen(cast: Cast) -> None:
    many = "/letters/numbers/certificates/"
    typed: dict[str, Any] = {"subject": "เกียรติบัตร", "body": "ผ่านการอบรม", "names": "นายหนึ่ง\nนางสอง", "duty_id": "จ"}
    assert cast.clerk.post(many, **typed).status == 303
    assert set(Letter.objects.filter(kind="certificate").values_list("duty_id", flat=True)) == {"จ"}
