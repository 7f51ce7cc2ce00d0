"""Who sits in a post, who stands in when nobody does, and who heads a unit."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from khet.org.models import Appointment, Post, StandIn, Unit


def holders(post_ids: Iterable[int], *, on: date | None = None) -> dict[int, list[int]]:
    """Person ids that hold or act in each post on that day; an absent key is a vacant post."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Appointment.objects.on(on or timezone.localdate()).filter(post_id__in=set(post_ids))
    for post_id, person_id in rows.order_by("kind", "pk").values_list("post_id", "person_id"):
        if person_id not in found[post_id]:
            found[post_id].append(person_id)
    return dict(found)


def reachable(post_ids: Iterable[int], *, on: date | None = None) -> dict[int, list[int]]:
    """As holders, but a vacant post falls to its ranked stand-ins, then to the head of its unit or of a unit above."""
    wanted = set(post_ids)
    found = holders(wanted, on=on)
    for post_id in wanted - set(found):
        people = _stand_in(post_id, on=on) or _head_above(post_id, on=on)
        if people:
            found[post_id] = people
    return found


def _stand_in(post_id: int, *, on: date | None) -> list[int]:
    ranked = list(StandIn.objects.filter(post_id=post_id).values_list("by_post_id", flat=True))
    seated = holders(ranked, on=on)
    return next((seated[by] for by in ranked if by in seated), [])


def _head_above(post_id: int, *, on: date | None) -> list[int]:
    unit: Unit | None = Post.objects.select_related("unit__parent").get(pk=post_id).unit
    while unit is not None:
        head = head_post(unit.pk)
        people = holders([head.pk], on=on).get(head.pk, []) if head and head.pk != post_id else []
        if people:
            return people
        unit = unit.parent
    return []


def head_post(unit_id: int) -> Post | None:
    """The director of a desk or the head of a group or line."""
    return (
        Post.objects.filter(unit_id=unit_id, active=True, role__in=("director", "head")).order_by("order", "pk").first()
    )


def posts_with_duty(desk_id: int, duty: str) -> list[int]:
    """Posts of a desk (and of the units that use its registers) that carry a duty."""
    rows = Post.objects.filter(active=True, duties__duty=duty, unit__desk_id=desk_id)
    return list(rows.order_by("order", "pk").values_list("pk", flat=True))


def intake_people(unit_ids: Iterable[int], *, on: date | None = None) -> dict[int, list[int]]:
    """Who takes in work that is addressed to a unit as such: its registry posts, else its head.

    A fixed number of queries for units that have a registry post or a head seated.
    """
    wanted, day = set(unit_ids), on or timezone.localdate()
    found: dict[int, list[int]] = defaultdict(list)
    seated = Appointment.objects.on(day).filter(post__active=True)
    registry = seated.filter(post__unit__desk_id__in=wanted, post__duties__duty="registry")
    for desk_id, person_id in registry.order_by("pk").values_list("post__unit__desk_id", "person_id"):
        if desk_id is not None and person_id not in found[desk_id]:
            found[desk_id].append(person_id)
    heads = seated.filter(post__unit_id__in=wanted - set(found), post__role__in=("director", "head"))
    for unit_id, person_id in heads.order_by("pk").values_list("post__unit_id", "person_id"):
        if person_id not in found[unit_id]:
            found[unit_id].append(person_id)
    return dict(found)
