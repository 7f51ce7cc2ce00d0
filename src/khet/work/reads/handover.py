"""What a person leaves behind when leaving a desk."""

from dataclasses import dataclass

from khet.org.models import Person
from khet.work.models import WorkItem


@dataclass(frozen=True, slots=True)
class Left:
    """items: open work asked of the person by name, not secret; secret: how many more are secret.

    of_posts: open work of posts or units that the person had accepted: it stays with the post by itself.
    """

    items: list[WorkItem]
    secret: int
    of_posts: int


def left_by(person: Person) -> Left:
    waiting = WorkItem.objects.filter(waiting=True)
    named = waiting.filter(asked_person=person)
    return Left(
        items=list(
            named.filter(secret=False).select_related("asked_by_unit", "asked_unit").order_by("sort_at", "pk")[:500]
        ),
        secret=named.filter(secret=True).count(),
        of_posts=waiting.filter(owner=person, asked_person__isnull=True).count(),
    )
