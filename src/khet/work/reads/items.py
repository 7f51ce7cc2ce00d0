"""Work items by what they are about and what they stand on, for those whose subject or basis it is.

`WorkItem` and `Ask` are named here for what holds one; only the services of work write them.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.work.kinds import kinds
from khet.work.models import Ask, WorkItem, WorkMove
from khet.work.models.items import WorkItemQuerySet

__all__ = [
    "Ask",
    "WorkItem",
    "answerers",
    "asks_by_id",
    "asks_of",
    "in_hand",
    "items_about",
    "items_by_id",
    "items_on",
    "items_on_subjects",
    "waiting_for",
]
Ids = int | OuterRef | Collection[int] | QuerySet[Any, Any]


def items_by_id(ids: Ids) -> WorkItemQuerySet:
    """Items by their own numbers, as whoever opened them has kept those."""
    return WorkItem.objects.filter(**_of("pk", ids))


def asks_by_id(ids: Collection[int]) -> dict[int, Ask]:
    return Ask.objects.in_bulk(list(ids))


def items_about(kind: str, ids: Ids) -> WorkItemQuerySet:
    """Items whose subject is one of these things: one number, several, or the outer query's."""
    return WorkItem.objects.filter(subject_kind=kind, **_of("subject_id", ids))


def items_on(kind: str, ids: Ids | None = None) -> WorkItemQuerySet:
    """Items that stand on one of these things as their basis; on any of the kind when no ids are given."""
    return WorkItem.objects.filter(basis_kind=kind, **({} if ids is None else _of("basis_id", ids)))


def items_on_subjects(items: WorkItemQuerySet, kind: str) -> WorkItemQuerySet:
    """Items of one kind about the same things that these items are about."""
    same = items.filter(subject_kind=OuterRef("subject_kind"), subject_id=OuterRef("subject_id"))
    return WorkItem.objects.filter(Exists(same), kind=kind)


def _of(field: str, ids: Ids) -> dict[str, Any]:
    return {field: ids} if isinstance(ids, int | OuterRef) else {f"{field}__in": ids}


def waiting_for(actor: Actor, *kinds: str) -> WorkItemQuerySet:
    """What waits for this person, of these kinds."""
    return WorkItem.objects.for_me(actor, waiting=True).filter(kind__in=kinds)


def in_hand(actor: Actor) -> WorkItemQuerySet:
    """Waiting items that put their subject into this person's hands, by name or through a post held today."""
    mine = Q(asked_person_id=actor.person_id) | Q(asked_person=None, asked_post_id__in=actor.post_ids)
    handing = [kind.key for kind in kinds if kind.hands_on]
    return WorkItem.objects.filter(mine, kind__in=handing, waiting=True, secret=False)


def asks_of(basis: Ref) -> list[Ask]:
    """What was asked with this basis, in its order."""
    return list(Ask.objects.filter(basis_kind=basis.kind, basis_id=basis.id).order_by("order"))


def answerers(item_ids: Collection[int]) -> dict[int, str]:
    """Who answered or closed each of these items: the last one's name as it was."""
    moves = WorkMove.objects.filter(item_id__in=item_ids, to_state__in=("answered", "closed")).order_by("pk")
    return dict(moves.values_list("item_id", "by_name"))
