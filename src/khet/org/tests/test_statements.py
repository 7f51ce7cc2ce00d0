"""Kept statements answer as the querysets they were made from, whoever asks."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from khet.kernel.actor import Actor
from khet.kernel.statements import Ids, Statement, Word, statement
from khet.org.models import Appointment, Person, Unit

HUGE = 10**20


@statement
def seats(person_id: int, day: date) -> QuerySet[Appointment]:
    return Appointment.objects.on(day).filter(person_id=person_id).select_related("post__unit")


@statement
def named(ids: Ids, order: Word) -> "QuerySet[Person, tuple[int, str]]":
    return Person.objects.filter(pk__in=ids).order_by(order).values_list("pk", "first_name")


@statement
def around(actor: Actor) -> "QuerySet[Unit, int]":
    return Unit.objects.filter(pk__in=actor.unit_ids - actor.desk_ids).values_list("pk", flat=True)


@statement
def of_code(code: str) -> QuerySet[Unit]:
    return Unit.objects.filter(code=code)


def test_rows_joined_rows_and_numbers_are_those_of_the_queryset(cast: Any) -> None:
    for browser in cast.people.values():
        for day in (timezone.localdate(), timezone.localdate() - timedelta(days=40_000)):
            found = seats(browser.person.pk, day)
            fresh = list(seats.build(browser.person.pk, day))
            assert found == fresh
            assert [str(each.post.unit) for each in found] == [str(each.post.unit) for each in fresh]
        assert sorted(around(browser.actor)) == sorted(around.build(browser.actor))
    for unit in Unit.objects.all():
        assert of_code(unit.code) == [unit]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 9, 600])
def test_a_list_of_ids_is_filled_up_without_finding_more(cast: Any, count: int) -> None:
    ids = Ids(list(Person.objects.order_by("pk").values_list("pk", flat=True))[:count])
    asked = Ids((*ids, *range(90_000, 90_000 + count - len(ids))))
    for order in (Word("pk"), Word("-pk")):
        assert named(asked, order) == list(named.build(asked, order))
        assert named.count(asked, order) == len(ids)


def test_two_lists_of_ids_between_other_values(cast: Any) -> None:
    def build(name: str, ids: Ids, but: Ids, last: int) -> "QuerySet[Person, int]":
        people = Person.objects.exclude(first_name=name).filter(pk__in=ids).exclude(pk__in=but)
        return people.exclude(pk=last).order_by("pk").values_list("pk", flat=True)

    ask, everybody = Statement(build), list(Person.objects.order_by("pk"))
    ids = [person.pk for person in everybody]
    for but, last in ((ids[1:3], ids[5]), (ids[3:6], ids[0]), ([], ids[1])):
        wanted = [pk for pk in ids if pk not in {*but, last, ids[2]}]
        name = everybody[2].first_name
        found = ask(name, Ids(ids), Ids(but), last)
        assert found == [pk for pk in wanted if Person.objects.get(pk=pk).first_name != name]
        plan, _values = ask._kept((name, Ids(ids), Ids(but), last), {})
        assert plan.sql.count("= ANY(") == ((1 + bool(but)) if connection.vendor == "postgresql" else 0)


def test_the_second_question_is_one_statement_and_builds_nothing(cast: Any) -> None:
    one, other = cast.clerk.person.pk, cast.head.person.pk
    built = []

    def build(person_id: int) -> "QuerySet[Person, int]":
        built.append(person_id)
        return Person.objects.filter(pk=person_id).values_list("pk", flat=True)

    ask = Statement(build)
    assert ask(one) == [one]
    made = len(built)
    with CaptureQueriesContext(connection) as asked:
        assert ask(other) == [other]
        assert ask.count(987_654) == 0
    assert (len(asked), len(built)) == (2, made)


def test_what_does_more_with_a_value_than_to_compare_it_is_no_statement(cast: Any) -> None:
    by_sum = Statement(lambda pk: Person.objects.filter(pk=pk + 1))
    by_slice = Statement(lambda pk: Person.objects.all()[:pk])
    by_part = Statement(lambda word: Person.objects.filter(first_name__contains=word))
    for ask, value in ((by_sum, 5), (by_slice, 5), (by_part, "ก")):
        with pytest.raises(ValueError, match="statement"):
            ask(value)


def test_a_number_that_no_database_takes_finds_nothing(cast: Any) -> None:
    by_key = Statement(lambda pk: Person.objects.filter(pk=pk))
    assert by_key(cast.clerk.person.pk) == [cast.clerk.person]
    assert by_key(HUGE) == []
    assert by_key.count(HUGE) == 0


def test_equal_ids_of_different_kinds_do_not_mix(cast: Any) -> None:
    """Whoever sits in the office itself and whoever sits in a group under it ask different questions."""
    for actor in (cast.head.actor, cast.director.actor, cast.principal.actor, cast.head.actor):
        assert sorted(around(actor)) == sorted(actor.unit_ids - actor.desk_ids)
