"""Synthetic people in every post of the area. Names are mixed at random; every row is marked as synthetic."""

import random
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.contrib.auth.hashers import make_password

from khet.audit import services as audit
from khet.kernel.actor import SYSTEM
from khet.org.models import Account, Appointment, Person, Post, PostDuty, StandIn, Unit
from khet.seed.area import Area
from khet.thai.sorting import sort_key

DATA = Path(__file__).parent / "data"
PASSWORD = "khet-2569"  # noqa: S105  (the password of synthetic demonstration accounts, printed at start)
SINCE = date(2024, 10, 1)


@dataclass(frozen=True, slots=True)
class Seat:
    """One post to fill. login makes an account name of its own instead of a counted one."""

    unit: Unit
    title: str
    role: str
    short: str = ""
    duties: tuple[str, ...] = ()
    login: str = ""
    order: int = 0


@dataclass
class Staff:
    """Who sits where, by account name and by unit and role."""

    accounts: dict[str, Account] = field(default_factory=dict)
    posts: dict[tuple[int, str], list[Post]] = field(default_factory=dict)


def load(area: Area) -> Staff:
    """Posts, people, appointments and accounts in bulk; one entry on the trail."""
    seats = [*_office_seats(area), *(seat for school in area.schools for seat in _school_seats(area, school))]
    posts = Post.objects.bulk_create(
        Post(unit=seat.unit, title=seat.title, short=seat.short, role=seat.role, order=seat.order, synthetic=True)
        for seat in seats
    )
    PostDuty.objects.bulk_create(
        PostDuty(post=post, duty=duty) for post, seat in zip(posts, seats, strict=True) for duty in seat.duties
    )
    people = Person.objects.bulk_create(_people(seats))
    Appointment.objects.bulk_create(
        Appointment(person=person, post=post, valid_from=SINCE, synthetic=True)
        for person, post in zip(people, posts, strict=True)
    )
    accounts = _accounts(seats, people)
    _rank_stand_ins(posts)
    audit.record(SYSTEM, "seed.people", area.office, after={"posts": len(posts), "people": len(people)})
    staff = Staff(accounts={account.username: account for account in accounts})
    for post in posts:
        staff.posts.setdefault((post.unit_id, post.role), []).append(post)
    return staff


def _office_seats(area: Area) -> list[Seat]:
    office = area.office
    head = "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา"
    seats = [Seat(office, head, "director", "ผอ.เขต", login="director", order=1)]
    seats += [
        Seat(office, f"รอง{head}", "deputy", "รอง ผอ.เขต", login="deputy" if n == 1 else f"deputy{n}", order=1 + n)
        for n in (1, 2, 3)
    ]
    titles = {
        "g02": "นักวิเคราะห์นโยบายและแผน",
        "g03": "นักวิชาการศึกษา",
        "g04": "นักทรัพยากรบุคคล",
        "g05": "ศึกษานิเทศก์",
        "g06": "นักวิชาการเงินและบัญชี",
        "g07": "นักวิชาการคอมพิวเตอร์",
        "g08": "นักทรัพยากรบุคคล",
        "g09": "นิติกร",
        "g10": "นักวิชาการตรวจสอบภายใน",
    }
    for group in area.groups:
        seats += _group_seats(group, titles.get(group.code, "นักจัดการงานทั่วไป"))
    return seats


def _group_seats(group: Unit, title: str) -> list[Seat]:
    head = "ผู้อำนวยการหน่วยตรวจสอบภายใน" if group.code == "g10" else "ผู้อำนวยการกลุ่ม"
    dlict = group.code == "g07"
    seats = [
        Seat(
            group,
            head,
            "head",
            f"ผอ.{group.short}" if group.short.startswith("กลุ่ม") else f"ผอ.กลุ่ม{group.short}",
            ("accounts",) if dlict else (),
            "head" if dlict else f"head-{group.code}",
            1,
        )
    ]
    for number in (1, 2, 3):
        login = "officer" if dlict and number == 1 else f"{group.code}-{number}"
        duties: tuple[str, ...] = {"g07": ("accounts",), "g04": ("people",), "g10": ("auditor",)}.get(group.code, ())
        seats.append(Seat(group, title, "officer", "", duties, login, 1 + number))
    if group.code == "g01":
        seats.append(Seat(group, "เจ้าพนักงานธุรการ", "clerk", "สารบรรณกลาง", ("registry",), "clerk", 5))
        seats.append(Seat(group, "เจ้าพนักงานธุรการ", "clerk", "ผู้ช่วยสารบรรณกลาง", ("registry",), "clerk2", 6))
    if dlict:
        duties = ("system", "settings", "people", "accounts", "auditor")
        seats.append(Seat(group, "ผู้ดูแลระบบ", "officer", "ผู้ดูแลระบบ", duties, "admin", 6))
    return seats


def _school_seats(area: Area, school: Unit) -> list[Seat]:
    code = school.code
    seats = [
        Seat(school, "ผู้อำนวยการโรงเรียน", "director", "ผอ.โรงเรียน", login=f"{code}-director", order=1),
        Seat(school, "รองผู้อำนวยการโรงเรียน", "deputy", "รอง ผอ.โรงเรียน", login=f"{code}-deputy", order=2),
        Seat(school, "เจ้าหน้าที่ธุรการโรงเรียน", "clerk", "ธุรการโรงเรียน", ("registry",), login=f"{code}-clerk", order=3),
    ]
    for line in area.lines[school.pk]:
        seats.append(Seat(line, f"หัวหน้า{line.name}", "head", "", (), f"{line.code}-head", 1))
        seats.append(Seat(line, "ครู", "teacher", "", (), f"{code}-teacher{line.order}", 2))
    return seats


def _people(seats: list[Seat]) -> list[Person]:
    chance = random.Random(2569)  # noqa: S311  (the same people on every machine)
    women, men, families = (names(name) for name in ("names_female", "names_male", "family_names"))
    used: set[str] = set()
    people = []
    for seat in seats:
        while True:
            woman = chance.random() < 0.6
            first, last = chance.choice(women if woman else men), chance.choice(families)
            if f"{first} {last}" not in used:
                break
        used.add(f"{first} {last}")
        people.append(
            Person(
                prefix=chance.choice(("นาง", "นางสาว")) if woman else "นาย",
                first_name=first,
                last_name=last,
                sort_key=sort_key(f"{first} {last}"),
                home_desk=seat.unit.desk,
                office_phone="0 7700 0000",
                synthetic=True,
            )
        )
    return people


def names(name: str) -> list[str]:
    """The names of one list of `data/`."""
    return (DATA / f"{name}.txt").read_text(encoding="utf-8").split()


def _accounts(seats: list[Seat], people: list[Person]) -> list[Account]:
    hashed = make_password(PASSWORD)  # one hash for all: they are synthetic, and 700 slow hashes help nobody
    return Account.objects.bulk_create(
        Account(username=seat.login, person=person, password=hashed, synthetic=True)
        for seat, person in zip(seats, people, strict=True)
    )


def _rank_stand_ins(posts: list[Post]) -> None:
    """Deputies stand in for directors, in their order."""
    by_unit: dict[int, list[Post]] = {}
    for post in posts:
        by_unit.setdefault(post.unit_id, []).append(post)
    StandIn.objects.bulk_create(
        StandIn(post=director, by_post=deputy, rank=rank)
        for found in by_unit.values()
        for director in [post for post in found if post.role == "director"]
        for rank, deputy in enumerate((post for post in found if post.role == "deputy"), start=1)
    )
