"""Who sees what: never another desk's matter, and a secret letter only by name."""

from typing import Any

import pytest

from khet.audit.models import Entry
from khet.files import access
from khet.jobs.services import drain
from khet.kernel.actor import NOBODY, SYSTEM
from khet.kernel.errors import Refused
from khet.kernel.refs import ref_kinds
from khet.notify.models import Notice
from khet.org.tests import factories as org
from khet.org.tests.cast import Cast
from khet.saraban import reads, services
from khet.saraban.models import Delivery, Endorsement, Letter, RegisterEntry
from khet.saraban.services import Recipients
from khet.saraban.tests import factories as make
from khet.work.models import WorkItem

Order = Endorsement.Order
SUBJECT = "ผลการสอบข้อเท็จจริงทางวินัย"
EVERYBODY = ["director", "deputy", "head", "clerk", "officer", "principal"]
EVERYBODY += ["school_clerk", "teacher", "pupil", "outsider", "sysadmin"]


def a_secret_letter(cast: Cast) -> Letter:
    """Written by the officer, signed by the director, addressed to the principal by name."""
    letter = make.a_ready_letter(cast.officer, cast.director, subject=SUBJECT, secrecy=1)
    to = Recipients(person_ids=(cast.principal.person.pk,))
    services.dispatch(actor=cast.officer.actor, letter=letter, to=to, asks=(make.ACKNOWLEDGE,))
    drain()
    letter.refresh_from_db()
    return letter


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_secret_letter_is_seen_only_by_those_named(cast: Cast, role: str) -> None:
    letter = a_secret_letter(cast)
    delivery = letter.deliveries.get()
    services.register_delivery(actor=cast.principal.actor, delivery=delivery)
    actor = cast.people[role].actor
    named = role in ("officer", "director", "principal")
    receives = role == "principal"
    assert Letter.objects.visible_to(actor).exists() == named
    assert reads.outgoing(actor).exists() == (role in ("officer", "director"))
    assert reads.incoming(actor).exists() == receives
    assert (SUBJECT in str(RegisterEntry.objects.visible_to(actor).values_list("subject"))) == named
    assert access.may_read(actor, letter.pdf) == named  # type: ignore[arg-type]
    assert ref_kinds["saraban.letter"].visible(actor, letter.pk) == named
    assert bool(ref_kinds["saraban.letter"].labels([letter.pk], actor)) == named
    sent = reads.register_rows(actor, desk_id=cast.office.pk, book="sent", secret=True)
    assert sent.exists() == (role in ("officer", "director"))
    if not named:
        with pytest.raises(Refused) as no:
            services.withdraw_letter(actor=actor, letter=letter, reason="ลอง")
        assert no.value.code == "not_visible"


def test_what_a_secret_letter_leaves_elsewhere_does_not_tell_its_subject(cast: Cast) -> None:
    letter = a_secret_letter(cast)
    services.register_delivery(actor=cast.principal.actor, delivery=letter.deliveries.get())
    drain()
    assert all(item.label == "หนังสือลับ" for item in WorkItem.objects.filter(secret=True))
    assert WorkItem.objects.filter(secret=False).count() == 0
    for notice in Notice.objects.all():
        assert SUBJECT not in f"{notice.title} {notice.body}"
    for entry in Entry.objects.all():
        assert SUBJECT not in str(entry.content)
    assert SUBJECT not in str(letter)


def test_acting_for_the_director_does_not_open_the_directors_secret_letters(cast: Cast) -> None:
    letter = a_secret_letter(cast)
    org.an_appointment(cast.deputy.person, cast.director.post_held, kind="acting", own_post=cast.deputy.post_held)
    assert cast.director.post_held.pk in cast.deputy.actor.post_ids
    assert not Letter.objects.visible_to(cast.deputy.actor).filter(pk=letter.pk).exists()


