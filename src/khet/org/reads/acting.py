"""Who stands for whom: today, coming and lately, in one unit or in the whole area; and who acts for a post on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from khet.org.models import Appointment, Person, Post, Unit
from khet.org.reads.posts import reachable

LATELY = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Standing:
    """Acting orders by time, seen from a day."""

    now: list[Appointment]
    coming: list[Appointment]
    past: list[Appointment]


def standing(unit: Unit | None, day: date) -> Standing:
    """Acting and delegation in a unit and those that use its registers, or in the whole area."""
    rows = _in_stead(unit)
    return Standing(
        now=list(rows.on(day)),  # type: ignore[attr-defined]
        coming=list(rows.filter(valid_from__gt=day)),
        past=list(rows.filter(valid_until__lte=day, valid_until__gt=day - LATELY).order_by("-valid_until")),
    )


def _in_stead(unit: Unit | None) -> QuerySet[Appointment]:
    rows = Appointment.objects.exclude(kind=Appointment.Kind.HOLDER).exclude(post__role=Post.Role.PUPIL)
    if unit is not None:
        rows = rows.filter(Q(post__unit=unit) | Q(post__unit__desk=unit))
    return rows.select_related("person", "post__unit__desk", "own_post").order_by("valid_from", "post__order", "pk")


def vacant(unit: Unit | None, day: date) -> list[tuple[Post, list[Person]]]:
    """Posts that nobody holds on a day, with those whom work reaches instead."""
    seated = Appointment.objects.on(day).values("post_id")
    posts = Post.objects.filter(active=True, unit__active=True).exclude(pk__in=seated).exclude(role=Post.Role.PUPIL)
    if unit is not None:
        posts = posts.filter(Q(unit=unit) | Q(unit__desk=unit))
    found = list(posts.select_related("unit__desk").order_by("unit__order", "order")[:200])
    ids = reachable([post.pk for post in found], on=day)
    people = Person.objects.in_bulk({pk for held in ids.values() for pk in held})
    return [(post, [people[pk] for pk in ids.get(post.pk, [])]) for post in found]


def acting_on(post_id: int, day: date) -> list[Appointment]:
    """Who signs for a post on a day: those who act or stand in for it, else its holders; empty when it is vacant."""
    seats = list(Appointment.objects.on(day).filter(post_id=post_id).select_related("person", "own_post"))
    return [seat for seat in seats if seat.kind != Appointment.Kind.HOLDER] or seats


def in_desk(desk_ids: Iterable[int]) -> QuerySet[Person]:
    """People who hold a post in these offices or schools today, without pupils."""
    held = Appointment.objects.on(timezone.localdate()).filter(
        post__unit__desk_id__in=list(desk_ids), kind=Appointment.Kind.HOLDER
    )
    return Person.objects.filter(pk__in=held.values("person_id"), pupil=False, ended_on__isnull=True).order_by(
        "sort_key", "pk"
    )
