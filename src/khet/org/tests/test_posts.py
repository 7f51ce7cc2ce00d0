"""Posts, appointments, acting and delegation."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khet.kernel.actor import SYSTEM, Actor
from khet.kernel.errors import Refused
from khet.org.models import Account, Appointment, Person, Post
from khet.org.reads.acting import acting_on, standing, vacant
from khet.org.services import people, posts
from khet.org.tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
KEEPER = Actor(person_id=None, duties=frozenset({"people"}))


def test_a_post_with_one_seat_takes_no_second_holder(cast: Any) -> None:
    with pytest.raises(Refused) as refused:
        posts.appoint(actor=SYSTEM, person=cast.officer.person, post=cast.head.post_held, valid_from=TODAY())
    assert refused.value.code == "post_taken"


def test_two_seats_count_those_who_sit_together_and_not_one_after_the_other(cast: Any) -> None:
    post = posts.set_up_post(actor=SYSTEM, unit=cast.dlict, title="นักวิชาการ", role="officer", seats=2)
    first, second, third = (make.a_person(f"คนที่{n}", "ทดสอบ") for n in (1, 2, 3))
    day = date(2026, 1, 1)
    posts.appoint(actor=SYSTEM, person=first, post=post, valid_from=day, valid_until=day + timedelta(days=10))
    posts.appoint(actor=SYSTEM, person=second, post=post, valid_from=day + timedelta(days=10))
    posts.appoint(actor=SYSTEM, person=third, post=post, valid_from=day)
    with pytest.raises(Refused):
        posts.appoint(actor=SYSTEM, person=make.a_person("คนที่4", "ทดสอบ"), post=post, valid_from=day)


def test_a_holder_may_have_somebody_acting_beside(cast: Any) -> None:
    seat = posts.appoint(
        actor=SYSTEM, person=cast.officer.person, post=cast.head.post_held, kind="acting", valid_from=TODAY()
    )
    assert [one.pk for one in acting_on(cast.head.post_held.pk, TODAY())] == [seat.pk]


def test_what_ended_is_not_ended_again(cast: Any) -> None:
    seat = cast.teacher.person.appointments.get()
    posts.end(actor=SYSTEM, appointment=seat, on=TODAY())
    with pytest.raises(Refused) as refused:
        posts.end(actor=SYSTEM, appointment=seat, on=TODAY())
    assert refused.value.code == "ended"


def test_a_mistake_of_today_is_taken_back_and_stays_on_the_trail(cast: Any) -> None:
    from khet.audit.models import Entry

    seat = posts.appoint(
        actor=SYSTEM, person=cast.officer.person, post=cast.head.post_held, kind="acting", valid_from=TODAY()
    )
    posts.annul(actor=SYSTEM, appointment=seat, reason="ผิดคน")
    assert not Appointment.objects.filter(pk=seat.pk).exists()
    entry = Entry.objects.get(action="org.appointment_annulled")
    assert "ผิดคน" in entry.content
    assert f'"person":{cast.officer.person.pk}' in entry.content.replace(" ", "")


def test_an_old_appointment_is_not_taken_back(cast: Any) -> None:
    seat = cast.teacher.person.appointments.get()
    Appointment.objects.filter(pk=seat.pk).update(made_at=timezone.now() - timedelta(days=30))
    with pytest.raises(Refused) as refused:
        posts.annul(actor=SYSTEM, appointment=seat, reason="ผิด")
    assert refused.value.code == "too_old"


def test_the_last_administrator_stays(cast: Any) -> None:
    with pytest.raises(Refused) as refused:
        people.leave(actor=SYSTEM, person=cast.sysadmin.person, on=TODAY())
    assert refused.value.code == "last_system"
    cast.sysadmin.person.refresh_from_db()
    assert cast.sysadmin.person.ended_on is None


def test_keepers_of_people_do_not_make_administrators(cast: Any) -> None:
    with pytest.raises(Refused) as refused:
        posts.set_duties(actor=KEEPER, post=cast.teacher.post_held, duties=["system"])
    assert refused.value.code == "not_system"
    with pytest.raises(Refused):
        posts.appoint(
            actor=KEEPER, person=cast.teacher.person, post=cast.sysadmin.post_held, kind="acting", valid_from=TODAY()
        )


def test_a_post_is_not_closed_under_its_holder(cast: Any) -> None:
    with pytest.raises(Refused) as refused:
        posts.close_post(actor=SYSTEM, post=cast.teacher.post_held, reason="ยุบ")
    assert refused.value.code == "still_seated"


def test_who_leaves_sits_nowhere_and_signs_in_no_more(cast: Any) -> None:
    person = cast.teacher.person
    later = TODAY() + timedelta(days=5)
    posts.appoint(actor=SYSTEM, person=person, post=cast.principal.post_held, kind="acting", valid_from=later)
    people.leave(actor=SYSTEM, person=person, on=TODAY(), reason="ลาออก")
    assert not Appointment.objects.on(later).filter(person=person).exists()
    assert not Account.objects.get(person=person).is_active
    people.come_back(actor=SYSTEM, person=person, reason="บันทึกผิด")
    assert Account.objects.get(person=person).is_active


def test_who_leaves_tomorrow_signs_in_today(cast: Any) -> None:
    people.leave(actor=SYSTEM, person=cast.teacher.person, on=TODAY() + timedelta(days=1), reason="เกษียณ")
    assert Account.objects.get(person=cast.teacher.person).is_active


def test_delegation_ends_on_its_last_day(cast: Any) -> None:
    first = TODAY() + timedelta(days=1)
    posts.delegate_own(
        actor=cast.head.actor,
        post=cast.head.post_held,
        to=cast.officer.person,
        valid_from=first,
        until=first + timedelta(days=2),
        order_text="คำสั่ง 1",
    )
    names = [
        [seat.person.first_name for seat in acting_on(cast.head.post_held.pk, first + timedelta(days=n))]
        for n in (-1, 0, 2, 3)
    ]
    assert names == [["ศิริชัย"], ["อรชพร"], ["อรชพร"], ["ศิริชัย"]]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"days": 200}, "too_long"),
        ({"start": -1}, "past"),
        ({"to": "head"}, "self"),
        ({"to": "teacher"}, "other_desk"),
    ],
)
def test_own_delegation_has_limits(cast: Any, change: dict[str, Any], code: str) -> None:
    first = TODAY() + timedelta(days=change.get("start", 1))
    with pytest.raises(Refused) as refused:
        posts.delegate_own(
            actor=cast.head.actor,
            post=cast.head.post_held,
            to=cast.people[change.get("to", "officer")].person,
            valid_from=first,
            until=first + timedelta(days=change.get("days", 3)),
            order_text="",
        )
    assert refused.value.code == code


def test_a_vacant_post_says_whom_its_work_reaches(cast: Any) -> None:
    posts.rank_stand_ins(actor=SYSTEM, post=cast.director.post_held, by=[cast.deputy.post_held])
    posts.end(actor=SYSTEM, appointment=cast.director.person.appointments.get(), on=TODAY())
    found = {post.pk: [person.pk for person in people] for post, people in vacant(cast.office, TODAY())}
    assert found[cast.director.post_held.pk] == [cast.deputy.person.pk]


def test_a_post_does_not_stand_in_for_itself(cast: Any) -> None:
    with pytest.raises(Refused):
        posts.rank_stand_ins(actor=SYSTEM, post=cast.head.post_held, by=[cast.head.post_held])


def test_acting_orders_stand_under_today_coming_and_past(cast: Any) -> None:
    post, who = cast.head.post_held, cast.officer.person
    day = TODAY()
    for start, length in ((-20, 5), (-1, 3), (10, 5)):
        first = day + timedelta(days=start)
        posts.appoint(
            actor=SYSTEM,
            person=who,
            post=post,
            kind="acting",
            valid_from=first,
            valid_until=first + timedelta(days=length),
        )
    found = standing(cast.office, day)
    assert (len(found.now), len(found.coming), len(found.past)) == (1, 1, 1)


SPANS = st.lists(
    st.tuples(st.sampled_from(["holder", "acting"]), st.integers(0, 3), st.integers(0, 40), st.integers(1, 20)),
    min_size=1,
    max_size=10,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=SPANS, at=st.integers(0, 60))
def test_on_any_day_one_holder_at_most_and_whoever_acts_comes_first(
    cast: Any, spans: list[tuple[str, int, int, int]], at: int
) -> None:
    from django.db import transaction

    with transaction.atomic():
        start = date(2026, 1, 1)
        post = posts.set_up_post(actor=SYSTEM, unit=cast.dlict, title="ลอง", role="officer")
        crowd = [make.a_person(f"ลอง{n}", "ดู") for n in range(4)]
        for kind, who, begins, length in spans:
            first = start + timedelta(days=begins)
            try:
                with transaction.atomic():
                    posts.appoint(
                        actor=SYSTEM,
                        person=crowd[who],
                        post=post,
                        kind=kind,
                        valid_from=first,
                        valid_until=first + timedelta(days=length),
                    )
            except Refused:
                continue
        day = start + timedelta(days=at)
        there = list(Appointment.objects.on(day).filter(post=post))
        assert sum(seat.kind == "holder" for seat in there) <= 1
        acting = [seat for seat in there if seat.kind != "holder"]
        assert set(acting_on(post.pk, day)) == set(acting or there)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_are_appointed_at_once_one_is_refused(transactional_db: Any) -> None:
    if connection.vendor == "sqlite" and getattr(connection, "is_in_memory_db", bool)():
        pytest.skip("one connection holds the whole database")
    unit = make.a_unit("race", "office", "เขตทดสอบ")
    post = make.a_post(unit, "ผู้อำนวยการ", "director")
    crowd = [make.a_person(f"คน{n}", "แข่ง") for n in range(2)]
    gate, said = threading.Barrier(2), []

    def run(person: Person) -> None:
        try:
            gate.wait(5)
            posts.appoint(actor=SYSTEM, person=person, post=Post.objects.get(pk=post.pk), valid_from=TODAY())
            said.append("seated")
        except Refused as refused:
            said.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[person]) for person in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(said) == ["post_taken", "seated"]
