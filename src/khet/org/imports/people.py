"""People with their posts from a workbook: matched by citizen number, else by name and unit with a question."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.kernel.language import in_thai
from khet.org.imports.columns import PEOPLE, Reader
from khet.org.imports.plans import Mark, Plan, Question, Step, Tell, Written, at_row, silent
from khet.org.imports.tables import Row, Table
from khet.org.imports.units import check_email
from khet.org.models import Appointment, Person, PersonRecord, Post, Unit
from khet.org.rules import POWER
from khet.org.services import people as person_services
from khet.org.services import posts as post_services
from khet.thai import citizen
from khet.thai.names import split_name
from khet.thai.normal import fold

ROLES = {fold(in_thai(label)): value for value, label in Post.Role.choices if value != "pupil"}
SINGLE = ("director", "deputy", "head")
CARD = ("office_phone", "mobile", "email")


@dataclass(slots=True)
class House:
    """What is there already, read once: units by code and name, people by name, posts by unit and title."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    hashes: dict[str, Person] = field(default_factory=dict)
    posts: dict[tuple[int, str], list[Post]] = field(default_factory=lambda: defaultdict(list))
    seated: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    power: set[int] = field(default_factory=set)
    seats: dict[int, list[Appointment]] = field(default_factory=lambda: defaultdict(list))


def house(mark: Mark) -> House:
    """The people this run itself has entered are no namesakes: its rows were told apart before it began."""
    found = House()
    twins: set[str] = set()
    for unit in Unit.objects.filter(active=True):
        found.units[unit.code] = unit
        name = fold(unit.name)
        if name in found.units:
            twins.add(name)
        found.units[name] = unit
    for name in twins:  # a name that two units carry says nothing
        del found.units[name]
    for person in Person.objects.filter(ended_on__isnull=True, pupil=False):
        if person.pk in mark.entered:
            continue
        found.people[_name_key(person.first_name, person.last_name)].append(person)
    for record in PersonRecord.objects.exclude(citizen_hash=None).select_related("person"):
        found.hashes[str(record.citizen_hash)] = record.person
    for post in Post.objects.filter(active=True).order_by("order", "pk"):
        found.posts[post.unit_id, fold(post.title)].append(post)
    today = timezone.localdate()
    for seat in Appointment.objects.filter(kind=Appointment.Kind.HOLDER).select_related("person"):
        found.seats[seat.post_id].append(seat)
        if seat.valid_from <= today and (seat.valid_until is None or seat.valid_until > today):
            found.seated[seat.post_id].append(seat.person_id)
    found.power = set(Post.objects.filter(duties__duty__in=POWER).values_list("pk", flat=True))
    return found


def _name_key(first: str, last: str) -> str:
    return fold(f"{first} {last}")


def plan(table: Table, answers: dict[str, str], mark: Mark = Mark(), tell: Tell = silent) -> Plan:  # noqa: B008
    """What each row after the mark would do; only reads. answers: row number → person id or "new"."""
    reader, known = Reader(table, PEOPLE), house(mark)
    found, told = Plan(notes=table.notes), set[tuple[str, int, str]]()
    for at, row in enumerate(table.rows):
        tell(at, len(table.rows))
        if row.number <= mark.row:
            continue
        values = reader.values(row)
        name = _named(reader, row, values)
        unit = known.units.get(values["unit"]) or known.units.get(fold(values["unit"]))
        if values["unit"] and unit is None:
            reader.wrong(row, "unit", "ไม่พบรหัสหรือชื่อหน่วยงานนี้ ตรวจรหัสในสมุดรายชื่อ")
        number = reader.citizen(row, values["citizen"])
        check_email(reader, row, values)
        if unit is None:
            reader.day(row, "on", values["on"], timezone.localdate())
            continue
        key = (number or _name_key(name["first_name"], name["last_name"]), unit.pk, fold(values["title"]))
        if key in told:
            reader.wrong(row, "first_name", "คนและตำแหน่งนี้ซ้ำกับแถวก่อนหน้าในไฟล์เดียวกัน")
        told.add(key)
        person = _who(found, row, name, number, unit, known, answers, fold(values["title"]))
        found.steps.append(_step(reader, row, values, name, number, unit, person, known))
    found.problems = reader.problems
    return found


def _named(reader: Reader, row: Row, values: dict[str, str]) -> dict[str, str]:
    """Titles glued to the name and whole names in one cell are taken apart."""
    whole = split_name(f"{values['first_name']} {values['last_name']}".strip())
    if values["first_name"] and not whole.family and not values["last_name"]:
        reader.wrong(row, "first_name", "ไม่มีนามสกุล ใส่นามสกุลหรือใช้ขีด - ถ้าไม่มี")
    last = "" if whole.family == "-" else whole.family
    return {"prefix": values["prefix"] or whole.title, "first_name": whole.given, "last_name": last}


def _who(
    found: Plan,
    row: Row,
    name: dict[str, str],
    number: str,
    unit: Unit,
    known: House,
    answers: dict[str, str],
    title: str,
) -> Person | None:
    """The person of a row: by number for certain, by name when the same post says so, else by a question."""
    if number:
        digest = citizen.keyed_hash(number, key=settings.IDENTITY_KEY)
        if digest in known.hashes:
            return known.hashes[digest]
    twins = known.people.get(_name_key(name["first_name"], name["last_name"]), [])
    for person in twins:
        if any(person.pk in known.seated[post.pk] for post in known.posts.get((unit.pk, title), [])):
            return person
    if not twins:
        return None
    answer = answers.get(str(row.number), "")
    chosen = next((person for person in twins if str(person.pk) == answer), None)
    if chosen is None and answer != "new":
        choices = tuple((str(one.pk), f"{one.full_name} ({one.home_desk or '–'})") for one in twins[:8])
        words = f"{name['first_name']} {name['last_name']} ที่{unit}"
        found.questions.append(Question(row.number, words, (*choices, ("new", "คนใหม่ ชื่อซ้ำกัน"))))
    return chosen


