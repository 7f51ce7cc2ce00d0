"""Notices are written where they are caused, once, and few queries for many people."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from khet.jobs.models import Job
from khet.jobs.services import drain
from khet.kernel.refs import Ref
from khet.kernel.registry import RegistryError
from khet.notify import reads, services
from khet.notify.models import Delivery, Notice
from khet.notify.services.copies import insert_copies
from khet.notify.slots import Contact
from khet.notify.tests.conftest import ANAN, BUSABA
from khet.notify.tests.factories import a_link, an_actor, tell, titles

pytestmark = pytest.mark.django_db


def test_a_notice_is_in_the_app_with_nothing_set_up() -> None:
    assert tell(ANAN) == 1
    drain()
    assert titles(ANAN) == ["ขอเชิญประชุม"]
    assert reads.unread_count(ANAN) == 1
    assert not Delivery.objects.exists()
    assert not Job.objects.failed().exists()


def test_a_notice_vanishes_with_the_transaction_that_caused_it() -> None:
    with transaction.atomic():
        tell(ANAN)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not Job.objects.exists()


def test_a_person_named_twice_is_told_once() -> None:
    assert tell(ANAN, ANAN, BUSABA) == 2


def test_told_once_stays_once_even_after_reading() -> None:
    assert tell(ANAN, once=True) == 1
    services.mark_all_read(actor=an_actor(ANAN))
    assert tell(ANAN, BUSABA, once=True, title="อีกครั้ง") == 1
    assert titles(ANAN) == ["ขอเชิญประชุม"]
    assert titles(BUSABA) == ["อีกครั้ง"]


def test_two_processes_that_tell_once_at_the_same_moment_tell_once() -> None:
    told = Notice(kind="test.letter", title="ขอเชิญประชุม", once_key="same")
    assert insert_copies(told, [ANAN]) == 1
    assert insert_copies(told, [ANAN, BUSABA]) == 1
    assert titles(ANAN) == ["ขอเชิญประชุม"]


def test_once_looks_at_kind_reference_and_group() -> None:
    for more in ({}, {"kind": "test.news"}, {"ref": Ref("test.letter", 43)}, {"group": "รอบสอง"}):
        assert tell(ANAN, once=True, **more) == 1


def test_an_unknown_kind_is_a_mistake_in_the_house() -> None:
    with pytest.raises(RegistryError):
        tell(ANAN, kind="test.nobody")


def test_66_similar_ones_lie_folded_under_the_newest() -> None:
    for school in range(66):
        tell(ANAN, kind="test.answer", title=f"โรงเรียน {school} ตอบแล้ว", group="42")
    assert titles(ANAN) == ["โรงเรียน 65 ตอบแล้ว"]
    assert reads.unread_count(ANAN) == 1
    head = Notice.objects.heads().get()
    assert head.similar == 66
    assert reads.line_of(head, an_actor(ANAN)).title == "โรงเรียนตอบแล้ว 66 แห่ง"


def test_a_fold_is_read_as_one_and_the_next_starts_anew() -> None:
    for _school in range(3):
        tell(ANAN, kind="test.answer", group="42")
    services.mark_read(actor=an_actor(ANAN), notice=Notice.objects.heads().get())
    assert not Notice.objects.unread().exists()
    tell(ANAN, kind="test.answer", group="42")
    assert Notice.objects.heads().unread().get().similar == 1


def test_folds_of_two_people_are_apart() -> None:
    tell(ANAN, BUSABA, kind="test.answer", group="42")
    services.mark_all_read(actor=an_actor(BUSABA))
    tell(ANAN, BUSABA, kind="test.answer", group="42")
    assert {n.person_id: n.similar for n in Notice.objects.heads().unread()} == {ANAN: 2, BUSABA: 1}


def test_a_title_is_one_line_of_300_signs() -> None:
    tell(ANAN, title="เรื่อง\r\nBcc: everybody@example.com " + "ก" * 400)
    (title,) = titles(ANAN)
    assert "\n" not in title
    assert len(title) == 300


def test_opening_a_thing_reads_everything_that_told_of_it() -> None:
    tell(ANAN, BUSABA)
    tell(ANAN, kind="test.news")
    tell(ANAN, ref=Ref("test.letter", 7))
    assert services.mark_ref_read(actor=an_actor(ANAN), ref=Ref("test.letter", 42)) == 2
    assert reads.unread_count(ANAN) == 1
    assert reads.unread_count(BUSABA) == 1


def test_ten_thousand_notices_are_few_queries() -> None:
    tell(1000, kind="test.answer", group="42")
    with CaptureQueriesContext(connection) as queries:
        assert tell(*range(1000, 11000), kind="test.answer", group="42") == 10000
    assert len(queries) <= 10
    assert Notice.objects.heads().count() == 10000
    assert Notice.objects.heads().get(person_id=1000).similar == 2


def test_planning_asks_as_much_for_a_thousand_as_for_one(
    contacts: dict[int, Contact], line_service: object, office_hours: object
) -> None:
    from khet.notify.services.plan import plan_waiting

    a_link(ANAN)
    tell(ANAN)
    with CaptureQueriesContext(connection) as one:
        assert plan_waiting() == 1
    contacts |= {person: Contact(f"คนที่ {person}") for person in range(1000, 1900)}
    tell(*range(1000, 1900))
    with CaptureQueriesContext(connection) as many:
        plan_waiting()
    assert len(many) <= len(one) + 1
