"""The search box finds of letters and registers exactly what one may see of them, at once after every command."""

from typing import Any

import pytest
from django.utils import timezone

from khet.files.services import receive
from khet.jobs.models import Job
from khet.jobs.services import drain
from khet.kernel.actor import NOBODY, Actor
from khet.org.tests import factories as org
from khet.org.tests.cast import Cast
from khet.saraban import services
from khet.saraban.models import Delivery, Endorsement, Letter, RegisterEntry
from khet.saraban.services import Draft, Recipients
from khet.saraban.tests import factories as make
from khet.search import reads
from khet.search import services as search
from khet.search.forms import LONGEST
from khet.search.reads import Found

Order = Endorsement.Order
WORD = "โครงการพัฒนาคุณภาพ"
EVERYBODY = ["director", "deputy", "head", "clerk", "officer", "principal"]
EVERYBODY += ["school_clerk", "teacher", "pupil", "outsider", "sysadmin"]


def found_by(actor: Actor, kind: str, text: str = WORD, **filters: Any) -> set[int]:
    found = reads.find(actor, text, kinds=[kind], limit=500, **filters)
    hits = {hit.id for hit in found.hits if not hit.near}
    assert found.count == len(hits), "what is counted is what is shown"
    return hits


def a_mix(cast: Cast) -> None:
    """Letters of every standing that sight distinguishes, all about the same."""
    subject = f"{WORD}ผู้เรียน"
    make.a_letter(cast.officer, subject=f"{subject} ร่าง")
    make.a_proposed_letter(cast.clerk, cast.director, subject=f"{subject} รอลงนาม")
    make.a_ready_letter(cast.officer, cast.director, subject=f"{subject} พร้อมส่ง")
    registered = make.a_registered_delivery(cast, subject=f"{subject} ลงรับแล้ว", units=cast.schools[:2])
    assigned = make.a_registered_delivery(cast, subject=f"{subject} มอบครู", units=cast.schools[:1])
    services.endorse(
        actor=cast.school_clerk.actor, delivery=assigned, order=Order.ASSIGN, to_person=cast.teacher.person
    )
    circulated = make.a_registered_delivery(cast, subject=f"{subject} เวียน", units=cast.schools[:1])
    services.circulate(actor=cast.school_clerk.actor, delivery=circulated, whole_desk=True)
    assert registered.pk
    inside = make.a_ready_letter(cast.clerk, cast.director, subject=f"{subject} ถึงกลุ่ม", kind="memo")
    services.dispatch(actor=cast.clerk.actor, letter=inside, to=make.to_units(cast.dlict))
    withdrawn = make.a_dispatched_letter(cast, subject=f"{subject} ถอน", units=cast.schools[1:2])
    services.withdraw_letter(actor=cast.clerk.actor, letter=withdrawn, reason="ผิดฉบับ")
    between = make.a_ready_letter(cast.school_clerk, cast.principal, subject=f"{subject} ระหว่างโรงเรียน")
    services.dispatch(actor=cast.school_clerk.actor, letter=between, to=make.to_units(cast.schools[1]))
    make.an_outside_letter(cast.clerk, subject=f"{subject} จากภายนอก")
    make.an_outside_letter(cast.outsider, subject=f"{subject} จากภายนอกถึงโรงเรียน", letter_no="อว 9/9")
    secret = make.a_ready_letter(cast.officer, cast.director, subject=f"{subject} ลับ", secrecy=1)
    to = Recipients(person_ids=(cast.principal.person.pk,))
    services.dispatch(actor=cast.officer.actor, letter=secret, to=to)
    services.register_delivery(actor=cast.principal.actor, delivery=secret.deliveries.get())
    granted = make.a_letter(cast.officer, subject=f"{subject} ลับมาก", secrecy=2)
    services.grant_access(actor=cast.officer.actor, letter=granted, person=cast.clerk.person)


def letters_in_sight(actor: Actor) -> set[int]:
    came = Delivery.objects.visible_to(actor).filter(letter__subject__contains=WORD)
    seen = Letter.objects.visible_to(actor).filter(subject__contains=WORD)
    return {*came.values_list("letter_id", flat=True), *seen.values_list("pk", flat=True)}


