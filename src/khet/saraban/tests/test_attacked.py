"""Holes that were found by attacking the pages, each with the press that opened it."""

from khet.jobs.services import drain
from khet.org.tests.cast import Cast
from khet.saraban import services
from khet.saraban.models import Delivery, Letter, RegisterEntry
from khet.saraban.services import AskSpec, Recipients
from khet.saraban.tests import factories as make
from khet.work.models import WorkItem


def the_reply(cast: Cast, delivery: Delivery) -> Letter:
    """Written by the school's clerk, signed by its principal."""
    reply = services.reply_letter(actor=cast.school_clerk.actor, delivery=delivery)
    drafted = make.a_draft(subject="ส่งรายชื่อ")
    reply = services.save_draft(actor=cast.school_clerk.actor, draft=drafted, letter=reply)
    services.propose_to_sign(actor=cast.school_clerk.actor, letter=reply, signer_post=cast.principal.post_held)
    reply.refresh_from_db()
    return make.sign(cast.principal, reply)


def test_the_signer_may_send_the_letter_that_answers(cast: Cast) -> None:
    letter = make.a_dispatched_letter(cast, units=[cast.schools[0]], asks=[AskSpec("saraban.reply", "ส่งรายชื่อ")])
    delivery = make.delivery_at(letter, cast.schools[0])
    reply = the_reply(cast, delivery)
    drain()
    assert cast.principal.post(f"/letters/{reply.pk}/dispatch/").status == 303
    item = WorkItem.objects.get(kind="saraban.reply", subject_id=delivery.pk)
    assert item.state == WorkItem.State.ANSWERED
    assert f"หนังสือที่ {Letter.objects.get(pk=reply.pk).letter_no}" in item.result_text


def test_a_withdrawn_letter_that_schools_registered_gives_up_its_number(cast: Cast) -> None:
    letter = make.a_registered_delivery(cast).letter
    services.withdraw_letter(actor=cast.clerk.actor, letter=letter, reason="ผิดฉบับ")
    assert cast.clerk.post(f"/letters/{letter.pk}/void/", reason="ผิดฉบับ").status == 303
    assert RegisterEntry.objects.get(letter=letter, desk=cast.office).is_void
    assert not RegisterEntry.objects.get(letter=letter, desk=cast.schools[0]).is_void
    assert cast.clerk.post(f"/letters/{letter.pk}/void/", reason="อีกครั้ง").status == 422


def test_a_receiver_has_no_door_to_the_senders_page(cast: Cast) -> None:
    letter = make.a_registered_delivery(cast).letter
    for act in ("withdraw", "void", "return", "approve", "to/add", "signed"):
        sent = cast.outsider.post(f"/letters/{letter.pk}/{act}/", reason="x", note="x")
        assert sent.status == 404, act


def test_a_colleague_to_whom_a_secret_letter_is_addressed_does_not_read_what_another_answered(cast: Cast) -> None:
    letter = make.a_ready_letter(cast.officer, cast.director, secrecy=1)
    to = Recipients(person_ids=(cast.head.person.pk, cast.deputy.person.pk))
    services.dispatch(actor=cast.officer.actor, letter=letter, to=to, asks=[AskSpec("saraban.reply", "ความเห็น")])
    theirs = letter.deliveries.get(to_person=cast.deputy.person)
    item = WorkItem.objects.get(kind="saraban.reply", subject_id=theirs.pk)
    services.answer_ask(actor=cast.deputy.actor, item=item, text="ความเห็นของรองผู้อำนวยการ")
    mine = letter.deliveries.get(to_person=cast.head.person)
    for url in (letter.get_absolute_url(), mine.get_absolute_url()):
        assert "ความเห็นของรองผู้อำนวยการ" not in cast.head.get(url).text
    assert cast.head.get(letter.get_absolute_url()).location == mine.get_absolute_url()
    for url in (f"{letter.get_absolute_url()}versions/", f"/work/wall/saraban.letter/{letter.pk}/"):
        assert cast.head.get(url).status == 404
        assert cast.officer.get(url).status == 200
    assert "ความเห็นของรองผู้อำนวยการ" in cast.officer.get(letter.get_absolute_url()).text


def test_a_browser_that_hands_in_a_form_instead_of_its_subscription_is_told(cast: Cast) -> None:
    assert cast.clerk.post("/notices/push/", endpoint="x").status == 422
