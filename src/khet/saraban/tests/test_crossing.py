"""Two people at one letter in the same moment: one is first, the other is told; nobody waits for ever."""

from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from khet.kernel.errors import Refused
from khet.org.tests.cast import Cast
from khet.saraban import services
from khet.saraban.models import Delivery, Letter, RegisterEntry
from khet.saraban.tests import factories as make
from khet.work import services as work
from khet.work.models import WorkItem

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="writers on a file stand in one line anyway"),
    pytest.mark.django_db(transaction=True),
]
Deed = Callable[[], object]


def at_once(*deeds: Deed) -> list[str]:
    """What became of each: "done", the code of the refusal, or the name of a fault."""
    start, out = Barrier(len(deeds)), [""] * len(deeds)

    def run(place: int, deed: Deed) -> None:
        try:
            start.wait(30)
            deed()
            out[place] = "done"
        except Refused as refusal:
            out[place] = refusal.code
        except Exception as fault:
            out[place] = f"{type(fault).__name__}: {fault}"
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return out


def item_at(delivery: Delivery, kind: str) -> WorkItem:
    return WorkItem.objects.get(subject_kind="saraban.delivery", subject_id=delivery.pk, kind=kind)


def test_answers_from_page_and_inbox_while_the_sender_withdraws(cast: Cast) -> None:
    for _round in range(4):
        letter = make.a_dispatched_letter(cast, asks=[make.ACKNOWLEDGE])
        delivery = make.delivery_at(letter, cast.schools[0])
        item = item_at(delivery, "saraban.acknowledge")
        clerk, sender = cast.school_clerk.actor, cast.clerk.actor
        became = at_once(
            partial(services.answer_ask, actor=clerk, item=item),
            partial(work.answer, actor=clerk, item=item),
            partial(services.withdraw_letter, actor=sender, letter=letter, reason="ผิดฉบับ"),
        )
        assert became[2] == "done", became
        assert set(became[:2]) <= {"done", "moved_on", "not_mine", "not_addressee"}, became
        assert became[:2].count("done") <= 1
        delivery.refresh_from_db()
        assert delivery.stage == Delivery.Stage.WITHDRAWN


def test_registering_while_the_sender_takes_the_letter_back(cast: Cast) -> None:
    for _round in range(3):
        letter = make.a_dispatched_letter(cast, asks=[make.ACKNOWLEDGE])
        delivery = make.delivery_at(letter, cast.schools[0])
        clerk, sender = cast.school_clerk.actor, cast.clerk.actor
        became = at_once(
            partial(services.register_delivery, actor=clerk, delivery=delivery),
            partial(services.register_delivery, actor=clerk, delivery=delivery),
            partial(services.withdraw_letter, actor=sender, letter=letter, reason="ผิดฉบับ"),
        )
        assert became[2] == "done", became
        assert set(became[:2]) <= {"done", "already_registered", "withdrawn"}, became
        assert RegisterEntry.objects.filter(delivery=delivery).count() == became.count("done") - 1


def test_a_receive_number_is_cancelled_while_the_sender_withdraws(cast: Cast) -> None:
    for _round in range(3):
        delivery = make.a_registered_delivery(cast)
        entry = RegisterEntry.objects.get(delivery=delivery)
        clerk, sender = cast.school_clerk.actor, cast.clerk.actor
        became = at_once(
            partial(services.void_number, actor=clerk, entry=entry, reason="ลงผิด"),
            partial(services.withdraw_letter, actor=sender, letter=delivery.letter, reason="ผิดฉบับ"),
        )
        assert became == ["done", "done"]


def test_two_who_sign_one_letter_take_one_number(cast: Cast) -> None:
    letter = make.a_proposed_letter(cast.clerk, cast.director)
    actor, seen = cast.director.actor, services.content_hash(letter)

    def sign() -> Any:
        return services.issue_and_sign(actor=actor, letter=letter, content_hash=seen, reauthenticated_at=timezone.now())

    assert sorted(at_once(sign, sign)) == ["done", "not_signer"]
    assert RegisterEntry.objects.filter(letter=letter).count() == 1


def test_two_who_send_one_letter_reach_everybody_once(cast: Cast) -> None:
    letter = make.a_ready_letter(cast.clerk, cast.director)
    actor, to = cast.clerk.actor, make.to_units(*cast.schools)

    def send() -> Any:
        return services.dispatch(actor=actor, letter=letter, to=to)

    assert set(at_once(send, send)) == {"done"}
    assert Delivery.objects.filter(letter=letter).count() == len(cast.schools)


def test_a_letter_is_not_sent_under_a_number_that_is_being_cancelled(cast: Cast) -> None:
    letter = make.a_ready_letter(cast.clerk, cast.director)
    entry = RegisterEntry.objects.get(letter=letter)
    actor, to = cast.clerk.actor, make.to_units(*cast.schools)
    became = at_once(
        lambda: services.void_number(actor=actor, entry=entry, reason="พิมพ์ผิด"),
        lambda: services.dispatch(actor=actor, letter=letter, to=to),
    )
    letter.refresh_from_db()
    assert became.count("done") == 1, became
    assert (letter.state == Letter.State.VOID) == (became[0] == "done")
    assert Delivery.objects.filter(letter=letter).exists() == (became[1] == "done")


def test_no_number_is_taken_in_a_year_that_is_being_closed(cast: Cast) -> None:
    first = make.a_letter(cast.clerk)
    services.issue_number(actor=cast.clerk.actor, letter=first, content_hash=services.content_hash(first))
    letter = make.a_letter(cast.clerk)
    actor, seen, year = cast.clerk.actor, services.content_hash(letter), services.this_year()
    became = at_once(
        lambda: services.close_year(actor=actor, year_be=year),
        lambda: services.issue_number(actor=actor, letter=letter, content_hash=seen),
    )
    assert became[0] == "done", became
    assert became[1] in ("done", "year_closed", "closed"), became
    assert RegisterEntry.objects.filter(letter=letter).count() == (became[1] == "done")


def test_what_is_signed_is_what_was_shown_though_it_is_edited_meanwhile(cast: Cast) -> None:
    letter = make.a_proposed_letter(cast.clerk, cast.director)
    seen, signer, author = services.content_hash(letter), cast.director.actor, cast.clerk.actor

    def recall_and_edit() -> None:
        services.recall_draft(actor=author, letter=letter)
        services.save_draft(actor=author, draft=make.a_draft(subject="เรื่องใหม่"), letter=letter)

    became = at_once(
        recall_and_edit,
        lambda: services.issue_and_sign(
            actor=signer, letter=letter, content_hash=seen, reauthenticated_at=timezone.now()
        ),
    )
    letter.refresh_from_db()
    assert became.count("done") == 1, became
    assert (letter.subject == "เรื่องใหม่") == (became[0] == "done")
    assert bool(letter.letter_no) == (became[1] == "done")