@pytest.mark.parametrize("rebuilt", [False, True])
def test_everybody_finds_what_they_may_see_and_nothing_else(cast: Cast, rebuilt: bool) -> None:
    a_mix(cast)
    org.an_appointment(cast.deputy.person, cast.director.post_held, kind="acting", own_post=cast.deputy.post_held)
    drain()
    if rebuilt:
        search.rebuild()
    sizes = {}
    for role in EVERYBODY:
        actor = cast.people[role].actor
        letters, entries = letters_in_sight(actor), RegisterEntry.objects.visible_to(actor)
        assert found_by(actor, "saraban.letter") == letters, role
        rows = set(entries.filter(subject__contains=WORD).values_list("pk", flat=True))
        assert found_by(actor, "saraban.registerentry") == rows, role
        sizes[role] = len(letters)
    assert found_by(NOBODY, "saraban.letter") == set()
    assert len(set(sizes.values())) >= 6, "the mix tells people apart"
    assert sizes["pupil"] == 0 == sizes["sysadmin"]


def test_the_address_of_a_hit_opens(cast: Cast) -> None:
    a_mix(cast)
    drain()
    for role in ("clerk", "head", "school_clerk", "teacher", "principal", "outsider"):
        browser = cast.people[role]
        for kind in ("saraban.letter", "saraban.registerentry"):
            for hit in reads.find(browser.actor, WORD, kinds=[kind], limit=50).hits:
                assert browser.get(hit.url).status in (200, 302), (role, hit)


def test_counts_suggestions_and_corrections_tell_nothing_of_a_secret_letter(cast: Cast) -> None:
    letter = make.a_ready_letter(cast.officer, cast.director, subject="สอบสวนวินัยร้ายแรง", secrecy=1)
    services.dispatch(actor=cast.officer.actor, letter=letter, to=Recipients(person_ids=(cast.principal.person.pk,)))
    drain()
    search.learn()
    for role in EVERYBODY:
        actor, named = cast.people[role].actor, role in ("officer", "director", "principal")
        found: Found = reads.find(actor, "สอบสวนวินัย")
        assert bool(found.count) == named, role
        assert bool(reads.suggest(actor, "สอบสวน")) == named, role
        assert bool(reads.find(actor, "สอบสวนวินัยร้ายแลง").did_you_mean) <= named, role
        assert bool(reads.find(actor, letter.letter_no).count) == named, role


# ---- fresh after every command -------------------------------------------------------------------------------------


def jobs_waiting() -> int:
    return Job.objects.active().filter(kind="search.follow").count()


def test_a_letter_is_found_as_soon_as_it_is_written_and_gone_as_soon_as_it_is_discarded(cast: Cast) -> None:
    letter = make.a_letter(cast.officer, subject="ขออนุมัติจัดซื้อครุภัณฑ์")
    assert jobs_waiting() == 1
    drain()
    assert found_by(cast.officer.actor, "saraban.letter", "ครุภัณฑ์") == {letter.pk}
    services.save_draft(actor=cast.officer.actor, letter=letter, draft=Draft(subject="ขออนุมัติซ่อมหลังคา"))
    drain()
    assert found_by(cast.officer.actor, "saraban.letter", "ครุภัณฑ์") == set()
    assert found_by(cast.officer.actor, "saraban.letter", "ซ่อมหลังคา") == {letter.pk}
    services.discard_draft(actor=cast.officer.actor, letter=letter)
    drain()
    assert found_by(cast.officer.actor, "saraban.letter", "ซ่อมหลังคา") == set()
    assert [gap for gap in search.gaps() if gap.kind.startswith("saraban")] == []


def test_a_letter_is_found_by_its_number_in_any_spelling_once_it_has_one(cast: Cast) -> None:
    services.save_settings(actor=cast.clerk.actor, letter_prefix="ศธ 04349")
    letter = make.a_dispatched_letter(cast, subject="แจ้งปฏิทิน", circular=True)
    drain()
    thai = letter.letter_no.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    for spelling in (letter.letter_no, letter.letter_no.replace(" ", ""), thai, thai.replace("/", " / ")):
        assert found_by(cast.school_clerk.actor, "saraban.letter", spelling) == {letter.pk}, spelling


