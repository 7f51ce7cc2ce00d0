"""What collect certified comes in the words of insight, asked for as often for a whole area as for one school."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from khet.collect.models import Round, Snapshot, Submission
from khet.collect.tests.factories_rounds import an_open_round, certified, of_unit
from khet.insight.reads.answers import answer_of, answers_of_round
from khet.org.reads.lines import unit_lines
from khet.org.tests.cast import Cast


def a_given_round(cast: Cast) -> Round:
    """Certified by the first school only."""
    round_ = an_open_round(cast.officer)
    certified(cast.school_clerk, cast.principal, of_unit(round_, cast.schools[0]))
    return round_


def everybody_gives(round_: Round) -> None:
    """The other schools certify what the first did."""
    first = Snapshot.objects.get()
    for given in Submission.objects.filter(round=round_).exclude(pk=first.submission_id):
        Snapshot.objects.create(
            submission=given, kind=first.kind, revision=1, content=first.content, digest=first.digest, at=first.at
        )
        Submission.objects.filter(pk=given.pk).update(state="certified", revision=1)


def queries(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as told:
        ask()
    return len(told)


def test_a_certified_answer_is_told_with_the_name_of_its_unit(cast: Cast) -> None:
    round_ = a_given_round(cast)
    given = of_unit(round_, cast.schools[0])
    answer = answer_of(given.pk)
    assert answer is not None
    assert answer.unit_name == cast.schools[0].short
    assert {(n.row, n.column, n.value) for n in answer.numbers if n.key == "by_class"} >= {("311", "m", 20)}
    assert answer_of(of_unit(round_, cast.schools[1]).pk) is None


def test_a_round_is_asked_as_often_for_many_units_as_for_one(cast: Cast) -> None:
    round_ = a_given_round(cast)
    one = queries(lambda: answers_of_round(round_.pk))
    everybody_gives(round_)
    told = answers_of_round(round_.pk)
    assert [each.unit_name for each in told] == [school.short for school in cast.schools]
    assert len({each.numbers for each in told}) == 1
    assert queries(lambda: answers_of_round(round_.pk)) == one <= 6


def test_one_answer_reads_its_own_unit_only(cast: Cast) -> None:
    first = cast.schools[0]
    assert list(unit_lines([first.pk])) == [first.pk]
    assert unit_lines([first.pk])[first.pk] == unit_lines()[first.pk]
