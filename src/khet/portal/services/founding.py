"""The first steps of a new hub: the office, its administrator, its numbers, its units and its first people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.calendar import reads as calendar_reads
from khet.calendar import seed as calendar_seed
from khet.calendar import services as calendars
from khet.kernel.actor import SYSTEM, Actor
from khet.kernel.errors import Refused
from khet.org import duties
from khet.org.models import Account, Appointment, Person, Post, Unit
from khet.org.models.units import Precision
from khet.org.services import accounts, people, posts, units
from khet.org.services.accounts import Handed
from khet.portal import firsttime, presets
from khet.portal.reads.setup import DONE, OPEN
from khet.saraban import services as saraban
from khet.thai.years import to_ce


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school as it is typed: number of the line, code ("" for the next one), name and district."""

    line: int
    code: str
    name: str
    amphoe: str = ""


@transaction.atomic
def found_office(
    *, kind: str, name: str, short: str = "", province: str = "", amphoe: str = "", since_be: int | None = None
) -> Unit:
    """The unit whose hub this is. since_be: the year B.E. it was founded, when known.

    Raises Refused when there is one already.
    """
    if Unit.objects.select_for_update(of=("self",)).exists():
        raise Refused("ระบบนี้มีสำนักงานแล้ว แก้ชื่อได้ที่หน้าหน่วยงานหลังเข้าสู่ระบบ", code="founded")
    on = date(to_ce(since_be), 1, 1) if since_be else date(timezone.localdate().year, 1, 1)
    with audit.command(SYSTEM, "portal.office_founded", after={"kind": kind, "name": name}) as told:
        duties.load()
        if not calendar_reads.calendars():
            calendar_seed.load_defaults()
        office = told.target = units.found(
            actor=SYSTEM,
            code=kind,
            kind=kind,
            name=name,
            short=short,
            parent=None,
            on=on,
            precision=Precision.YEAR,
            province=province,
            amphoe=amphoe,
        )
    firsttime.stamps().set(setup=OPEN, content="own")
    return office


@transaction.atomic
def make_administrator(
    *, prefix: str, first_name: str, last_name: str, username: str, password: str, email: str = ""
) -> Account:
    """The first person: looks after the system, keeps people and settings. Raises Refused when there is one."""
    office = firsttime.own_desk()
    if office is None:
        raise Refused("ยังไม่มีสำนักงาน กลับไปกรอกขั้นแรกก่อน", code="no_office")
    Unit.objects.select_for_update(of=("self",)).get(pk=office.pk)
    if firsttime.has_administrator():
        raise Refused("ระบบนี้มีผู้ดูแลแล้ว เข้าสู่ระบบด้วยบัญชีนั้น", code="closed")
    with audit.command(SYSTEM, "portal.administrator_made", office):
        person = people.enter(
            actor=SYSTEM, prefix=prefix, first_name=first_name, last_name=last_name, home_desk=office, email=email
        )
        post = _vacant(office, presets.ADMINISTRATOR) or posts.set_up_post(
            actor=SYSTEM,
            unit=office,
            title=presets.ADMINISTRATOR,
            role=Post.Role.OFFICER,
            order=900,
            duties=presets.ADMINISTRATOR_DUTIES,
        )
        posts.appoint(actor=SYSTEM, person=person, post=post, valid_from=timezone.localdate())
        return accounts.open_account(actor=SYSTEM, person=person, username=username, email=email, password=password)


@transaction.atomic
def set_letters(*, actor: Actor, prefix: str, year_be: int, starts: Mapping[str, int]) -> None:
    """The number before every letter, and where each register goes on from the paper one."""
    with audit.command(actor, "portal.letters_set"):
        saraban.save_settings(actor=actor, letter_prefix=prefix)
        if starts:
            saraban.open_year(actor=_for_the_registry(actor), year_be=year_be, starts=starts)


def _for_the_registry(actor: Actor) -> Actor:
    """Books are the registry's to open; before anybody sits there, whoever sets the hub up opens them."""
    assert actor.desk_id is not None
    return replace(
        actor,
        duties=(actor.duties - {"system"}) | {"registry"},
        intake_unit_ids=actor.intake_unit_ids | {actor.desk_id},
    )