def test_a_secret_letter_to_a_desk_needs_its_secret_registrar(cast: Cast) -> None:
    letter = make.a_ready_letter(cast.officer, cast.director, subject=SUBJECT, secrecy=2)
    with pytest.raises(Refused) as no:
        services.dispatch(actor=cast.officer.actor, letter=letter, to=make.to_units(cast.schools[0]))
    assert no.value.code == "secret_needs_name"
    services.save_settings(actor=cast.principal.actor, secret_registrar_id=cast.school_clerk.person.pk)
    services.dispatch(actor=cast.officer.actor, letter=letter, to=make.to_units(cast.schools[0]))
    assert Delivery.objects.visible_to(cast.school_clerk.actor).exists()
    assert not Delivery.objects.visible_to(cast.principal.actor).exists()


def test_a_secret_matter_goes_on_by_name(cast: Cast) -> None:
    delivery = a_secret_letter(cast).deliveries.get()
    services.register_delivery(actor=cast.principal.actor, delivery=delivery)
    services.endorse(
        actor=cast.principal.actor, delivery=delivery, order=Order.ASSIGN, to_post=cast.school_clerk.post_held
    )
    assert Delivery.objects.visible_to(cast.school_clerk.actor).exists()
    assert not Delivery.objects.visible_to(cast.teacher.actor).exists()
    assert Endorsement.objects.visible_to(cast.school_clerk.actor).exists()
    assert not Endorsement.objects.visible_to(cast.officer.actor).exists()


OPEN_SIGHT = {
    "director": (True, False, True),
    "deputy": (True, False, True),
    "head": (True, False, True),
    "clerk": (True, False, True),
    "officer": (False, False, True),
    "principal": (True, True, False),
    "school_clerk": (True, True, False),
    "teacher": (False, False, False),
    "pupil": (False, False, False),
    "outsider": (True, False, False),
    "sysadmin": (False, False, False),
}


@pytest.mark.parametrize("role", EVERYBODY)
def test_an_open_letter_is_seen_on_its_path(cast: Cast, role: str) -> None:
    """Columns: the letter, its folder at the first school, the office's register."""
    letter = make.a_dispatched_letter(cast)
    delivery = make.delivery_at(letter, cast.schools[0])
    services.register_delivery(actor=cast.school_clerk.actor, delivery=delivery)
    actor = cast.people[role].actor
    seen = (
        Letter.objects.visible_to(actor).filter(pk=letter.pk).exists(),
        Delivery.objects.visible_to(actor).filter(pk=delivery.pk).exists(),
        RegisterEntry.objects.visible_to(actor).filter(desk=cast.office).exists(),
    )
    assert seen == OPEN_SIGHT[role]


def test_a_teacher_sees_a_letter_from_the_moment_it_is_assigned(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast)
    assert not reads.incoming(cast.teacher.actor).exists()
    services.endorse(
        actor=cast.school_clerk.actor, delivery=delivery, order=Order.ASSIGN, to_post=cast.teacher.post_held
    )
    assert reads.incoming(cast.teacher.actor).get() == delivery
    assert Letter.objects.visible_to(cast.teacher.actor).filter(pk=delivery.letter_id).exists()


def test_a_paper_circulated_to_the_whole_school_is_read_by_its_teachers_only(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast)
    services.circulate(actor=cast.school_clerk.actor, delivery=delivery, whole_desk=True)
    assert reads.incoming(cast.teacher.actor).exists()
    assert not reads.incoming(cast.pupil.actor).exists()
    assert not Delivery.objects.visible_to(cast.outsider.actor).filter(pk=delivery.pk).exists()


def test_what_is_written_inside_a_school_is_not_read_by_the_sender(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast)
    services.endorse(
        actor=cast.school_clerk.actor,
        delivery=delivery,
        order=Order.PROPOSE,
        note="ความเห็นภายใน",
        to_post=cast.principal.post_held,
    )
    events = reads.timeline(delivery.letter, cast.clerk.actor, delivery=delivery)
    assert "ความเห็นภายใน" not in str(events)
    assert "ความเห็นภายใน" in str(reads.timeline(delivery.letter, cast.principal.actor, delivery=delivery))


@pytest.mark.parametrize("actor", [NOBODY, SYSTEM])
def test_nobody_signed_in_sees_nothing(cast: Cast, actor: Any) -> None:
    make.a_dispatched_letter(cast)
    for model in (Letter, Delivery, RegisterEntry):
        assert not model.objects.visible_to(actor).exists()
