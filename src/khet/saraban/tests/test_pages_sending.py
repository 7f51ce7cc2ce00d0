"""Writing, review, signing and sending through the pages."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from khet.jobs.services import drain
from khet.org.tests import factories as org
from khet.org.tests.cast import Cast
from khet.saraban import services
from khet.saraban.models import Delivery, Letter, LetterTemplate
from khet.saraban.services import AskSpec, Recipients
from khet.saraban.tests import door
from khet.saraban.tests import factories as make
from khet.work.models import WorkItem


def test_a_template_begins_a_letter(cast: Cast) -> None:
    template = LetterTemplate.objects.filter(desk=None).first() or LetterTemplate.objects.create(
        kind="external", name="ขอเชิญ", subject="ขอเชิญประชุม"
    )
    assert template.name in cast.clerk.get("/letters/new/").text
    page = cast.clerk.get(f"/letters/new/{template.kind}/?template={template.pk}").text
    assert template.subject in page
    assert "data:image/png" in page
    assert cast.clerk.get("/letters/new/nothing/").status == 404


@pytest.mark.parametrize("kind", ["external", "memo", "stamped", "order", "announcement", "certificate", "evidence"])
def test_every_kind_has_its_page(cast: Cast, kind: str) -> None:
    assert cast.officer.get(f"/letters/new/{kind}/").status == 200
    made = door.compose(cast.officer, f"/letters/new/{kind}/", kind=kind)
    assert made.status == 303
    assert door.latest().kind == kind
    assert cast.officer.get(made.location).status == 200


def test_pupils_write_no_letters(cast: Cast) -> None:
    assert cast.pupil.get("/letters/new/").status == 403


def test_a_letter_without_a_subject_comes_back_as_typed(cast: Cast) -> None:
    page = door.compose(cast.officer, subject="", body="ข้อความที่พิมพ์ไว้")
    assert page.status == 422
    assert "ยังไม่มีชื่อเรื่อง" in page.text
    assert "ข้อความที่พิมพ์ไว้" in page.text
    assert not Letter.objects.exists()


def test_what_is_missing_holds_a_letter_back_and_is_counted(cast: Cast) -> None:
    day = ("saraban.acknowledge", "รับทราบ", "29/11/2569")
    page = door.compose(cast.officer, body="", do="propose", asks=[day])
    assert page.status == 422
    assert "ยังเสนอลงนามไม่ได้ มี 4 จุดต้องแก้" in page.text
    letter = Letter.objects.get()
    assert letter.state == Letter.State.DRAFT
    assert f'action="/letters/{letter.pk}/edit/"' in page.text


def test_asks_are_added_and_taken_off_without_script(cast: Cast) -> None:
    page = door.compose(cast.officer, do="add:saraban.attach")
    assert page.status == 200
    assert 'name="ask-0-kind"' in page.text
    asks = [("saraban.acknowledge", "รับทราบ", ""), ("saraban.attach", "ส่งแบบ", "")]
    page = door.compose(cast.officer, do="drop:0", asks=asks)
    assert "ส่งแบบ" in page.text
    assert 'name="ask-0-kind"' not in page.text
    assert not Letter.objects.exists()
    data: dict[str, Any] = {"ask-1-kind": "saraban.attach", "ask-1-label": "ส่งแบบ", "ask-1-due": "", "asks-count": "2"}
    door.compose(cast.officer, **data)
    assert [ask.label for ask in services.asks_of(door.latest())] == ["ส่งแบบ"]


def test_the_picture_follows_what_is_typed(cast: Cast) -> None:
    page = cast.officer.post("/letters/preview/0/", subject="เรื่องใหม่", kind="external", urgency="0", secrecy="0")
    assert page.text.count("data:image/png") == 1
    assert "มีชื่อเรื่อง" in page.text
    letter = make.a_letter(cast.officer)
    page = cast.officer.post(f"/letters/preview/{letter.pk}/", subject="", kind="external", urgency="0", secrecy="0")
    assert "ยังไม่มีชื่อเรื่อง" in page.text
    letter.refresh_from_db()
    assert letter.revision == 1


def test_two_tabs_do_not_overwrite_each_other(cast: Cast) -> None:
    letter = make.a_letter(cast.officer)
    there = f"/letters/{letter.pk}/edit/"
    assert door.compose(cast.head, there, revision=1, subject="จากหัวหน้า").status == 303
    late = door.compose(cast.officer, there, revision=1, subject="จากเจ้าหน้าที่")
    assert late.status == 409
    assert cast.head.person.full_name in late.text
    assert "จากเจ้าหน้าที่" in late.text
    letter.refresh_from_db()
    assert letter.subject == "จากหัวหน้า"


def test_a_draft_is_saved_in_the_background(cast: Cast) -> None:
    letter = make.a_letter(cast.officer)
    there = f"/letters/{letter.pk}/autosave/"
    saved = door.compose(cast.officer, there, revision=1, subject="พิมพ์ต่อ")
    assert saved.json()["revision"] == 2
    stale = door.compose(cast.officer, there, revision=1, subject="เก่า")
    assert (stale.status, stale.json()["stale"]) == (409, True)
    assert door.compose(cast.officer, there, revision=2, subject="").status == 422


def test_a_letter_posted_twice_is_one(cast: Cast) -> None:
    for _press in range(2):
        door.compose(cast.officer, once="abc123")
    assert Letter.objects.count() == 1


def test_a_draft_is_thrown_away(cast: Cast) -> None:
    letter = make.a_letter(cast.officer)
    cast.officer.post(f"/letters/{letter.pk}/discard/")
    assert not Letter.objects.exists()


def test_a_draft_goes_to_review_comes_back_and_passes(cast: Cast) -> None:
    nobody = door.compose(cast.officer, do="review")
    assert nobody.status == 422
    assert "เลือกผู้ตรวจก่อนส่งตรวจ" in nobody.text
    letter = door.latest()
    there = f"/letters/{letter.pk}/"
    reviewer = cast.head.post_held.pk
    sent = door.compose(cast.officer, f"{there}edit/", do="review", reviewer=reviewer, revision=1)
    assert sent.status == 303, sent.text
    assert "รอท่านตรวจ" in cast.head.get(there).text
    bare = cast.head.post(f"{there}return/", note="")
    assert bare.status == 422
    cast.head.post(f"{there}return/", note="แก้วันที่")
    assert "แก้วันที่" in cast.officer.get(f"{there}edit/").text
    letter.refresh_from_db()
    again: dict[str, Any] = {"do": "review", "reviewer": reviewer, "revision": letter.revision, "body": "ข้อความที่แก้แล้ว"}
    door.compose(cast.officer, f"{there}edit/", **again)
    difference = cast.head.get(f"{there}versions/").text
    assert "<ins>" in difference
    assert "<del>" in difference
    cast.head.post(f"{there}approve/", note="ผ่าน", next="")
    letter.refresh_from_db()
    assert letter.state == Letter.State.APPROVED
    assert cast.officer.post(f"{there}propose/").status == 409  # nobody to sign was chosen
    letter.signer_post = cast.head.post_held
    letter.save()
    assert cast.officer.post(f"{there}propose/").status == 303
    letter.refresh_from_db()
    assert letter.state == Letter.State.PROPOSED
    cast.officer.post(f"{there}recall/")
    letter.refresh_from_db()
    assert letter.state == Letter.State.DRAFT


def test_signing_asks_for_a_fresh_proof_and_for_what_was_seen(cast: Cast) -> None:
    letter = door.proposed(cast)
    now = f"/letters/{letter.pk}/sign/now/"
    asked = cast.director.post(now, content=services.content_hash(letter))
    assert asked.location.startswith("/accounts/reauthenticate/")
    door.prove(cast.director)
    changed = cast.director.post(now, content="another")
    assert changed.status == 409
    letter.refresh_from_db()
    assert letter.state == Letter.State.PROPOSED
    assert cast.head.get(f"/letters/{letter.pk}/sign/").status == 403
    assert cast.clerk.get(f"/letters/{letter.pk}/sign/").status == 403


def test_a_director_signs_several_from_the_phone(cast: Cast) -> None:
    letters = [door.proposed(cast, subject=f"เรื่องที่ {each}") for each in range(3)]
    asked = cast.director.post("/letters/sign/all/", pick=[letters[0].pk])
    assert asked.location.startswith("/accounts/reauthenticate/")
    door.prove(cast.director)
    assert cast.director.post("/letters/sign/all/").status == 409
    page = cast.director.get("/letters/sign/").text
    seen = dict(re.findall(r'name="(content-\d+)" value="(\w+)"', page))
    cast.director.post("/letters/sign/all/", pick=[letter.pk for letter in letters[:2]], **door.typed(seen))
    states = [Letter.objects.get(pk=letter.pk).state for letter in letters]
    assert states == ["issued", "issued", "proposed"]


def test_the_page_waits_for_the_paper_and_then_sends(cast: Cast) -> None:
    letter = door.proposed(cast)
    door.sign(cast.director, letter)
    assert "กำลังสร้างไฟล์หนังสือ" in cast.clerk.get(f"/letters/{letter.pk}/progress/").text
    early = cast.clerk.post(f"/letters/{letter.pk}/dispatch/")
    assert early.status == 409
    drain()
    assert "ไฟล์หนังสือพร้อมแล้ว" in cast.clerk.get(f"/letters/{letter.pk}/progress/").text
    for _press in range(2):
        cast.clerk.post(f"/letters/{letter.pk}/dispatch/", once="one-press")
    assert Delivery.objects.filter(letter=letter).count() == 3
    assert letter.dispatches.count() == 1


def test_paper_signed_by_hand_is_numbered_scanned_and_sent(cast: Cast) -> None:
    letter = make.a_letter(cast.clerk)
    there = f"/letters/{letter.pk}/"
    assert cast.clerk.get(f"{there}issue/").status == 200
    made = cast.clerk.post(
        f"{there}issue/now/", content=services.content_hash(letter), signer_name="นายสมชาย ผู้นำเขต", signer_title="ผอ."
    )
    assert made.status == 303
    drain()
    assert "แนบฉบับลงนาม" in cast.clerk.get(there).text
    none = cast.clerk.post(f"{there}signed/")
    assert none.status == 422
    cast.clerk.post(f"{there}printed/")
    letter.refresh_from_db()
    assert letter.state == Letter.State.READY
    assert "ยังไม่ได้เลือกผู้รับ เลือกอย่างน้อยหนึ่งแห่งแล้วส่งอีกครั้ง" in cast.clerk.get(there).text
    empty = cast.clerk.post(f"{there}to/")
    assert empty.status == 422
    cast.clerk.post(f"{there}to/", units=[cast.schools[0].pk])
    assert Delivery.objects.filter(letter=letter).count() == 1
    cast.clerk.post(f"{there}to/add/", all_schools="on")
    assert Delivery.objects.filter(letter=letter).count() == 3


def test_the_scan_of_the_paper_signed_by_hand_is_what_goes_out(cast: Cast) -> None:
    letter = make.a_letter(cast.clerk)
    there = f"/letters/{letter.pk}/"
    by_hand: Any = {"signer_name": "นายสมชาย ผู้นำเขต", "signer_title": "ผอ."}
    cast.clerk.post(f"{there}issue/now/", content=services.content_hash(letter), **by_hand)
    drain()
    scan = SimpleUploadedFile("ลงนามแล้ว.pdf", make.PDF, "application/pdf")
    assert cast.clerk.post(f"{there}signed/", scan=scan).status == 303
    letter.refresh_from_db()
    assert letter.pdf is not None
    assert (letter.state, letter.pdf.name) == (Letter.State.READY, "ลงนามแล้ว.pdf")


def test_a_number_is_voided_with_its_reason(cast: Cast) -> None:
    letter = make.a_ready_letter(cast.clerk, cast.director)
    there = f"/letters/{letter.pk}/"
    assert cast.clerk.post(f"{there}void/", reason="").status == 422
    cast.clerk.post(f"{there}void/", reason="พิมพ์ซ้ำ")
    page = cast.clerk.get(there).text
    assert "ยกเลิกเลข" in page
    assert "พิมพ์ซ้ำ" in page


def test_a_sent_letter_is_withdrawn_with_its_reason(cast: Cast) -> None:
    letter = make.a_dispatched_letter(cast)
    there = f"/letters/{letter.pk}/"
    bare = cast.clerk.post(f"{there}withdraw/", reason="")
    assert bare.status == 422
    assert "ยังทำรายการไม่ได้" in bare.text
    cast.clerk.post(f"{there}withdraw/", reason="ส่งผิดฉบับ")
    page = cast.school_clerk.get(make.delivery_at(letter, cast.schools[0]).get_absolute_url()).text
    assert "ส่งผิดฉบับ" in page


def test_a_replacement_takes_the_place_of_the_old_one(cast: Cast) -> None:
    old = make.a_dispatched_letter(cast, asks=(make.ACKNOWLEDGE,))
    begun = cast.clerk.post(f"/letters/{old.pk}/replace/")
    new = door.latest()
    assert begun.location == f"/letters/{new.pk}/edit/"
    services.propose_to_sign(actor=cast.clerk.actor, letter=new, signer_post=cast.director.post_held)
    make.sign(cast.director, new)
    drain()
    assert "ส่งฉบับแทน" in cast.clerk.get(f"/letters/{new.pk}/").text
    cast.clerk.post(f"/letters/{new.pk}/dispatch/")
    old.refresh_from_db()
    assert old.state == Letter.State.WITHDRAWN
    assert Delivery.objects.filter(letter=new).count() == 3
    assert "ดูฉบับแทน" in cast.clerk.get(f"/letters/{old.pk}/").text


def test_one_receiver_is_helped_apart(cast: Cast) -> None:
    asks = (make.ACKNOWLEDGE, AskSpec("saraban.reply", "ตอบ"))
    letter = make.a_dispatched_letter(cast, asks=asks)
    delivery = make.delivery_at(letter, cast.schools[0])
    there = f"/letters/{letter.pk}/receiver/{delivery.pk}/"
    items = WorkItem.objects.filter(subject_kind="saraban.delivery", subject_id=delivery.pk)
    item = items.get(kind="saraban.reply")
    assert cast.clerk.post(f"{there}extend/", due="", reason="").status == 422
    cast.clerk.post(f"{there}extend/", due="30/12/2569", reason="น้ำท่วม")
    assert items.get(pk=item.pk).due_at is not None
    cast.clerk.post(
        f"{there}record/{item.pk}/", **door.typed({f"r{item.pk}-via": "phone", f"r{item.pk}-text": "ผอ. แจ้งว่าไปสองคน"})
    )
    assert "ผอ. แจ้งว่าไปสองคน" in cast.clerk.get(there).text
    cast.clerk.post(f"{there}back/{item.pk}/", **door.typed({f"b{item.pk}-note": "ขอชื่อด้วย"}))
    assert items.get(pk=item.pk).waiting
    cast.clerk.post(f"{there}withdraw/", reason="ไม่เกี่ยว")
    delivery.refresh_from_db()
    assert delivery.stage == "withdrawn"


def test_a_letter_ends_before_everybody_answered(cast: Cast) -> None:
    letter = make.a_dispatched_letter(cast, asks=(make.ACKNOWLEDGE,))
    cast.clerk.post(f"/letters/{letter.pk}/close/")
    letter.refresh_from_db()
    assert letter.state == Letter.State.CLOSED


def test_an_earlier_letter_is_copied_as_new(cast: Cast) -> None:
    letter = make.a_dispatched_letter(cast)
    begun = cast.clerk.post(f"/letters/{letter.pk}/copy/")
    made = door.latest()
    assert begun.location == f"/letters/{made.pk}/edit/"
    assert (made.subject, made.letter_no) == (letter.subject, "")
    assert cast.school_clerk.post(f"/letters/{letter.pk}/copy/").status == 404


def test_files_are_put_on_a_draft_and_taken_off(cast: Cast) -> None:
    letter = make.a_letter(cast.officer)
    there = f"/letters/{letter.pk}/edit/"
    text = SimpleUploadedFile("แบบ.txt", "ข้อความ".encode(), "text/plain")
    made = door.compose(cast.officer, there, revision=1, attached=text)
    assert made.status == 303, made.text
    row = letter.files.get()
    assert row.file.name in cast.officer.get(there).text
    bad = SimpleUploadedFile("ภาพ.png", b"MZ\x90\x00 not a picture", "image/png")
    assert door.compose(cast.officer, there, revision=2, attached=bad).status == 422
    door.compose(cast.officer, there, revision=2, do=f"detach:{row.pk}")
    assert not letter.files.exists()


def test_groups_reach_their_members(cast: Cast) -> None:
    cast.clerk.post("/letters/lists/", name="สองแห่ง", units=[cast.schools[0].pk, cast.schools[1].pk])
    page = cast.clerk.get("/letters/new/external/").text
    found = re.search(r'name="groups" value="(\d+)"', page)
    assert found
    door.compose(cast.clerk, groups=[found[1]])
    plan = Recipients.from_plan(door.latest().plan)
    assert {each.unit_id for each in services.targets_of(plan)} == {cast.schools[0].pk, cast.schools[1].pk}


def test_the_home_shows_each_their_own(cast: Cast) -> None:
    door.proposed(cast, subject="รอลงนามอยู่")
    sent = make.a_dispatched_letter(cast, asks=(make.ACKNOWLEDGE,), subject="รอคำตอบอยู่")
    ready = make.a_ready_letter(cast.clerk, cast.director, subject="พร้อมส่งอยู่")
    assert "รอท่านลงนาม" in cast.director.get("/").text
    page = cast.clerk.get("/").text
    assert ready.subject in page
    assert f"/work/wall/saraban.letter/{sent.pk}/" in page
    page = cast.school_clerk.get("/").text
    assert "รอลงรับ 1 ฉบับ" in page


def test_many_receivers_stand_on_pages_of_their_own(cast: Cast) -> None:
    more = [org.a_unit(f"8499{n:04d}", "school", f"โรงเรียนที่ {n}", parent=cast.office) for n in range(22)]
    letter = make.a_dispatched_letter(cast, units=[*cast.schools, *more])
    first = cast.clerk.get(letter.get_absolute_url()).text
    found = re.search(r'href="\?stage=&amp;page=([^#"]+)#receivers">ถัดไป', first)
    assert found
    second = cast.clerk.get(f"{letter.get_absolute_url()}?page={found[1]}").text
    one, two = (set(re.findall(r"/receiver/(\d+)/", page)) for page in (first, second))
    assert (len(one), len(two), one & two) == (20, 5, set())
    assert "ก่อนหน้า" in second