def test_who_gets_a_matter_finds_it_and_a_receiving_number_is_found(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast, subject="อบรมครูปฐมวัย")
    drain()
    assert found_by(cast.teacher.actor, "saraban.letter", "ปฐมวัย") == set()
    services.endorse(
        actor=cast.school_clerk.actor, delivery=delivery, order=Order.ASSIGN, to_person=cast.teacher.person
    )
    drain()
    assert found_by(cast.teacher.actor, "saraban.letter", "ปฐมวัย") == {delivery.letter_id}
    entry = delivery.entries.get()
    assert entry.pk in found_by(cast.school_clerk.actor, "saraban.registerentry", f"{entry.number}/{entry.year_be}")


def test_narrowing_by_a_unit_finds_what_the_units_below_it_have(cast: Cast) -> None:
    head, office = cast.head.unit, cast.director.unit
    below = org.a_unit("01-9", "team", "งานย่อยของกลุ่ม", parent=head)
    deeper = org.a_unit("01-9-1", "team", "งานย่อยของงาน", parent=below)
    letters = {unit.pk: make.a_letter(cast.officer, subject="แผนทดสอบกรอง") for unit in (office, head, below, deeper)}
    for unit_id, letter in letters.items():
        Letter.objects.filter(pk=letter.pk).update(unit_id=unit_id)
    school = make.a_letter(cast.school_clerk, subject="แผนทดสอบกรอง")
    search.rebuild()

    def narrowed(unit: Any) -> set[int]:
        return found_by(cast.officer.actor, "saraban.letter", "แผนทดสอบกรอง", unit_id=unit.pk)

    everything = {letter.pk for letter in letters.values()}
    assert narrowed(office) == everything
    assert narrowed(head) == everything - {letters[office.pk].pk}
    assert narrowed(below) == {letters[below.pk].pk, letters[deeper.pk].pk}
    assert narrowed(deeper) == {letters[deeper.pk].pk}
    assert narrowed(cast.schools[0]) == set()
    principal, clerk = cast.schools[0], cast.school_clerk.actor
    assert found_by(clerk, "saraban.letter", "แผนทดสอบกรอง", unit_id=principal.pk) == {school.pk}


def test_a_rolled_back_command_asks_for_nothing(cast: Cast) -> None:
    from django.db import transaction

    drain()

    @transaction.atomic
    def broken() -> None:
        make.a_letter(cast.officer, subject="จะไม่เกิดขึ้น")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert jobs_waiting() == 0


def test_the_text_of_an_enclosure_is_found_as_part_of_its_letter(cast: Cast) -> None:
    letter = make.a_letter(cast.officer, subject="ส่งเอกสาร")
    content = "รายการพัสดุคงเหลือสิ้นปี\n".encode()
    services.attach(actor=cast.officer.actor, letter=letter, file=receive(content, name="รายการ.txt"))
    drain()
    assert found_by(cast.officer.actor, "saraban.letter", "พัสดุคงเหลือ") == {letter.pk}
    assert found_by(cast.outsider.actor, "saraban.letter", "พัสดุคงเหลือ") == set()


def test_every_row_of_an_imported_register_is_found(cast: Cast) -> None:
    from khet.saraban.services import OldRow

    day = timezone.localdate()
    rows = [
        OldRow(line=at, number=at, year_be=2568, registered_on=day, subject=f"หนังสือเก่าเรื่องที่ {at}") for at in range(1, 8)
    ]
    services.import_register(actor=cast.clerk.actor, book="received", rows=rows, synthetic=True)
    reason, until = "จองไว้สำหรับงานเร่งด่วน", day
    services.reserve_numbers(actor=cast.clerk.actor, book="sent", reason=reason, until=until, count=3)
    drain()
    assert len(found_by(cast.clerk.actor, "saraban.registerentry", "หนังสือเก่า")) == 7
    assert len(found_by(cast.clerk.actor, "saraban.registerentry", "งานเร่งด่วน")) == 3


# ---- the page ------------------------------------------------------------------------------------------------------

URL = "/search/"
FITS = 8_000
"""Bytes of an address that nginx takes as it comes; of headers of an answer it takes half."""


def test_the_box_of_every_page_leads_here_and_an_empty_question_says_how_to_ask(cast: Cast) -> None:
    page = cast.clerk.get(URL)
    assert f'action="{URL}"' in page.text
    assert 'data-suggest="/search/suggest/"' in page.text
    assert "พิมพ์เลขหนังสือแบบใดก็ได้" in page.text
    assert cast.clerk.client.get("/work/").content.decode().count(f'action="{URL}"') == 1


