"""People and units in the search box."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor
from khet.org.models import Appointment, Person, Unit, UnitVersion
from khet.search.registry import Document, Found, Source, same, sources

LOOK_BACK = timedelta(days=7)
"""So many days of the calendar are gone over each night: a machine may have been off."""


def fill() -> None:
    sources.register(PEOPLE)
    sources.register(UNITS)


# ---- people: as Person.objects.visible_to ---------------------------------------------------------------------------


def people_terms(actor: Actor) -> Iterable[str]:
    """Staff find staff; pupils are found by the staff of their school and by themselves."""
    own = [f"person:{actor.person_id}"]
    if actor.has_duty("pupil"):
        return own
    return [*own, "staff", *(f"desk:{desk}" for desk in actor.desk_ids)]


def people(ids: Sequence[int]) -> Iterable[Document]:
    found = Person.objects.filter(pk__in=ids).select_related("home_desk")
    seats = seats_of(ids)
    return [_person(person, seats.get(person.pk, [])) for person in found]


def _person(person: Person, seats: list[Appointment]) -> Document:
    terms = {f"person:{person.pk}", f"desk:{person.home_desk_id}"}
    name = f"{person.first_name} {person.last_name}".strip()
    return Document(
        id=person.pk,
        title=person.full_name,
        body="\n".join([*map(seat_said, seats), str(person.home_desk or ""), person.nickname]).strip(),
        numbers=(person.office_phone,) if person.office_phone else (),
        people=(name,),
        unit_id=seats[0].post.unit_id if seats else None,
        desk_id=person.home_desk_id,
        terms=frozenset(terms if person.pupil else {*terms, "staff"}),
    )


def seats_of(person_ids: Sequence[int]) -> dict[int, list[Appointment]]:
    """The posts of people today, main ones first."""
    rows = Appointment.objects.on(timezone.localdate()).filter(person_id__in=person_ids, post__active=True)
    found: dict[int, list[Appointment]] = {}
    for seat in rows.select_related("post__unit__desk").order_by("person_id", "-main", "pk"):
        found.setdefault(seat.person_id, []).append(seat)
    return found


def seat_said(seat: Appointment) -> str:
    """ตำแหน่ง หน่วยงาน สำนักงานหรือโรงเรียน."""
    unit, desk = seat.post.unit, seat.post.unit.desk
    names = [seat.phrase, seat.post.title, unit.name]
    if desk is not None and desk.pk != unit.pk:
        names.append(desk.name)
    return " ".join(filter(None, names))


def people_shown(ids: Sequence[int], actor: Actor) -> Mapping[int, Found]:
    seen = list(Person.objects.visible_to(actor).filter(pk__in=ids).select_related("home_desk"))
    seats = seats_of([person.pk for person in seen])
    return {
        person.pk: Found(
            person.get_absolute_url(),
            seat_said(seats[person.pk][0]) if person.pk in seats else str(person.home_desk or ""),
        )
        for person in seen
    }


def _of_posts(ids: Sequence[int]) -> Iterable[int]:
    return Appointment.objects.filter(post_id__in=ids).values_list("person_id", flat=True)


def _of_seats(ids: Sequence[int]) -> Iterable[int]:
    return Appointment.objects.filter(pk__in=ids).values_list("person_id", flat=True)


def _of_units(ids: Sequence[int]) -> Iterable[int]:
    below = Q(post__unit_id__in=ids) | Q(post__unit__desk_id__in=ids) | Q(person__home_desk_id__in=ids)
    return Appointment.objects.filter(below).values_list("person_id", flat=True).distinct()


def _seats_turned(day: date) -> Iterable[int]:
    span = (day - LOOK_BACK, day)
    turned = Appointment.objects.filter(Q(valid_from__range=span) | Q(valid_until__range=span))
    return turned.values_list("person_id", flat=True).distinct()


def _people_words() -> Iterable[str]:
    for first, last in Person.objects.filter(pupil=False).values_list("first_name", "last_name").iterator():
        yield from (first, last)


PEOPLE = Source(
    kind="org.person",
    label=_("บุคคล"),
    icon="user",
    documents=people,
    all_ids=lambda: Person.objects.order_by("pk").values_list("pk", flat=True).iterator(),
    terms=people_terms,
    shown=people_shown,
    follows={"org.person": same, "org.appointment": _of_seats, "org.post": _of_posts, "org.unit": _of_units},
    turned=_seats_turned,
    words=_people_words,
    order=20,
)


# ---- units: as Unit.objects.visible_to ------------------------------------------------------------------------------


def units(ids: Sequence[int]) -> Iterable[Document]:
    found = Unit.objects.filter(pk__in=ids).select_related("parent")
    former: dict[int, list[str]] = {}
    for unit_id, name in UnitVersion.objects.filter(unit_id__in=ids).values_list("unit_id", "name"):
        former.setdefault(unit_id, []).append(name)
    return [_unit(unit, former.get(unit.pk, [])) for unit in found]


def _unit(unit: Unit, names: list[str]) -> Document:
    named = (("ตำบล", unit.tambon), ("อำเภอ", unit.amphoe), ("จังหวัด", unit.province))
    place = [f"{word}{name}" for word, name in named if name]
    other = [name for name in dict.fromkeys([unit.short, *names]) if name and name != unit.name]
    return Document(
        id=unit.pk,
        title=unit.name,
        body="\n".join(filter(None, [*other, " ".join(place), unit.address, unit.parent.name if unit.parent else ""])),
        numbers=tuple(filter(None, (unit.code, unit.phone))),
        people=(unit.short,) if unit.short else (),
        unit_id=unit.pk,
        desk_id=unit.desk_id,
        terms=frozenset({"all"}),
    )


def units_shown(ids: Sequence[int], actor: Actor) -> Mapping[int, Found]:
    seen = Unit.objects.visible_to(actor).filter(pk__in=ids).select_related("parent")
    return {unit.pk: Found(unit.get_absolute_url(), _where(unit)) for unit in seen}


def _where(unit: Unit) -> str:
    above = str(unit.parent) if unit.parent and not unit.is_desk else ""
    amphoe = f"อ.{unit.amphoe}" if unit.amphoe else ""
    province = f"จ.{unit.province}" if unit.province else ""
    return " ".join(filter(None, [above, amphoe, province]))


def _children(ids: Sequence[int]) -> Iterable[int]:
    """A unit shows the name of the one above."""
    return Unit.objects.filter(Q(pk__in=ids) | Q(parent_id__in=ids)).values_list("pk", flat=True)


def _units_gone(ids: Sequence[int]) -> Iterable[int]:
    return {*ids, *_children(ids)}


def _units_turned(day: date) -> Iterable[int]:
    span = (day - LOOK_BACK, day)
    turned = UnitVersion.objects.filter(Q(valid_from__range=span) | Q(valid_until__range=span))
    return turned.values_list("unit_id", flat=True)


def _unit_words() -> Iterable[str]:
    names = ("name", "short", "tambon", "amphoe", "province")
    for row in Unit.objects.values_list(*names).iterator():
        for name in row:
            yield name
            yield name.removeprefix("โรงเรียน")


UNITS = Source(
    kind="org.unit",
    label=_("หน่วยงาน"),
    icon="landmark",
    documents=units,
    all_ids=lambda: Unit.objects.order_by("pk").values_list("pk", flat=True).iterator(),
    terms=lambda actor: ["all"],
    shown=units_shown,
    follows={"org.unit": _units_gone},
    turned=_units_turned,
    words=_unit_words,
    order=30,
)


def unit_choices(actor: Actor) -> list[tuple[int, str]]:
    """Offices and schools, and the groups of one's own desks."""
    seen = Unit.objects.visible_to(actor).filter(active=True)
    wanted = seen.filter(Q(kind__in=Unit.DESK_KINDS) | Q(desk_id__in=actor.desk_ids)).order_by("order", "sort_key")
    return [(unit.pk, str(unit)) for unit in wanted.only("pk", "name", "short")]


def units_within(unit_id: int) -> set[int]:
    """The unit and what hangs below it now; offices and schools below it are narrowed to by themselves."""
    below: dict[int, list[int]] = {}
    same_desk = Unit.objects.filter(desk_id=Unit.objects.filter(pk=unit_id).values("desk_id")[:1])
    for pk, parent in same_desk.values_list("pk", "parent_id"):
        below.setdefault(parent or 0, []).append(pk)
    found, waiting = {unit_id}, [unit_id]
    for each in waiting:
        new = [pk for pk in below.get(each, []) if pk not in found]
        found.update(new)
        waiting += new
    return found
