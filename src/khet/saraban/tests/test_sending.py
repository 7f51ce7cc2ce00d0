"""Dispatch, withdrawal, replacement, deadlines."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from khet.audit.models import Entry
from khet.jobs.models import Job
from khet.jobs.services import drain
from khet.kernel.errors import Refused
from khet.notify.models import Notice
from khet.org.models import Appointment
from khet.org.reads.actors import actor_of
from khet.org.tests import factories as org
from khet.org.tests.cast import Cast
from khet.paper import services as paper
from khet.saraban import services
from khet.saraban.models import Delivery, Dispatch, Letter
from khet.saraban.services import AskSpec, Recipients, dispatching
from khet.saraban.tests import factories as make
from khet.thai.bangkok import today
from khet.work.models import WorkItem

TIMED = AskSpec("saraban.reply", "ตอบภายในกำหนด", due_on=today() + timedelta(days=7))


def test_nothing_is_sent_before_the_pdf_stands(cast: Cast) -> None:
    letter = make.sign(cast.director, make.a_proposed_letter(cast.clerk, cast.director))
    with pytest.raises(Refused) as no:
        services.dispatch(actor=cast.clerk.actor, letter=letter, to=make.to_units(*cast.schools))
    assert no.value.code == "no_pdf"


def test_a_kill_between_number_and_file_loses_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = make.sign(cast.director, make.a_proposed_letter(cast.clerk, cast.director))

    def killed(*args: Any, **kwargs: Any) -> bytes:
        raise SystemExit(9)

    with monkeypatch.context() as patch:
        patch.setattr(paper, "render", killed)
        with pytest.raises(SystemExit):
            services.render_letter(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.letter_no, letter.pdf) == (Letter.State.ISSUED, "1", None)
    drain()
    services.render_letter(letter.pk)
    letter.refresh_from_db()
    assert letter.state == Letter.State.READY
    assert letter.pdf is not None
    assert letter.pdf_hash == letter.pdf.sha256
    assert [entry.number for entry in letter.entries.all()] == [1]
    assert Entry.objects.filter(action="saraban.rendered").count() == 1


def test_the_signer_signs_what_was_shown(cast: Cast) -> None:
    letter = make.a_proposed_letter(cast.clerk, cast.director)
    with pytest.raises(Refused) as no:
        services.issue_and_sign(
            actor=cast.director.actor, letter=letter, content_hash="0" * 64, reauthenticated_at=timezone.now()
        )
    assert no.value.code == "content_changed"


@pytest.mark.parametrize("ago", [None, timedelta(minutes=6), timedelta(minutes=-1)])
def test_signing_asks_who_you_are_again(cast: Cast, ago: timedelta | None) -> None:
    letter = make.a_proposed_letter(cast.clerk, cast.director)
    proved = None if ago is None else timezone.now() - ago
    seen = services.content_hash(letter)
    with pytest.raises(Refused) as no:
        services.issue_and_sign(actor=cast.director.actor, letter=letter, content_hash=seen, reauthenticated_at=proved)
    assert no.value.code == "reauthenticate"


def test_only_the_signer_signs(cast: Cast) -> None:
    letter = make.a_proposed_letter(cast.clerk, cast.director)
    for who in (cast.clerk, cast.deputy, cast.principal, cast.sysadmin):
        with pytest.raises(Refused):
            make.sign(who, letter)


def test_signing_in_anothers_stead_is_printed_with_the_phrase(cast: Cast) -> None:
    letter = make.a_proposed_letter(cast.clerk, cast.director)
    org.an_appointment(
        cast.deputy.person, cast.director.post_held, kind="acting", own_post=cast.deputy.post_held, main=False
    )
    seat = Appointment.objects.get(kind="acting")
    actor = actor_of(cast.deputy.account, appointment_id=seat.pk)
    letter = services.issue_and_sign(
        actor=actor,
        letter=letter,
        content_hash=services.content_hash(letter),
        reauthenticated_at=timezone.now(),
    )
    assert (letter.signed_post, letter.signed_phrase) == ("รองผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา", "รักษาราชการแทน")
    assert letter.signed_phrase_for == cast.director.post_held.title


def test_sending_twice_reaches_everybody_once(cast: Cast) -> None:
    letter = make.a_dispatched_letter(cast, units=cast.schools[:2], asks=(make.ACKNOWLEDGE,))
    services.dispatch(actor=cast.clerk.actor, letter=letter, to=make.to_units(*cast.schools))
    services.add_recipients(actor=cast.clerk.actor, letter=letter, to=Recipients(all_schools=True))
    assert letter.deliveries.count() == 3
    assert WorkItem.objects.filter(basis_kind="saraban.letter", kind="saraban.acknowledge").count() == 3
    assert WorkItem.objects.filter(basis_kind="saraban.letter", kind="saraban.register").count() == 3
    letter.refresh_from_db()
    assert letter.delivery_count == 3


def test_sending_to_66_schools_asks_the_database_a_fixed_number_of_times(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for n in range(63):
        org.a_unit(f"8499{n:04}", "school", f"โรงเรียนที่ {n}", parent=cast.office)
    letter = make.a_ready_letter(cast.clerk, cast.director)
    with django_assert_max_num_queries(60):
        services.dispatch(
            actor=cast.clerk.actor, letter=letter, to=Recipients(all_schools=True), asks=(make.ACKNOWLEDGE, TIMED)
        )
    assert letter.deliveries.count() == 66


def test_a_large_dispatch_that_is_killed_goes_on_and_reaches_nobody_twice(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatching, "INLINE", 2)
    for n in range(7):
        org.a_unit(f"8499{n:04}", "school", f"โรงเรียนที่ {n}", parent=cast.office)
    letter = make.a_ready_letter(cast.clerk, cast.director)
    made = services.dispatch(
        actor=cast.clerk.actor, letter=letter, to=Recipients(all_schools=True), asks=(make.ACKNOWLEDGE,)
    )
    assert letter.deliveries.count() == 0
    told: list[int] = []

    def killed(done: int, total: int) -> None:
        told.append(done)
        if done >= 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.run_dispatch(made.pk, told=killed, size=3)
    assert letter.deliveries.count() == 6
    services.run_dispatch(made.pk, told=lambda done, total: told.append(done), size=3)
    drain()
    assert letter.deliveries.count() == 10
    assert told == [0, 3, 6, 6, 9, 10]
    assert WorkItem.objects.filter(kind="saraban.acknowledge").count() == 10
    made.refresh_from_db()
    assert (made.done, made.total) == (10, 10)
    assert made.finished_at is not None
    assert Job.objects.get(pk=made.job_id or 0).state == "done"


def test_a_letter_withdrawn_half_way_reaches_no_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatching, "INLINE", 2)
    letter = make.a_ready_letter(cast.clerk, cast.director)
    services.dispatch(actor=cast.clerk.actor, letter=letter, to=make.to_units(*cast.schools))
    services.withdraw_letter(actor=cast.clerk.actor, letter=letter, reason="ยกเลิกการประชุม")
    drain()
    assert letter.deliveries.count() == 0
    assert Dispatch.objects.get().finished_at is not None


def test_a_letter_withdrawn_after_schools_registered_it_leaves_a_remark_and_a_notice(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast, asks=(TIMED,))
    services.withdraw_letter(actor=cast.clerk.actor, letter=delivery.letter, reason="วันผิด")
    delivery.refresh_from_db()
    entry = delivery.entries.get()
    assert delivery.stage == "withdrawn"
    assert entry.state == "issued"
    assert "วันผิด" in entry.remark
    assert not WorkItem.objects.filter(subject_id=delivery.pk, subject_kind="saraban.delivery", waiting=True).exists()
    told = Notice.objects.filter(kind="saraban.withdrawn", person_id=cast.school_clerk.person.pk)
    assert told.exists()
    item = WorkItem.objects.get(kind="saraban.reply", subject_id=delivery.pk)
    with pytest.raises(Refused):
        services.answer_ask(actor=cast.school_clerk.actor, item=item, text="ตอบ")


def test_a_replacement_goes_to_everyone_who_has_the_old_letter(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast, asks=(TIMED,))
    new = services.replacement_of(actor=cast.clerk.actor, letter=delivery.letter)
    assert [ask.kind for ask in services.asks_of(new)] == ["saraban.reply"]
    services.propose_to_sign(actor=cast.clerk.actor, letter=new, signer_post=cast.director.post_held)
    new = make.sign(cast.director, new)
    drain()
    services.replace_letter(actor=cast.clerk.actor, old=delivery.letter, new=new)
    delivery.refresh_from_db()
    assert delivery.stage == "withdrawn"
    assert delivery.replaced_by == new
    assert new.deliveries.count() == 3
    assert new.letter_no in delivery.entries.get().remark


def test_one_school_gets_more_time(cast: Cast) -> None:
    letter = make.a_dispatched_letter(cast, asks=(TIMED,))
    delivery = make.delivery_at(letter, cast.schools[0])
    later = today() + timedelta(days=14)
    with pytest.raises(Refused):
        services.extend_deadline(actor=cast.school_clerk.actor, delivery=delivery, due_on=later, reason="ขอเอง")
    services.extend_deadline(actor=cast.clerk.actor, delivery=delivery, due_on=later, reason="น้ำท่วม")
    items = WorkItem.objects.filter(kind="saraban.reply", due_at__isnull=False)
    due = {item.asked_unit_id: timezone.localdate(item.due_at) for item in items}
    assert due[cast.schools[0].pk] == later
    assert due[cast.schools[1].pk] == TIMED.due_on


def test_a_letter_sent_back_comes_to_its_author(cast: Cast) -> None:
    delivery = make.delivery_at(make.a_dispatched_letter(cast), cast.schools[0])
    services.reject_delivery(actor=cast.school_clerk.actor, delivery=delivery, reason="ส่งผิดโรงเรียน")
    delivery.refresh_from_db()
    assert (delivery.stage, delivery.reason) == ("rejected", "ส่งผิดโรงเรียน")
    item = WorkItem.objects.get(kind="saraban.reissue")
    assert item.asked_person_id == cast.clerk.person.pk
    assert not Delivery.objects.visible_to(cast.clerk.actor).filter(pk=delivery.pk).exists()


def test_every_command_leaves_one_entry_on_the_trail(cast: Cast) -> None:
    letter = make.a_ready_letter(cast.clerk, cast.director)
    before = Entry.objects.count()
    services.dispatch(actor=cast.clerk.actor, letter=letter, to=make.to_units(*cast.schools), asks=(TIMED,))
    assert Entry.objects.count() == before + 1
    delivery = make.delivery_at(letter, cast.schools[0])
    services.register_delivery(actor=cast.school_clerk.actor, delivery=delivery)
    assert Entry.objects.count() == before + 2


def test_a_letter_whose_last_answers_crossed_is_closed_a_little_later(cast: Cast) -> None:
    letter = make.a_dispatched_letter(cast, asks=(make.ACKNOWLEDGE,))
    WorkItem.objects.filter(kind="saraban.acknowledge").update(state="answered", waiting=False)
    assert services.close_answered() == 1
    letter.refresh_from_db()
    assert letter.state == Letter.State.CLOSED
    assert services.close_answered() == 0