@pytest.mark.parametrize("words", ["ศธ 04000/ว1", "ศธ04000/ว๑", "ว1", "ประชุม ผู้บริหาร", "ศธ ๐๔๐๐๐ / ว ๑"])
def test_a_letter_is_found_by_both_sides(cast: Cast, words: str) -> None:
    services.save_settings(actor=cast.clerk.actor, letter_prefix="ศธ 04000")
    letter = make.a_dispatched_letter(cast, circular=True)
    drain()
    for browser in (cast.clerk, cast.school_clerk):
        assert letter.get_absolute_url() in browser.get(URL, {"q": words}).text
    assert letter.get_absolute_url() not in cast.pupil.get(URL, {"q": words}).text


def test_our_own_receive_number_finds_the_row_of_the_register(cast: Cast) -> None:
    delivery = make.an_outside_letter(cast.clerk, letter_no="กท 9/9")
    drain()
    address = f"/letters/registers/entry/{delivery.entries.get().pk}/"
    assert address in cast.clerk.get(URL, {"q": "1"}).text
    assert address not in cast.school_clerk.get(URL, {"q": "1"}).text


def test_nothing_is_shown_of_others_or_of_secrets(cast: Cast) -> None:
    make.a_dispatched_letter(cast, units=[cast.schools[0]], subject="เฉพาะโรงเรียนแรก")
    make.an_outside_letter(cast.clerk, subject="เรื่องลับเฉพาะ", secrecy=2)
    drain()
    for person in (cast.outsider, cast.pupil, cast.teacher, cast.sysadmin):
        text = person.get(URL, {"q": "เฉพาะ"}).text
        assert "เฉพาะโรงเรียนแรก" not in text
        assert "เรื่องลับ" not in text.replace("หนังสือลับ", "")
        assert "ไม่พบสิ่งที่ท่านเปิดดูได้" in text
        assert "โรงเรียนแรก" not in person.get("/search/suggest/", {"q": "เฉพาะ"}).text
    assert "เรื่องลับ" not in cast.deputy.get("/search/suggest/", {"q": "เรื่องลับ"}).text.partition("search/?q=")[0]


@pytest.mark.parametrize("words", ["%", "_", "'", "\\", "<script>alert(1)", "ก" * 500, "1/" * 50, "0", "\u200b", '"'])
def test_odd_words_break_nothing(cast: Cast, words: str) -> None:
    make.an_outside_letter(cast.clerk)
    drain()
    for address in (URL, "/search/suggest/"):
        page = cast.clerk.get(address, {"q": words, "year": words, "unit": words, "first": words, "page": words})
        assert page.status == 200
        assert "<script>alert" not in page.text


def test_what_is_too_long_is_taken_as_far_as_it_goes_and_the_page_says_so(cast: Cast) -> None:
    make.an_outside_letter(cast.clerk, subject="ขอใช้สนามกีฬา")
    drain()
    said = "ใช้ 400 ตัวอักษรแรก"
    assert said not in cast.clerk.get(URL, {"q": "สนามกีฬา"}).text
    for words in ("สนามกีฬา " * 1_200, "ก" * 10_000, "่้" * 5_000, '"' * 10_000):
        page = cast.clerk.get(URL, {"q": words})
        assert page.status == 200
        assert said in page.text, words[:10]
        assert page.text.count(f'maxlength="{LONGEST}"') == 2, "what cannot stand in an address cannot be typed either"
    assert cast.clerk.get("/search/suggest/", {"q": "ก" * 10_000}).status == 200


def test_what_can_be_typed_fits_the_address_of_every_web_server(cast: Cast, client: Any) -> None:
    words = "ก" * LONGEST
    sign_in = client.get(URL, {"q": words}).headers["Location"]
    assert len(sign_in) < FITS, "the way back after signing in holds the address once more"
    typing = cast.clerk.client.get(URL, {"q": words}, headers={"HX-Request": "true"})
    assert sum(len(name) + len(value) for name, value in typing.headers.items()) < FITS / 2


