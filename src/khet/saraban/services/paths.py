"""Who is put on a letter's path or on its named list."""

from collections.abc import Iterable

from django.utils import timezone

from khet.kernel.actor import Actor
from khet.org.models import Appointment
from khet.saraban.models import Delivery, Letter, LetterAccess, Route


def add_stop(
    letter: Letter,
    why: str,
    *,
    delivery: Delivery | None = None,
    unit_id: int | None = None,
    post_id: int | None = None,
    person_id: int | None = None,
) -> None:
    """One stop on the path, once."""
    stop = {"unit_id": unit_id, "post_id": post_id, "person_id": person_id}
    if not Route.objects.filter(letter=letter, delivery=delivery, **stop).exists():
        Route.objects.create(letter=letter, delivery=delivery, why=why, at=timezone.now(), **stop)


def name_people(letter: Letter, person_ids: Iterable[int], why: str, *, by: Actor) -> None:
    """Put people on the named list of a secret letter; for an open one it is not needed."""
    if not letter.is_secret:
        return
    rows = [LetterAccess(letter=letter, person_id=each, why=why, by_name=by.person_name) for each in person_ids]
    LetterAccess.objects.bulk_create(rows, ignore_conflicts=True)


def true_holder(post_id: int) -> int | None:
    """The person who holds the post in their own right today: acting does not open secret letters."""
    seats = Appointment.objects.on(timezone.localdate()).filter(post_id=post_id, kind=Appointment.Kind.HOLDER)
    return seats.order_by("-main", "pk").values_list("person_id", flat=True).first()
