"""Notices to the people of a unit, and to whoever filled a form in."""

from collections.abc import Sequence

from khet.collect.models import Cell, Round, Submission
from khet.kernel.actor import Actor
from khet.notify import services as notify
from khet.org.reads.posts import intake_people


def tell_unit(actor: Actor, given: Submission, kind: str, title: str, body: str = "") -> None:
    """Who takes in the unit's work, and who filled the form in."""
    people = {person for found in intake_people([given.unit_id]).values() for person in found}
    people |= set(_fillers(given))
    if people:
        notify.send(kind=kind, to=sorted(people), title=title, body=body, ref=given.ref, actor=actor)


def tell_filler(actor: Actor, given: Submission, title: str, body: str = "") -> None:
    """Whoever filled it in; the unit's registry when nobody is known."""
    people = _fillers(given) or [p for found in intake_people([given.unit_id]).values() for p in found]
    if people:
        notify.send(kind="collect.returned", to=people, title=title, body=body, ref=given.ref, actor=actor)


def _fillers(given: Submission) -> list[int]:
    typed = Cell.objects.filter(submission=given, person__isnull=False, origin__in=("typed", "file"))
    return sorted(set(typed.order_by().values_list("person_id", flat=True).distinct()))


def tell_opened(actor: Actor, round_: Round, givens: Sequence[Submission]) -> None:
    """A round opened alone; one that a letter opened is told by the letter."""
    by_unit = {each.unit_id: each for each in givens}
    for unit_id, people in intake_people(by_unit).items():
        title = f"ขอข้อมูล: {round_.title}"
        notify.send(kind="collect.opened", to=people, title=title, ref=by_unit[unit_id].ref, actor=actor)
