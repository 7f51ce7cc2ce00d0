"""เลขรับ struck through: the letter waits for ลงรับ again, and everybody concerned can read so."""

from django.utils.html import escape

from khet.files import services as files
from khet.jobs.services import drain
from khet.org.tests.cast import Browser, Cast
from khet.paper.services import text_of
from khet.saraban import services
from khet.saraban.models import Delivery, RegisterEntry
from khet.saraban.tests import factories as make
from khet.thai.bangkok import today
from khet.thai.years import to_be
from khet.work.models import WorkItem

YEAR = to_be(today().year)
SAID = "ยกเลิกเลขรับ"


def void(by: Browser, delivery: Delivery, reason: str = "ลงผิดเล่ม") -> RegisterEntry:
    entry = delivery.entries.get(state="issued")
    assert by.post(f"/letters/registers/entry/{entry.pk}/void/", reason=reason).status == 303
    entry.refresh_from_db()
    return entry


def waiting(delivery: Delivery, kind: str) -> list[WorkItem]:
    items = WorkItem.objects.filter(subject_kind="saraban.delivery", subject_id=delivery.pk, kind=kind, waiting=True)
    return list(items)


def test_the_letter_waits_in_the_registrys_inbox_and_is_registered_with_the_next_number(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast, asks=(make.ACKNOWLEDGE,))
    drain()
    assert void(cast.school_clerk, delivery).state == "void"
    assert len(waiting(delivery, "saraban.register")) == 1
    assert waiting(delivery, "saraban.endorse") == []
    assert len(waiting(delivery, "saraban.acknowledge")) == 1
    page = cast.school_clerk.get(f"/letters/in/{delivery.pk}/").text
    assert f"ยกเลิกเลขรับ 1/{YEAR} แล้ว รอลงรับใหม่" in page
    assert "ลงผิดเล่ม" in page
    assert "ทำเป็นยังไม่เปิด" not in page
    assert delivery.letter.subject in cast.school_clerk.get("/work/").text
    assert cast.school_clerk.post(f"/letters/in/{delivery.pk}/register/").status == 303
    assert delivery.entries.get(state="issued").number == 2
    assert waiting(delivery, "saraban.register") == []
    assert len(waiting(delivery, "saraban.endorse")) == 1
    assert "รอลงรับใหม่" not in cast.school_clerk.get(f"/letters/in/{delivery.pk}/").text


def test_the_stamp_bears_the_new_number(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast)
    drain()
    delivery.refresh_from_db()
    first = delivery.stamped_id
    assert first is not None
    void(cast.school_clerk, delivery)
    drain()
    delivery.refresh_from_db()
    assert delivery.stamped_id is None
    services.register_delivery(actor=cast.school_clerk.actor, delivery=delivery)
    drain()
    delivery.refresh_from_db()
    assert delivery.stamped is not None
    assert delivery.stamped_id != first
    assert "เลขรับ ๒" in " ".join(text_of(files.read_bytes(delivery.stamped)).split())


def test_the_senders_wall_and_list_say_so_without_the_reason(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast, asks=(make.ACKNOWLEDGE,))
    letter = delivery.letter
    pages = (
        f"/work/wall/saraban.letter/{letter.pk}/",
        letter.get_absolute_url(),
        f"/letters/{letter.pk}/receiver/{delivery.pk}/",
    )
    for url in pages:
        assert SAID not in cast.clerk.get(url).text
    void(cast.school_clerk, delivery, "พิมพ์ผิดในโรงเรียน")
    for url in pages:
        page = cast.clerk.get(url).text
        assert SAID in page, url
        assert f"1/{YEAR}" in page
        assert "พิมพ์ผิดในโรงเรียน" not in page
    services.register_delivery(actor=cast.school_clerk.actor, delivery=delivery)
    for url in pages:
        assert SAID not in cast.clerk.get(url).text


def test_whoever_has_the_matter_goes_on_when_the_new_number_stands(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast)
    seat = cast.teacher.post_held
    services.endorse(actor=cast.school_clerk.actor, delivery=delivery, order="assign", to_post=seat)
    void(cast.school_clerk, delivery)
    assert waiting(delivery, "saraban.endorse") == []
    assert "รอลงรับใหม่" in cast.teacher.get(f"/letters/in/{delivery.pk}/").text
    services.register_delivery(actor=cast.school_clerk.actor, delivery=delivery)
    item = waiting(delivery, "saraban.endorse")[0]
    assert (item.asked_post_id, item.asked_unit_id) == (seat.pk, seat.unit_id)
    assert escape(delivery.letter.subject) in cast.teacher.get("/work/").text


def test_a_closed_matter_opens_and_a_withdrawn_one_does_not(cast: Cast) -> None:
    closed = make.a_registered_delivery(cast, subject="เรื่องยุติแล้ว")
    services.endorse(actor=cast.school_clerk.actor, delivery=closed, order="close")
    gone = make.a_registered_delivery(cast, subject="เรื่องถอน")
    services.withdraw_letter(actor=cast.clerk.actor, letter=gone.letter, reason="ส่งผิด")
    for delivery in (closed, gone):
        void(cast.school_clerk, delivery)
        delivery.refresh_from_db()
    assert (closed.stage, closed.closed_at, len(waiting(closed, "saraban.register"))) == ("opened", None, 1)
    assert (gone.stage, waiting(gone, "saraban.register")) == ("withdrawn", [])


def test_a_letter_from_outside_waits_again_too(cast: Cast) -> None:
    delivery = make.an_outside_letter(cast.clerk)
    void(cast.clerk, delivery)
    assert len(waiting(delivery, "saraban.register")) == 1
    assert cast.clerk.post(f"/letters/in/{delivery.pk}/register/").status == 303
    assert delivery.entries.get(state="issued").number == 2
