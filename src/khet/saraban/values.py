"""What services are told, as plain values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from khet.kernel.actor import Actor
from khet.saraban.models import Kind, Secrecy, Urgency


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a letter as its author writes them. references, enclosures and copy_to: one per line.

    duty_id is the letter of the legal duty (ก–ฉ); only letters of an area office carry one.
    """

    subject: str
    kind: str = Kind.EXTERNAL
    to_text: str = ""
    salutation: str = "เรียน"
    body: str = ""
    closing: str = "ขอแสดงความนับถือ"
    references: str = ""
    enclosures: str = ""
    contact: str = ""
    copy_to: str = ""
    urgency: int = Urgency.NORMAL
    secrecy: int = Secrecy.OPEN
    circular: bool = False
    thai_digits: bool = True
    signer_post_id: int | None = None
    duty_id: str | None = None


@dataclass(frozen=True, slots=True)
class Recipients:
    """To whom: units, groups of units (saved lists), posts and people by name, or every school."""

    unit_ids: tuple[int, ...] = ()
    group_ids: tuple[int, ...] = ()
    post_ids: tuple[int, ...] = ()
    person_ids: tuple[int, ...] = ()
    all_schools: bool = False

    def as_plan(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_plan(cls, plan: Mapping[str, Any]) -> "Recipients":
        ids = {name: tuple(int(each) for each in plan.get(name, ())) for name in _ID_FIELDS}
        return cls(**ids, all_schools=bool(plan.get("all_schools")))

    def __bool__(self) -> bool:
        return bool(self.unit_ids or self.group_ids or self.post_ids or self.person_ids or self.all_schools)


_ID_FIELDS = ("unit_ids", "group_ids", "post_ids", "person_ids")


@dataclass(frozen=True, slots=True)
class AskSpec:
    """One thing asked of every receiver: due at the end of a day by their own office hours, or at a moment."""

    kind: str
    label: str
    due_on: date | None = None
    due_at: datetime | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """One receiver: a unit, or a post or person inside it; desk_id is the desk whose register takes it in."""

    unit_id: int
    desk_id: int
    post_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """A letter from outside as the registry types it in: their ที่ and ลงวันที่, who, what, to whom here, which duty."""

    subject: str
    from_text: str
    letter_no: str = ""
    dated: date | None = None
    to_text: str = ""
    kind: str = Kind.EXTERNAL
    urgency: int = Urgency.NORMAL
    secrecy: int = Secrecy.OPEN
    body: str = ""
    references: str = ""
    channel: str = "paper"
    to_post_id: int | None = None
    person_ids: tuple[int, ...] = ()
    duty_id: str | None = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person named in an answer (แจ้งชื่อ)."""

    name: str
    position: str = ""
    phone: str = ""


def actor_out(actor: Actor) -> dict[str, Any]:
    """The actor as a background job keeps it: who asked, in which post, by which names; no rights of reading."""
    names = ("person_id", "post_id", "unit_id", "desk_id", "phrase", "phrase_for")
    shown = ("person_name", "post_name", "unit_name", "desk_name")
    return {name: getattr(actor, name) for name in (*names, *shown)}


def actor_in(kept: Mapping[str, Any]) -> Actor:
    return Actor(**kept)