def test_results_are_grouped_counted_narrowed_and_paged(cast: Cast) -> None:
    for number in range(23):
        make.an_outside_letter(cast.clerk, letter_no=f"กท {number}", subject="ขอใช้สนามกีฬา")
    drain()
    text = cast.clerk.get(URL, {"q": "สนามกีฬา"}).text
    assert "ดูทั้งหมดใน หนังสือ" in text
    one = cast.clerk.get(URL, {"q": "สนามกีฬา", "kind": "saraban.letter"}).text
    assert one.count('class="over"') == 20
    assert "page=2" in one
    assert cast.clerk.get(URL, {"q": "สนามกีฬา", "kind": "saraban.letter", "page": "2"}).text.count('class="over"') == 3
    assert "ไม่พบเมื่อกรองแบบนี้" in cast.clerk.get(URL, {"q": "สนามกีฬา", "year": "2560"}).text
    fragment = cast.clerk.client.get(URL, {"q": "สนามกี"}, headers={"HX-Request": "true"})
    assert fragment.content.decode().lstrip().startswith('<div id="found"')
    assert "<mark>" in fragment.content.decode()


def test_the_price_of_a_page_does_not_grow_with_what_is_found(cast: Cast) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def price() -> int:
        cast.clerk.get(URL, {"q": "วิทยากร"})
        with CaptureQueriesContext(connection) as seen:
            cast.clerk.get(URL, {"q": "วิทยากร"})
        return len(seen)

    for number in range(6):
        make.an_outside_letter(cast.clerk, letter_no=f"ก {number}")
    drain()
    few = price()
    for number in range(6, 40):
        make.an_outside_letter(cast.clerk, letter_no=f"ก {number}")
    drain()
    assert price() == few


def test_what_was_sent_off_is_remembered_and_can_be_forgotten(cast: Cast) -> None:
    make.an_outside_letter(cast.clerk, subject="ขอใช้สนามกีฬา")
    drain()
    cast.clerk.get(URL, {"q": "สนามกีฬา"})
    cast.clerk.client.get(URL, {"q": "สนาม"}, headers={"HX-Request": "true"})
    cast.clerk.get(URL, {"q": "ไม่มีคำนี้แน่"})
    assert "สนามกีฬา" in cast.clerk.get(URL).text
    assert "สนามกีฬา" in cast.clerk.get("/search/suggest/").text
    assert "สนามกีฬา" not in cast.officer.get(URL).text
    assert [each.text for each in reads.misses()] == ["ไม่มีคำนี้แน่"]
    assert cast.clerk.post("/search/recent/forget/").status == 303
    assert "สนามกีฬา" not in cast.clerk.get(URL).text
    cast.clerk.post("/search/recent/keep/", keep="0")
    cast.clerk.get(URL, {"q": "สนามกีฬา"})
    assert "สนามกีฬา" not in cast.clerk.get(URL).text
    assert "จำคำค้นให้ฉัน" in cast.clerk.get(URL).text
    cast.clerk.post("/search/recent/keep/", keep="1")
    assert "ไม่ต้องจำคำค้นของฉัน" in cast.clerk.get(URL).text


def test_strangers_are_led_to_sign_in(client: Any, db: None) -> None:
    assert client.get(URL, {"q": "x"}).status_code == 302
    assert client.get("/search/suggest/", {"q": "x"}).status_code == 403
    assert client.post("/search/recent/forget/").status_code == 302
    assert client.post("/search/recent/keep/").status_code == 302


def test_people_and_units_are_found_by_name_with_or_without_prefix(cast: Cast) -> None:
    search.rebuild()
    for words in ("นางสาวรัชดา ชุติภา", "รัชดา", "ชุติภา", "สารบรรณกลาง รัชดา"):
        assert cast.clerk.person.get_absolute_url() in cast.teacher.get(URL, {"q": words}).text, words
    for words in ("เกาะพะงันศึกษา", "โรงเรียนเกาะพะงันศึกษา", "พะงัน", "84020002"):
        assert cast.schools[1].get_absolute_url() in cast.teacher.get(URL, {"q": words}).text, words
    pupil = cast.pupil.person.get_absolute_url()
    assert pupil in cast.teacher.get(URL, {"q": "กล้า เรียนเก่ง"}).text
    assert pupil not in cast.outsider.get(URL, {"q": "กล้า เรียนเก่ง"}).text
    assert cast.teacher.person.get_absolute_url() not in cast.pupil.get(URL, {"q": "สุดา สอนดี"}).text
