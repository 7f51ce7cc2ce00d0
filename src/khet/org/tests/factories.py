"""Small makers of units, posts and people for tests; everything they make is synthetic."""

from datetime import date

from khet.org.models import Account, Appointment, Person, Post, PostDuty, Unit, UnitVersion
from khet.thai.sorting import sort_key

FOUNDED = date(2021, 1, 1)


def a_unit(code: str, kind: str, name: str, *, parent: Unit | None = None, short: str = "", **fields: object) -> Unit:
    """A unit with its one open version; a desk owns its own registers, others use their parent's."""
    unit = Unit.objects.create(
        code=code, kind=kind, name=name, short=short, parent=parent, sort_key=sort_key(name), synthetic=True, **fields
    )
    unit.desk = unit if unit.is_desk else (parent.desk if parent else None)
    unit.save(update_fields=["desk"])
    UnitVersion.objects.create(unit=unit, name=name, short=short, parent=parent, valid_from=FOUNDED)
    return unit


def a_post(unit: Unit, title: str, role: str, *duties: str, short: str = "", order: int = 0) -> Post:
    post = Post.objects.create(unit=unit, title=title, short=short, role=role, order=order, synthetic=True)
    PostDuty.objects.bulk_create(PostDuty(post=post, duty=duty) for duty in duties)
    return post


def a_person(first: str, last: str, *, prefix: str = "นาย", desk: Unit | None = None, pupil: bool = False) -> Person:
    return Person.objects.create(
        prefix=prefix,
        first_name=first,
        last_name=last,
        sort_key=sort_key(f"{first} {last}"),
        home_desk=desk,
        pupil=pupil,
        synthetic=True,
    )


def an_appointment(person: Person, post: Post, *, kind: str = "holder", **fields: object) -> Appointment:
    fields.setdefault("valid_from", FOUNDED)
    return Appointment.objects.create(person=person, post=post, kind=kind, synthetic=True, **fields)


def an_account(person: Person, username: str, password: str = "correct horse 66 schools") -> Account:
    return Account.objects.create_user(username, "", password, person=person, synthetic=True)
