"""A letter from its draft to the last answer, seen from both ends."""

from dataclasses import replace

from khet.jobs.services import drain
from khet.org.tests.cast import Cast
from khet.saraban import reads, services
from khet.saraban.models import Delivery, Endorsement, Letter, RegisterEntry
from khet.saraban.services import AskSpec
from khet.saraban.tests import factories as make
from khet.work.models import WorkItem
from khet.work.reads.inbox import items_of
from khet.work.services import progress

Order = Endorsement.Order
ASKS = (make.ACKNOWLEDGE, AskSpec("saraban.reply", "แจ้งผู้เข้าประชุม"))


def waiting(browser: object, kind: str) -> list[WorkItem]:
    return [item for item in items_of(browser.actor, "mine") if item.kind == kind]  # type: ignore[attr-defined]


def test_a_circular_goes_out_and_its_wall_turns_green(cast: Cast) -> None:
    services.save_settings(actor=cast.clerk.actor, letter_prefix="ศธ 04000")
    letter = make.a_letter(cast.officer, circular=True, to=make.to_units(*cast.schools), asks=ASKS)
    services.submit_for_review(actor=cast.officer.actor, letter=letter, to_post=cast.head.post_held)
    assert len(waiting(cast.head, "saraban.review")) == 1
    services.return_draft(actor=cast.head.actor, letter=letter, note="แก้วันที่")
    services.submit_for_review(actor=cast.officer.actor, letter=letter, to_post=cast.head.post_held)
    services.approve_draft(actor=cast.head.actor, letter=letter)
    services.propose_to_sign(actor=cast.officer.actor, letter=letter, signer_post=cast.director.post_held)
    letter = make.sign(cast.director, letter)
    assert letter.letter_no == "ศธ 04000/ว1"
    assert letter.state == Letter.State.ISSUED
    drain()
    services.dispatch(actor=cast.clerk.actor, letter=letter)

    assert len(waiting(cast.school_clerk, "saraban.register")) == 1
    delivery = make.delivery_at(letter, cast.schools[0])
    assert services.mark_opened(actor=cast.school_clerk.actor, delivery=delivery)
    entry = services.register_delivery(actor=cast.school_clerk.actor, delivery=delivery)
    assert (entry.number, entry.letter_no, entry.from_text) == (1, "ศธ 04000/ว1", cast.clerk.actor.desk_name)
    rows = reads.register_rows(cast.school_clerk.actor, desk_id=cast.schools[0].pk, book="received")
    assert [row.subject for row in rows] == [letter.subject]

    services.endorse(
        actor=cast.school_clerk.actor,
        delivery=delivery,
        order=Order.PROPOSE,
        note="เพื่อโปรดทราบ",
        to_post=cast.principal.post_held,
    )
    services.endorse(
        actor=cast.principal.actor,
        delivery=delivery,
        order=Order.ASSIGN,
        note="มอบครูสุดา",
        to_post=cast.teacher.post_held,
    )
    for item in waiting(cast.school_clerk, "saraban.acknowledge"):
        services.answer_ask(actor=cast.school_clerk.actor, item=item)
    reply = WorkItem.objects.get(subject_id=delivery.pk, kind="saraban.reply")
    services.answer_ask(actor=cast.teacher.actor, item=reply, text="นางสุดา สอนดี")
    delivery.refresh_from_db()
    assert delivery.answered_at is not None
    done = progress(letter.ref)
    assert (done.total, done.done) == (6, 2)

    for item in WorkItem.objects.filter(
        basis_id=letter.pk, basis_kind="saraban.letter", ask__isnull=False, waiting=True
    ):
        other = Delivery.objects.get(pk=item.subject_id)
        services.answer_for(actor=cast.officer.actor, delivery=other, item=item, via="phone", text="โทรแจ้งแล้ว")
    letter.refresh_from_db()
    assert letter.state == Letter.State.CLOSED


def test_a_reply_letter_answers_what_was_asked(cast: Cast) -> None:
    letter = make.a_dispatched_letter(cast, asks=(AskSpec("saraban.reply", "ตอบภายในกำหนด"),))
    delivery = make.delivery_at(letter, cast.schools[0])
    services.register_delivery(actor=cast.school_clerk.actor, delivery=delivery)
    answer = services.reply_letter(actor=cast.school_clerk.actor, delivery=delivery)
    assert letter.letter_no in answer.references
    draft = replace(services.draft_of(answer), body="ขอแจ้งผู้เข้าประชุมดังนี้")
    answer = services.save_draft(actor=cast.school_clerk.actor, letter=answer, draft=draft)
    services.propose_to_sign(actor=cast.school_clerk.actor, letter=answer, signer_post=cast.principal.post_held)
    answer = make.sign(cast.principal, answer)
    drain()
    services.dispatch(actor=cast.school_clerk.actor, letter=answer)
    delivery.refresh_from_db()
    assert delivery.answered_at is not None
    assert delivery.answers.get().letter == answer
    back = make.delivery_at(answer, cast.office)
    row = services.register_delivery(actor=cast.clerk.actor, delivery=back)
    assert row.number == 1


def test_a_letter_from_outside_is_received_stamped_and_closed(cast: Cast) -> None:
    delivery = make.an_outside_letter(cast.clerk)
    drain()
    entry = RegisterEntry.objects.get(delivery=delivery)
    assert (entry.number, entry.letter_no) == (1, "อว 0601/123")
    services.endorse(actor=cast.clerk.actor, delivery=delivery, order=Order.PROPOSE, to_post=cast.director.post_held)
    assert not waiting(cast.clerk, "saraban.endorse")
    services.endorse(actor=cast.director.actor, delivery=delivery, order=Order.NOTED, note="ทราบ")
    services.endorse(actor=cast.clerk.actor, delivery=delivery, order=Order.CLOSE)
    delivery.refresh_from_db()
    assert delivery.stage == "closed"
    assert [each.order for each in delivery.endorsements.order_by("seq")] == ["propose", "noted", "close"]


def test_a_memo_goes_to_a_post_of_the_same_office_without_a_receive_number(cast: Cast) -> None:
    letter = make.a_ready_letter(cast.officer, cast.head, kind="memo")
    services.dispatch(
        actor=cast.officer.actor, letter=letter, to=services.Recipients(post_ids=(cast.deputy.post_held.pk,))
    )
    delivery = letter.deliveries.get()
    assert delivery.internal
    assert len(waiting(cast.deputy, "saraban.endorse")) == 1
    services.endorse(actor=cast.deputy.actor, delivery=delivery, order=Order.APPROVE, to_post=cast.director.post_held)
    services.endorse(actor=cast.director.actor, delivery=delivery, order=Order.CLOSE)
    assert not RegisterEntry.objects.filter(book="received").exists()
