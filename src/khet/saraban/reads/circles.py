"""Who was asked to read a circulated paper, and who has."""

from dataclasses import dataclass, field
from datetime import datetime

from khet.kernel.actor import Actor
from khet.saraban.models import Delivery, Endorsement, Route
from khet.saraban.rules.capacity import leads
from khet.saraban.rules.deliveries import is_addressee
from khet.work.reads.items import WorkItem, answerers, items_on
from khet.work.rules import is_mine


@dataclass(frozen=True, slots=True)
class Reader:
    """One asked: a person, a post or a unit. state: read, opened or unopened; by: who read for a post or unit."""

    name: str
    state: str
    at: datetime | None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Circle:
    """readers: empty for those who are only readers themselves. mine: the item by which this actor says รับทราบ."""

    readers: list[Reader] = field(default_factory=list)
    whole_desk: bool = False
    mine: WorkItem | None = None

    @property
    def read(self) -> int:
        return sum(each.state == "read" for each in self.readers)

    @property
    def waiting(self) -> list[Reader]:
        return [each for each in self.readers if each.state != "read"]

    @property
    def done(self) -> list[Reader]:
        return [each for each in self.readers if each.state == "read"]


def circle_of(delivery: Delivery, actor: Actor) -> Circle | None:
    """Four queries, however many were asked; None when the paper was not circulated."""
    items = items_on("saraban.delivery", delivery.pk).filter(kind="saraban.read")
    asked = list(
        items.exclude(state=WorkItem.State.WITHDRAWN)
        .select_related("asked_person", "asked_post", "asked_unit")
        .order_by("asked_person__sort_key", "pk")
    )
    stops = Route.objects.filter(delivery=delivery, unit_id=delivery.desk_id, why=Route.Why.CIRCULATED)
    everybody = stops.exists()
    if not asked and not everybody:
        return None
    mine = next((item for item in asked if item.waiting and is_mine(actor, item)), None)
    if not _follows(actor, delivery):
        return Circle([], everybody, mine)
    by = _readers_by(asked)
    return Circle([_reader(item, by) for item in asked], everybody, mine)


def _follows(actor: Actor, delivery: Delivery) -> bool:
    """Who holds or keeps the matter, who heads the desk, and whoever circulated it."""
    if is_addressee(actor, delivery) or (delivery.secrecy == 0 and leads(actor, delivery.desk_id)):
        return True
    sent = delivery.endorsements.filter(order=Endorsement.Order.CIRCULATE, by_id=actor.person_id)
    return actor.person_id is not None and sent.exists()


def _readers_by(items: list[WorkItem]) -> dict[int, str]:
    """Who said รับทราบ for a post or a unit."""
    shared = [item.pk for item in items if item.asked_person_id is None and not item.waiting]
    return answerers(shared)


def _reader(item: WorkItem, by: dict[int, str]) -> Reader:
    name = str(item.asked_person.full_name if item.asked_person else item.asked_post or item.asked_unit)
    if not item.waiting:
        return Reader(name, "read", item.answered_at, by.get(item.pk, ""))
    return Reader(name, "opened" if item.seen_at else "unopened", item.seen_at)