@transaction.atomic
def found_units(*, actor: Actor, groups: Sequence[tuple[str, str]], schools: Sequence[SchoolRow]) -> tuple[int, int]:
    """Groups (name, short name) and schools under the own office; those that are there are left as they are.

    Returns how many groups and schools are new. Raises Refused for a code that is taken, naming its line.
    """
    desk = firsttime.own_desk()
    if desk is None:
        raise Refused("ยังไม่มีสำนักงาน กลับไปกรอกขั้นแรกก่อน", code="no_office")
    there = set(Unit.objects.filter(active=True).values_list("name", flat=True))
    new_groups = [pair for pair in groups if pair[0] not in there]
    new_schools = [row for row in schools if row.name not in there]
    with audit.command(actor, "portal.units_founded", desk, after={"groups": len(new_groups)}) as command:
        for name, short in new_groups:
            _found_group(actor, desk, name, short)
        for row in new_schools:
            _found_school(actor, desk, row)
        command.target = desk
    return len(new_groups), len(new_schools)


def _found_group(actor: Actor, desk: Unit, name: str, short: str) -> None:
    kind = Unit.Kind.LINE if desk.kind == Unit.Kind.SCHOOL else Unit.Kind.GROUP
    place = desk.children.filter(kind=kind).count() + 1
    _found(actor, desk, _free_code("g", place), kind, name, short, order=place)


def _found_school(actor: Actor, desk: Unit, row: SchoolRow) -> None:
    place = desk.children.filter(kind=Unit.Kind.SCHOOL).count() + 1
    try:
        school = _found(
            actor,
            desk,
            row.code or _free_code("s", place),
            Unit.Kind.SCHOOL,
            row.name,
            row.name.removeprefix("โรงเรียน"),
            order=100 + place,
            amphoe=row.amphoe,
            province=desk.province,
        )
    except Refused as refusal:
        raise Refused(
            "บรรทัดที่ %(line)s: %(why)s", code=refusal.code, field="schools", line=row.line, why=refusal.message
        ) from refusal
    hours = next((one for one in calendar_reads.calendars() if one.key == calendar_seed.SCHOOL), None)
    if hours is not None:
        calendars.use_calendar(actor=actor, unit_id=school.pk, calendar=hours, starts=_since(desk))


def _found(actor: Actor, desk: Unit, code: str, kind: str, name: str, short: str, **card: Any) -> Unit:
    return units.found(
        actor=actor,
        code=code,
        kind=kind,
        name=name,
        short=short,
        parent=desk,
        on=_since(desk),
        precision=Precision.YEAR,
        **card,
    )


def _since(desk: Unit) -> date:
    return desk.versions.order_by("valid_from").values_list("valid_from", flat=True)[0]


def _free_code(letter: str, place: int) -> str:
    taken = set(Unit.objects.filter(code__startswith=letter).values_list("code", flat=True))
    while f"{letter}{place:02d}" in taken:
        place += 1
    return f"{letter}{place:02d}"


@transaction.atomic
def add_person(
    *, actor: Actor, unit: Unit, seat: str, prefix: str, first_name: str, last_name: str, username: str
) -> Handed:
    """A person in a usual seat, with an account and the one-time code that opens it (shown once)."""
    kind = presets.seat_of(seat)
    if unit.kind not in kind.kinds:
        raise Refused("หน่วยงานนี้ไม่มีตำแหน่งแบบนี้ เลือกหน่วยงานหรือตำแหน่งอื่น", code="no_such_seat", field="seat")
    with audit.command(actor, "portal.person_added", unit):
        person = people.enter(
            actor=actor, prefix=prefix, first_name=first_name, last_name=last_name, home_desk=unit.desk or unit
        )
        post = _vacant(unit, kind.title(unit.kind)) or posts.set_up_post(
            actor=actor,
            unit=unit,
            title=kind.title(unit.kind),
            role=kind.role,
            order=[one.key for one in presets.SEATS].index(seat) + 1,
            duties=kind.duties,
        )
        posts.appoint(actor=actor, person=person, post=post, valid_from=timezone.localdate())
        return _hand_over(actor, person, username)


def _hand_over(actor: Actor, person: Person, username: str) -> Handed:
    account = accounts.open_account(actor=actor, person=person, username=username)
    return accounts.invite(actor=actor, accounts=[account])[0]


def _vacant(unit: Unit, title: str) -> Post | None:
    seated = Appointment.objects.on(timezone.localdate()).filter(kind=Appointment.Kind.HOLDER).values("post_id")
    return unit.posts.filter(title=title, active=True).exclude(pk__in=seated).first()


def tick_step(key: str) -> None:
    """Somebody said that this step is done or not needed."""
    stamps = firsttime.stamps()
    stamps.set(setup_steps=" ".join(sorted({*stamps.get("setup_steps").split(), key})))


@transaction.atomic
def finish(*, actor: Actor) -> None:
    """The home stops asking for the setup."""
    audit.record(actor, "portal.setup_finished")
    firsttime.stamps().set(setup=DONE)
