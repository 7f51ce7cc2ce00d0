"""The directory: who sits where today, and what a unit was called on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from khet.kernel.actor import Actor
from khet.org.models import Appointment, Person, Post, Unit, UnitVersion
from khet.org.reads.units import version_on
from khet.thai.names import split_title


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One post of a unit with those who sit in it on the day."""

    post: Post
    seats: tuple[Appointment, ...]


@dataclass(frozen=True, slots=True)
class UnitAt:
    """A unit as it was on a day: its name then (None before it was founded), posts, units below."""

    unit: Unit
    day: date
    version: UnitVersion | None
    posts: tuple[SeatRow, ...]
    children: tuple[Unit, ...]
    history: tuple[UnitVersion, ...]


def posts_of(unit_ids: Sequence[int], day: date) -> dict[int, list[SeatRow]]:
    """Posts with holders on a day, by unit, in two queries."""
    seats = Appointment.objects.on(day).select_related("person").order_by("kind", "pk")
    posts = Post.objects.filter(unit_id__in=unit_ids, active=True).exclude(role=Post.Role.PUPIL)
    found: dict[int, list[SeatRow]] = {}
    for post in posts.select_related("unit").prefetch_related(Prefetch("appointments", seats)):
        found.setdefault(post.unit_id, []).append(SeatRow(post=post, seats=tuple(post.appointments.all())))
    return found


def unit_at(unit: Unit, day: date) -> UnitAt:
    """What the unit's page shows for one day."""
    children = Unit.objects.open_on(day).filter(versions__parent=unit).distinct()
    return UnitAt(
        unit=unit,
        day=day,
        version=version_on(unit, day),
        posts=tuple(posts_of([unit.pk], day).get(unit.pk, [])),
        children=tuple(children.exclude(kind=Unit.Kind.SCHOOL)),
        history=tuple(unit.versions.select_related("parent").order_by("-valid_from")),
    )


def units(actor: Actor, *, find: str = "", kind: str = "", amphoe: str = "") -> QuerySet[Unit]:
    """Units open today in Thai order, by part of the name, kind and district."""
    found = Unit.objects.visible_to(actor).filter(active=True).exclude(kind=Unit.Kind.LINE)
    if find:
        found = found.filter(Q(name__icontains=find) | Q(short__icontains=find) | Q(code__iexact=find))
    if kind:
        found = found.filter(kind=kind)
    if amphoe:
        found = found.filter(amphoe=amphoe)
    return found


def people(actor: Actor, *, find: str = "", unit_id: int | None = None) -> QuerySet[Person]:
    """People in service in Thai order, by part of the name with or without title, or by unit."""
    found = Person.objects.visible_to(actor).filter(ended_on__isnull=True, pupil=False)
    words = split_title(find.strip())[1].split() if find.strip() else []
    for word in words[:4]:
        found = found.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(nickname__icontains=word))
    if unit_id:
        day = timezone.localdate()
        held = Appointment.objects.on(day).filter(Q(post__unit_id=unit_id) | Q(post__unit__desk_id=unit_id))
        found = found.filter(pk__in=held.values("person_id"))
    return found.order_by("sort_key", "pk")


def seats_of(person_ids: Sequence[int], day: date) -> dict[int, list[Appointment]]:
    """What each person holds or acts in on a day, main post first."""
    found: dict[int, list[Appointment]] = {}
    rows = Appointment.objects.on(day).filter(person_id__in=person_ids).select_related("post__unit__desk", "own_post")
    for seat in rows.order_by("-kind", "-main", "pk"):
        found.setdefault(seat.person_id, []).append(seat)
    return found
