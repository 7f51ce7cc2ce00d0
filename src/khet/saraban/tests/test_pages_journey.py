"""A letter through the pages: written, signed, sent, received, endorsed, answered."""

import re

from khet.jobs.services import drain
from khet.org.tests.cast import Cast
from khet.saraban.models import Delivery, Letter
from khet.saraban.tests import door
from khet.work.models import WorkItem

ASKS = [("saraban.acknowledge", "รับทราบ", ""), ("saraban.reply", "แจ้งผู้เข้าประชุม", "")]


def item_of(delivery: Delivery, kind: str) -> WorkItem:
    return WorkItem.objects.get(subject_kind="saraban.delivery", subject_id=delivery.pk, kind=kind, waiting=True)


def test_a_circular_goes_to_three_schools_and_its_wall_turns(cast: Cast) -> None:
    letter = door.proposed(cast, circular="on", asks=ASKS)
    assert letter.state == Letter.State.PROPOSED
    assert letter.subject in cast.director.get("/letters/sign/").text
    page = cast.director.get(f"/letters/{letter.pk}/sign/").text
    assert "ว1" in page
    signed = door.sign(cast.director, letter)
    assert signed.location == letter.get_absolute_url()
    drain()
    page = cast.clerk.get(letter.get_absolute_url()).text
    assert "ส่งถึง 3 แห่ง" in page
    sent = cast.clerk.post(f"/letters/{letter.pk}/dispatch/")
    assert sent.status == 303

    delivery = Delivery.objects.get(letter=letter, unit=cast.schools[0])
    there = delivery.get_absolute_url()
    page = cast.school_clerk.get(there).text
    assert "ลงรับ" in page
    assert Delivery.objects.get(pk=delivery.pk).opened_at is not None
    cast.school_clerk.post(f"{there}register/")
    page = cast.school_clerk.get(there).text
    assert "1/" in page
    assert "เกษียนและเสนอ" in page
    assert re.search(rf'<option value="{cast.principal.post_held.pk}" selected>', page)
    cast.school_clerk.post(f"{there}endorse/", note="เพื่อโปรดทราบ", order="propose", to=cast.principal.post_held.pk)
    page = cast.principal.get(there).text
    assert "สั่งการ" in page
    cast.principal.post(f"{there}assign/", note="มอบครูสุดา", to=cast.teacher.post_held.pk)
    page = cast.teacher.get(there).text
    assert "ส่งคำตอบ" in page

    acknowledge, reply = item_of(delivery, "saraban.acknowledge"), item_of(delivery, "saraban.reply")
    assert cast.teacher.post(f"{there}answer/{acknowledge.pk}/").status == 303
    empty = cast.teacher.post(f"{there}answer/{reply.pk}/")
    assert empty.status == 422
    assert "พิมพ์คำตอบ" in empty.text
    done = cast.teacher.post(f"{there}answer/{reply.pk}/", **door.typed({f"a{reply.pk}-text": "นางสุดา สอนดี"}))
    assert done.status == 303
    page = cast.clerk.get(f"/work/wall/saraban.letter/{letter.pk}/").text
    assert "ตอบครบ <b>1</b> จาก 3 แห่ง" in page
    page = cast.clerk.get(letter.get_absolute_url()).text
    assert "ลงรับแล้ว" in page
    assert cast.clerk.get(f"/letters/{letter.pk}/receiver/{delivery.pk}/").status == 200
    assert cast.clerk.get(f"/letters/{letter.pk}/answers.xlsx").status == 200
    assert cast.clerk.get(f"/letters/{letter.pk}/answers.zip").status == 200
    assert cast.school_clerk.get(f"{there}slip.pdf").status == 200
    assert cast.school_clerk.get(f"{there}page/1.png").status == 200
