"""The sender's side and the receiver's are told apart in one place: page, wall and story agree."""

from khet.org.tests.cast import Browser, Cast
from khet.saraban import reads, services
from khet.saraban.models import Letter
from khet.saraban.services import Recipients
from khet.saraban.tests import factories as make

ANSWERED = "โรงเรียนอื่นตอบมาแล้ว"


def an_internal_letter(cast: Cast, reader: Browser) -> Letter:
    """From the central clerk to all schools and to a colleague's post; a school has answered."""
    letter = make.a_ready_letter(cast.clerk, cast.director)
    to = Recipients(unit_ids=(cast.schools[0].pk,), post_ids=(reader.post_held.pk,))
    ask = services.AskSpec("saraban.reply", "ความเห็น")
    services.dispatch(actor=cast.clerk.actor, letter=letter, to=to, asks=(ask,))
    delivery = make.delivery_at(letter, cast.schools[0])
    item = reads.delivery_page(delivery, cast.school_clerk.actor).items[0]
    services.answer_ask(actor=cast.school_clerk.actor, item=item, text=ANSWERED)
    letter.refresh_from_db()
    return letter


def test_a_colleague_to_whom_a_letter_is_addressed_is_a_receiver_everywhere(cast: Cast) -> None:
    letter = an_internal_letter(cast, cast.officer)
    actor = cast.officer.actor
    assert not reads.is_sender(letter, actor)
    assert all(ANSWERED not in event.note for event in reads.timeline(letter, actor))
    own = reads.own_delivery(letter, actor)
    assert own is not None
    assert cast.officer.get(letter.get_absolute_url()).location == own.get_absolute_url()
    assert cast.officer.get(f"/work/wall/saraban.letter/{letter.pk}/").status == 404


def test_writer_signer_and_head_of_the_desk_are_senders_everywhere(cast: Cast) -> None:
    letter = an_internal_letter(cast, cast.officer)
    for someone in (cast.clerk, cast.director, cast.deputy):
        assert reads.is_sender(letter, someone.actor)
        assert any(ANSWERED in event.note for event in reads.timeline(letter, someone.actor))
        assert someone.get(letter.get_absolute_url()).status == 200
        assert someone.get(f"/work/wall/saraban.letter/{letter.pk}/").status == 200


def test_a_receiving_school_is_never_on_the_senders_side(cast: Cast) -> None:
    letter = an_internal_letter(cast, cast.officer)
    for someone in (cast.school_clerk, cast.principal, cast.outsider):
        assert not reads.is_sender(letter, someone.actor)
        assert someone.get(f"/work/wall/saraban.letter/{letter.pk}/").status == 404
