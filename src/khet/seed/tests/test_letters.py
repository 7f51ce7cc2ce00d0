"""The sample month: alive on every desk, honest in every book."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.db.models import Count

from khet.audit import services as audit
from khet.collect.models import (
    DuplicateCase,
    Enrolment,
    ImportRun,
    Measurement,
    Pupil,
    PupilPersonal,
    Roll,
    Transfer,
)
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.numbers import services as numbers
from khet.numbers.models import Counter
from khet.org.models import Account, Unit
from khet.org.reads.actors import actor_of
from khet.org.sealing import unseal
from khet.saraban.models import Delivery, Endorsement, Letter, RegisterEntry
from khet.seed import demo
from khet.work.models import WorkItem
from khet.work.reads.inbox import inbox
from khet.work.reads.wall import wall

NOW = datetime(2026, 11, 25, 3, 40, tzinfo=UTC)  # a Wednesday, 10.40 in Bangkok
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One month for all tests of this module; they only read."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        demo.load(now=NOW, say=lambda text: None)
        yield
        transaction.set_rollback(True)


def who(login: str) -> Actor:
    return actor_of(Account.objects.get(username=login))


def waiting(login: str) -> list[str]:
    return sorted(row.lead.kind for row in inbox(who(login)).rows)


def test_every_home_has_work(house: None) -> None:
    director = waiting("director")
    assert director.count("saraban.sign") == 3
    assert director.count("saraban.endorse") == 4
    assert waiting("clerk").count("saraban.register") == 6
    for login in ("head", "officer"):
        due = [row.bucket for row in inbox(who(login)).rows]
        assert (due.count("late"), due.count("today")) == (1, 2)
    for place in range(1, 67):
        assert 3 <= len(waiting(f"s{place:02d}-clerk")) <= 7
        assert waiting(f"s{place:02d}-teacher1")


def test_a_circular_is_half_answered_with_eight_late(house: None) -> None:
    letter = Letter.objects.get(subject__startswith="สำรวจความเร็วอินเทอร์เน็ตและจำนวนเครื่อง", circular=True)
    counts = wall(letter.ref).counts
    assert counts["answered"] == 33
    assert counts["late"] == 8


def test_the_books_have_no_gap_and_stand_in_the_order_of_time(house: None) -> None:
    for counter in Counter.objects.all():
        key = counter.key
        assert not numbers.gaps(key)
        rows = RegisterEntry.objects.filter(
            desk_id=key.unit_id,
            book=key.register,
            series=key.series,
            secret_book=bool(key.secrecy),
            year_be=key.year_be,
        )
        told = list(rows.order_by("number").values_list("number", "registered_at"))
        assert [number for number, _ in told] == list(range(counter.first, counter.last + 1))
        assert told == sorted(told, key=lambda row: row[1])


def test_letters_of_the_office_serve_all_six_duties_and_so_does_their_work(house: None) -> None:
    assert set(Letter.objects.filter(duty__isnull=False).values_list("desk__kind", flat=True)) == {"office"}
    letter = Letter.objects.get(subject__startswith="สำรวจความเร็วอินเทอร์เน็ตและจำนวนเครื่อง", circular=True)
    assert letter.duty_id == "ข"
    asked = WorkItem.objects.filter(basis_kind="saraban.letter", basis_id=letter.pk)
    assert set(asked.values_list("duty_id", flat=True)) == {"ข"}
    assert set(Letter.objects.exclude(duty=None).values_list("duty_id", flat=True)) == set("กขคงจฉ")


def test_the_trail_holds(house: None) -> None:
    assert audit.verify().ok


def test_nothing_happened_in_the_future_and_all_is_marked(house: None) -> None:
    assert not Letter.objects.filter(updated_at__gt=NOW).exists()
    assert not Endorsement.objects.filter(at__gt=NOW).exists()
    for model in (Letter, Delivery, RegisterEntry, WorkItem):
        assert not model._default_manager.filter(synthetic=False).exists()


def test_a_school_sees_nothing_of_another(house: None) -> None:
    actor = who("s05-clerk")
    others = Delivery.objects.visible_to(actor).exclude(desk_id=actor.desk_id)
    assert not others.exists()
    assert (
        not WorkItem.objects.visible_to(actor)
        .exclude(asked_unit__desk_id=actor.desk_id)
        .exclude(asked_by_unit_id=actor.desk_id)
        .exists()
    )
    theirs = (
        Letter.objects.filter(origin="own").exclude(desk_id=actor.desk_id).exclude(deliveries__desk_id=actor.desk_id)
    )
    assert not Letter.objects.visible_to(actor).filter(pk__in=theirs.values("pk")).exists()


def test_the_deputy_signed_while_the_director_was_away(house: None) -> None:
    signed = Letter.objects.filter(signed_phrase="รักษาราชการแทน")
    assert signed.exists()
    assert all("รอง" in letter.signed_post for letter in signed)


def test_a_secret_letter_is_for_the_people_named(house: None) -> None:
    letter = Letter.objects.filter(secrecy__gt=0, origin="own").get()
    assert Letter.objects.visible_to(who("director")).filter(pk=letter.pk).exists()
    for login in ("clerk", "admin", "officer", "s01-director"):
        assert not Letter.objects.visible_to(who(login)).filter(pk=letter.pk).exists()
    assert Ref("saraban.letter", letter.pk) == letter.ref


def test_six_schools_have_pupils_over_all_classes_with_growth(house: None) -> None:
    per_school = Enrolment.objects.open().values_list("school__code").annotate(n=Count("pk"))
    assert set(dict(per_school)) == {"s01", "s02", "s08", "s15", "s52", "s57"}
    assert all(100 <= n <= 140 for n in dict(per_school).values())
    for code in dict(per_school):
        grades = Enrolment.objects.filter(school__code=code).values_list("grade", flat=True)
        assert set(grades) == {311, 312, 313, 411, 412, 413}
    assert Measurement.objects.exclude(weight_for_height=None).count() == Pupil.objects.count()
    assert set(ImportRun.objects.values_list("state", flat=True)) == {"done"}
    assert DuplicateCase.objects.filter(settled_at=None).count() == 1
    assert Transfer.objects.filter(entered=None).count() == 1


def test_pupils_are_invented_and_marked(house: None) -> None:
    for model in (Pupil, ImportRun, Roll):
        assert not model._default_manager.filter(synthetic=False).exists()
    numbers = [unseal(sealed) for sealed in PupilPersonal.objects.values_list("number_sealed", flat=True)]
    assert all(number.startswith("80000000") for number in numbers)


def test_the_clerk_of_a_sample_school_finds_a_roll_and_the_file_it_came_by(house: None) -> None:
    school = Unit.objects.get(code="s01")
    assert Enrolment.objects.visible_to(who("s01-clerk")).filter(school=school).count() > 100
    run = ImportRun.objects.visible_to(who("s01-clerk")).get()
    assert (run.counts["blocking"], run.counts["warning"], run.counts["broken"]) == (0, 0, [])
    assert (
        not Enrolment.objects.visible_to(who("s01-clerk"))
        .exclude(school=school)
        .exclude(pupil__enrolments__school=school)
        .exists()
    )