def _step(
    reader: Reader,
    row: Row,
    values: dict[str, str],
    name: dict[str, str],
    number: str,
    unit: Unit,
    person: Person | None,
    known: House,
) -> Step:
    on = reader.day(row, "on", values["on"], timezone.localdate())
    post = _post(reader, row, values, unit, person, known)
    seated = person is not None and post is not None and person.pk in known.seated[post.pk]
    card = {key: values[key] for key in CARD if values[key] and (person is None or values[key] != getattr(person, key))}
    what: dict[str, Any] = {
        "person": person.pk if person else None,
        "name": name,
        "number": number,
        "unit": unit.pk,
        "post": post.pk if post else None,
        "title": values["title"],
        "role": _role(reader, row, values, unit),
        "on": on,
        "order_text": values["order_text"],
        "card": card,
        "seated": seated,
    }
    if post is not None and not seated:
        _sit(reader, row, person or Person(pk=-row.number, **name), post, on, known)
    whole = f"{name['prefix']}{name['first_name']} {name['last_name']}".strip()
    if seated and not card:
        return Step(row.number, "same", whole)
    verb = "make" if person is None else "change"
    return Step(row.number, verb, f"{whole} {values['title']} {unit}", what)


def _role(reader: Reader, row: Row, values: dict[str, str], unit: Unit) -> str:
    if values["role"]:
        role = ROLES.get(fold(values["role"]))
        if role is None:
            words = ", ".join(in_thai(label) for value, label in Post.Role.choices if value != "pupil")
            reader.wrong(row, "role", f"บทบาทต้องเป็น {words}")
        return role or "officer"
    title = values["title"]
    if title.startswith("รองผู้อำนวยการ"):
        return "deputy"
    if title.startswith(("ผู้อำนวยการ", "หัวหน้า")):
        return "director" if unit.is_desk and title.startswith("ผู้อำนวยการ") else "head"
    if "ธุรการ" in title:
        return "clerk"
    return "teacher" if title.startswith("ครู") else "officer"


def _post(
    reader: Reader, row: Row, values: dict[str, str], unit: Unit, person: Person | None, known: House
) -> Post | None:
    """A post of that title that the person holds or that is free; None: a new one is set up."""
    posts = known.posts.get((unit.pk, fold(values["title"])), [])
    for post in posts:
        if person is not None and person.pk in known.seated[post.pk]:
            return post
    for post in posts:
        if len(known.seated[post.pk]) < post.seats:
            if post.pk in known.power:
                reader.wrong(row, "title", "ตำแหน่งนี้มีสิทธิทั้งระบบ ให้ผู้ดูแลระบบแต่งตั้งในหน้าตำแหน่ง")
            return post
    if posts and posts[0].role in SINGLE:
        reader.wrong(row, "title", "ตำแหน่งนี้มีผู้ดำรงอยู่แล้ว บันทึกวันพ้นของผู้เดิมก่อน")
    return None


def _sit(reader: Reader, row: Row, person: Person, post: Post, on: date, known: House) -> None:
    """The row takes the seat; what the appointment would be refused for is said now, before anything is written."""
    later = [seat for seat in known.seats[post.pk] if seat.valid_until is None or seat.valid_until > on]
    try:
        post_services.refuse_clash(later, person=person, seats=post.seats, valid_from=on)
    except Refused as refusal:
        reader.wrong(row, "title", refusal.message)
    known.seats[post.pk].append(Appointment(person=person, post=post, kind=Appointment.Kind.HOLDER, valid_from=on))
    known.seated[post.pk].append(person.pk)


def write(actor: Actor, steps: Sequence[Step], written: Written) -> None:
    """In the caller's transaction, in the order of the rows; one person may have several rows."""
    for step in steps:
        written.row = step.row
        if step.verb != "same":
            with at_row(step):
                _do(actor, step.what, written)


def _do(actor: Actor, what: dict[str, Any], written: Written) -> None:
    unit = Unit.objects.select_related("desk").get(pk=what["unit"])
    person = Person.objects.get(pk=what["person"]) if what["person"] else written.by_number.get(what["number"])
    if person is None:
        person = _enter(actor, what, unit)
        written.entered.append(person.pk)
        written.note(person)
        if what["number"]:
            written.by_number[what["number"]] = person
    elif what["card"]:
        card = what["card"]
        written.note(person, before={name: getattr(person, name) for name in card}, after=card)
        person_services.mend(actor=actor, person=person, **card)
    if not what["seated"]:
        _seat(actor, person, unit, what, written)


def _enter(actor: Actor, what: dict[str, Any], unit: Unit) -> Person:
    return person_services.enter(
        actor=actor, **what["name"], home_desk=unit.desk or unit, citizen_number=what["number"], **what["card"]
    )


def _seat(actor: Actor, person: Person, unit: Unit, what: dict[str, Any], written: Written) -> None:
    post = Post.objects.get(pk=what["post"]) if what["post"] else None
    if post is None:
        post = post_services.set_up_post(actor=actor, unit=unit, title=what["title"], role=what["role"], order=50)
        written.note(post)
    main = not person.appointments.filter(valid_until__isnull=True, kind=Appointment.Kind.HOLDER).exists()
    seat = post_services.appoint(
        actor=actor, person=person, post=post, valid_from=what["on"], order_text=what["order_text"], main=main
    )
    written.note(seat)
