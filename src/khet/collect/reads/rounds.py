"""Rounds as pages and other capabilities ask for them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from khet.collect.models import Round, Submission
from khet.kernel.actor import Actor

State = Submission.State
PICKET = {
    State.EMPTY: "unopened",
    State.DRAFT: "working",
    State.RETURNED: "working",
    State.SUBMITTED: "working",
    State.CERTIFIED: "answered",
    State.ACCEPTED: "answered",
    State.LOCKED: "answered",
    State.EXCUSED: "excused",
}


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of those who must answer have. total leaves out the excused; given are certified or further."""

    total: int
    given: int
    accepted: int
    excused: int
    states: dict[str, int]

    @property
    def whole(self) -> bool:
        return self.total > 0 and self.given == self.total

    @property
    def owing(self) -> int:
        return self.total - self.given


def completeness(round_: Round) -> Completeness:
    return completeness_of([round_.pk]).get(round_.pk, Completeness(0, 0, 0, 0, {}))


def completeness_of(round_ids: Iterable[int]) -> dict[int, Completeness]:
    """Of several rounds, in one query."""
    counted: dict[int, dict[str, int]] = {}
    rows = Submission.objects.filter(round_id__in=list(round_ids)).order_by().values_list("round_id", "state")
    for round_id, state, count in rows.annotate(n=Count("pk")):
        counted.setdefault(round_id, {})[state] = count
    return {round_id: _completeness(states) for round_id, states in counted.items()}


def _completeness(states: dict[str, int]) -> Completeness:
    excused = states.get(State.EXCUSED, 0)
    return Completeness(
        total=sum(states.values()) - excused,
        given=sum(states.get(state, 0) for state in Submission.GIVEN_STATES),
        accepted=states.get(State.ACCEPTED, 0) + states.get(State.LOCKED, 0),
        excused=excused,
        states=states,
    )


def open_rounds(actor: Actor) -> list[tuple[Round, Completeness]]:
    """Rounds that are open and that the actor may see, the soonest due first, with how far each is. Two queries."""
    found = list(Round.objects.visible_to(actor).filter(state=Round.State.OPEN).order_by("due_on", "-pk"))
    known = completeness_of([each.pk for each in found])
    return [(each, known.get(each.pk, Completeness(0, 0, 0, 0, {}))) for each in found]
