"""The directory: who sits where today, and what a unit was called on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from khet.kernel.actor import Actor
from khet.org.models import Appointment, LegalDuty, Person, Post, StandIn, Unit, UnitVersion
from khet.org.reads import finding
from khet.org.reads.units import version_on
from khet.thai.names import split_title
from khet.thai.sorting import sort_key


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One post of a unit with those who sit in it on the day and the posts that stand in for it, in their order."""

    post: Post
    seats: tuple[Appointment, ...]
    stand_ins: tuple[Post, ...] = ()

    @property
    def holder(self) -> Appointment | None:
        return next((seat for seat in self.seats if seat.kind == Appointment.Kind.HOLDER), None)


@dataclass(frozen=True, slots=True)
class ChildRow:
    """A unit below another: the name it had on the day, who heads it, how many sit in it."""

    unit: Unit
    name: str
    head: SeatRow | None
    people: int


@dataclass(frozen=True, slots=True)
class UnitAt:
    """A unit as it was on a day: its name then (None before it was founded), posts, units and schools below."""

    unit: Unit
    day: date
    version: UnitVersion | None
    posts: tuple[SeatRow, ...]
    children: tuple[ChildRow, ...]
    schools: tuple[Unit, ...]
    duties: tuple[LegalDuty, ...]


def posts_of(unit_ids: Iterable[int], day: date) -> dict[int, list[SeatRow]]:
    """Posts with holders and stand-ins on a day, by unit, in three queries; of days gone by only those held."""
    seats = Appointment.objects.on(day).select_related("person").order_by("kind", "pk")
    ranked = StandIn.objects.select_related("by_post").order_by("rank")
    posts = Post.objects.filter(unit_id__in=list(unit_ids)).exclude(role=Post.Role.PUPIL)
    now = day >= timezone.localdate()
    if now:
        posts = posts.filter(active=True)
    found: dict[int, list[SeatRow]] = {}
    rows = posts.select_related("unit").prefetch_related(Prefetch("appointments", seats), Prefetch("stand_ins", ranked))
    for post in rows:
        seated, stand_ins = tuple(post.appointments.all()), tuple(one.by_post for one in post.stand_ins.all())
        if now or seated:  # of a day gone by nobody can say that a post stood vacant
            found.setdefault(post.unit_id, []).append(SeatRow(post=post, seats=seated, stand_ins=stand_ins))
    return found


def unit_at(unit: Unit, day: date) -> UnitAt:
    """What the unit's page shows for one day."""
    version = version_on(unit, day)
    below = versions_below(unit, day)
    rows = posts_of([unit.pk, *(one.unit_id for one in below if one.unit.kind != Unit.Kind.SCHOOL)], day)
    return UnitAt(
        unit=unit,
        day=day,
        version=version,
        posts=tuple(rows.get(unit.pk, [])),
        children=tuple(_child(one, rows.get(one.unit_id, [])) for one in below if one.unit.kind != Unit.Kind.SCHOOL),
        schools=tuple(one.unit for one in below if one.unit.kind == Unit.Kind.SCHOOL),
        duties=tuple(duties_of(version)),
    )


def versions_below(unit: Unit, day: date) -> list[UnitVersion]:
    """The units that stood directly below on a day, as they were called then, in their order."""
    rows = UnitVersion.objects.filter(parent=unit, valid_from__lte=day).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=day)
    )
    return list(rows.select_related("unit").order_by("unit__order", "unit__sort_key"))


def _child(version: UnitVersion, rows: list[SeatRow]) -> ChildRow:
    head = next((row for row in rows if row.post.is_head), None)
    people = {seat.person_id for row in rows for seat in row.seats}
    return ChildRow(unit=version.unit, name=version.name, head=head, people=len(people))


def duties_of(version: UnitVersion | None) -> list[LegalDuty]:
    """The legal duties that a unit has by the act it was named in."""
    if version is None or not version.legal_basis:
        return []
    return [duty for duty in LegalDuty.objects.all() if duty.legal_basis.endswith(version.legal_basis)]


def heads(unit_ids: Iterable[int], day: date) -> dict[int, Appointment]:
    """Who heads each unit on a day, the holder before those who act, in one query."""
    rows = Appointment.objects.on(day).filter(
        post__unit_id__in=list(unit_ids), post__active=True, post__role__in=("director", "head")
    )
    found: dict[int, Appointment] = {}
    for seat in rows.select_related("person", "post"):
        known = found.get(seat.post.unit_id)
        if known is None or (known.kind != Appointment.Kind.HOLDER and seat.kind == Appointment.Kind.HOLDER):
            found[seat.post.unit_id] = seat
    return found


def units(actor: Actor, *, find: str = "", kind: str = "", amphoe: str = "") -> QuerySet[Unit]:
    """Units open today in Thai order, by part of the name (tone marks may be missing), kind and district."""
    found = Unit.objects.visible_to(actor).filter(active=True).exclude(kind=Unit.Kind.LINE)
    if kind:
        found = found.filter(kind=kind)
    if amphoe:
        found = found.filter(amphoe=amphoe)
    if not find.strip():
        return found
    exact = found.filter(
        Q(name__icontains=find) | Q(short__icontains=find) | Q(code__iexact=find) | finding.with_words(find)
    )
    loose = finding.nearly(find)
    return exact if loose is None or exact.exists() else found.filter(loose)


def people(actor: Actor, *, find: str = "", unit_id: int | None = None) -> QuerySet[Person]:
    """People in service in Thai order, by part of the name with or without title, or by unit.

    Tone marks may be missing; when nobody matches, names one letter away are shown.
    """
    found = Person.objects.visible_to(actor).filter(ended_on__isnull=True, pupil=False)
    if unit_id:
        held = Appointment.objects.on(timezone.localdate()).filter(
            Q(post__unit_id=unit_id) | Q(post__unit__desk_id=unit_id)
        )
        found = found.filter(pk__in=held.values("person_id"))
    name = split_title(find)[1] if find.strip() else ""
    if name:
        exact = found.filter(_named(name))
        loose = finding.nearly(name)
        found = exact if loose is None or exact.exists() else found.filter(loose)
    return found.order_by("sort_key", "pk")


def _named(name: str) -> Q:
    spelt = Q()
    for word in name.split()[: finding.MOST_WORDS]:
        spelt &= Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(nickname__icontains=word)
    keyed = finding.with_words(name)
    return spelt | keyed if keyed else spelt


def seats_of(person_ids: Sequence[int], day: date) -> dict[int, list[Appointment]]:
    """What each person holds or acts in on a day, main post first."""
    found: dict[int, list[Appointment]] = {}
    rows = Appointment.objects.on(day).filter(person_id__in=person_ids).select_related("post__unit__desk", "own_post")
    for seat in rows.order_by("-kind", "-main", "pk"):
        found.setdefault(seat.person_id, []).append(seat)
    return found


def by_district(schools: Iterable[Unit]) -> list[tuple[str, str, list[Unit]]]:
    """(district, province, schools), provinces and districts in Thai order."""
    found: dict[tuple[str, str], list[Unit]] = {}
    for school in schools:
        found.setdefault((school.province, school.amphoe), []).append(school)
    ordered = sorted(found.items(), key=lambda item: (sort_key(item[0][0]), sort_key(item[0][1])))
    return [(amphoe, province, rows) for (province, amphoe), rows in ordered]
