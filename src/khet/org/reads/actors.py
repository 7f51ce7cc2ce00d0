"""Who an account is today, and as what."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from khet.kernel.actor import NOBODY, Actor
from khet.kernel.statements import Ids, statement
from khet.org.models import Account, Appointment, Person, PostDuty

LEADING = ("director", "deputy", "head")


@statement
def _seats(person_id: int, day: date) -> QuerySet[Appointment]:
    seats = Appointment.objects.on(day).filter(person_id=person_id, post__active=True)
    return seats.select_related("person", "post__unit__desk", "own_post")


@statement
def _duties(post_ids: Ids) -> "QuerySet[PostDuty, tuple[int, str]]":
    return PostDuty.objects.filter(post_id__in=post_ids).values_list("post_id", "duty")


def capacities(person_id: int, *, on: date | None = None) -> list[Appointment]:
    """All posts that the person holds or acts in on that day, main one first, own before acting."""
    found = _seats(person_id, on or timezone.localdate())
    return sorted(found, key=lambda seat: (seat.kind != "holder", not seat.main, seat.pk))


def actor_of(account: Account, *, appointment_id: int | None = None, on: date | None = None) -> Actor:
    """The actor of an account in the chosen capacity, else in the first; a person without a post acts in none."""
    return seated(account, appointment_id=appointment_id, on=on)[0]


def actor_again(*, account: int, appointment: int | None = None, **_rest: object) -> Actor:
    """Whoever asked for work in the background, in the post of that moment: the words that its payload carries."""
    return actor_of(Account.objects.get(pk=account), appointment_id=appointment)


def seated(
    account: Account, *, appointment_id: int | None = None, on: date | None = None
) -> tuple[Actor, list[Appointment]]:
    """The same with the seats it chose from."""
    if account.person_id is None or not account.is_active:
        return NOBODY, []
    seats = capacities(account.person_id, on=on)
    person = seats[0].person if seats else Person.objects.get(pk=account.person_id)
    return actor_in(person, seats, appointment_id=appointment_id, account_id=account.pk), seats


def actor_in(
    person: Person, seats: list[Appointment], *, appointment_id: int | None = None, account_id: int | None = None
) -> Actor:
    """The actor of a person among the given seats."""
    if not seats:
        return Actor(account_id=account_id, person_id=person.pk, person_name=person.full_name)
    seat = next((seat for seat in seats if seat.pk == appointment_id), seats[0])
    own = seat.own_post or (seats[0].post if seat.kind != "holder" and seats[0].kind == "holder" else seat.post)
    unit, desk = seat.post.unit, seat.post.unit.desk or seat.post.unit
    held = set(_duties(Ids(each.post_id for each in seats)))
    duties = {duty for post_id, duty in held if post_id == seat.post_id}
    registry = {post_id for post_id, duty in held if duty == "registry"}
    return Actor(
        account_id=account_id,
        person_id=person.pk,
        appointment_id=seat.pk,
        post_id=seat.post_id,
        unit_id=unit.pk,
        desk_id=desk.pk,
        unit_ids=frozenset(each.post.unit_id for each in seats),
        desk_ids=frozenset(each.post.unit.desk_id or each.post.unit_id for each in seats),
        post_ids=frozenset(each.post_id for each in seats),
        head_post_ids=frozenset(each.post_id for each in seats if each.post.is_head),
        intake_unit_ids=_intake(seats, registry),
        staff_desk_ids=frozenset(_desk(each) for each in seats if each.post.role not in ("teacher", "pupil")),
        lead_desk_ids=frozenset(_desk(each) for each in seats if each.post_id in registry or each.post.role in LEADING),
        duties=frozenset({*duties, *({"pupil"} if seat.post.role == "pupil" else ())}),
        phrase=seat.phrase,
        phrase_for=seat.post.title if seat.phrase else "",
        person_name=person.full_name,
        post_name=(own.short or own.title) if seat.phrase else (seat.post.short or seat.post.title),
        unit_name=unit.short or unit.name,
        desk_name=desk.short or desk.name,
        desk_kind=desk.kind,
    )


def _desk(seat: Appointment) -> int:
    return seat.post.unit.desk_id or seat.post.unit_id


def _intake(seats: list[Appointment], registry: set[int]) -> frozenset[int]:
    """Units whose unaddressed work reaches this person: registry posts take in their desk's, heads their group's.

    A director takes in the desk's work only while no registry post of it is seated.
    """
    found = {_desk(seat) for seat in seats if seat.post_id in registry}
    found |= {seat.post.unit_id for seat in seats if seat.post.role == "head"}
    for seat in seats:
        if seat.post.role == "director" and seat.post.unit_id not in found and not _registry_seated(seat.post.unit_id):
            found.add(seat.post.unit_id)
    return frozenset(found)


def _registry_seated(desk_id: int) -> bool:
    return (
        Appointment.objects.on(timezone.localdate())
        .filter(post__active=True, post__unit__desk_id=desk_id, post__duties__duty="registry")
        .exists()
    )
