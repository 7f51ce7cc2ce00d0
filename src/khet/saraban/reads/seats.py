"""Seats of a desk with who sits in them today, and who comes next above somebody."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from khet.kernel.actor import Actor
from khet.org.models import Appointment, Post, StandIn
from khet.saraban.reads.desks import posts_of
from khet.saraban.rules.capacity import keeps_registry
from khet.thai import dates


@dataclass(frozen=True, slots=True)
class Seat:
    """A post of the desk and those who hold it or act in it today, holders first."""

    post: Post
    people: tuple[Appointment, ...]

    @property
    def vacant(self) -> bool:
        return not self.people

    @property
    def label(self) -> str:
        """ผอ.โรงเรียน · นายวิชัย ครูใหญ่; with the phrase of who acts."""
        if self.vacant:
            return _("%s (ว่าง)") % self.post
        first = next((seat for seat in self.people if seat.kind != "holder"), self.people[0])
        more = _(" และอีก %s คน") % (len(self.people) - 1) if len(self.people) > 1 and first.kind == "holder" else ""
        return f"{self.post} · {first.person.full_name}{f' {first.phrase}' if first.phrase else ''}{more}"


@dataclass(frozen=True, slots=True)
class Next:
    """Whom to propose to: chosen by the chain of command; why says so when it is not the usual person."""

    post: Post
    name: str
    why: str = ""


def seats_of(desk_id: int) -> list[Seat]:
    """Every seat of the desk but the pupils', in two queries."""
    posts = list(posts_of(desk_id))
    rows = Appointment.objects.on(timezone.localdate()).filter(post__in=posts).select_related("person")
    found: dict[int, list[Appointment]] = defaultdict(list)
    for row in rows.order_by("kind", "pk"):
        found[row.post_id].append(row)
    for people in found.values():
        people.sort(key=lambda seat: seat.kind != "holder")
    return [Seat(post, tuple(found[post.pk])) for post in posts]


def grouped(seats: list[Seat], *, but: int | None = None) -> list[tuple[str, list[tuple[int, str]]]]:
    """Choices by unit, for a select or a list to tick; but: a post left out (one's own)."""
    groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for seat in seats:
        if seat.post.pk != but:
            groups[str(seat.post.unit)].append((seat.post.pk, seat.label))
    return list(groups.items())


def people_grouped(seats: list[Seat], *, but: int | None = None) -> list[tuple[str, list[tuple[int, str]]]]:
    """Everybody who sits at the desk today, once, by the unit of the first seat; but: a person left out (oneself)."""
    groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
    known = {but}
    for kind in (True, False):  # holders before those who act there
        for seat in seats:
            for each in seat.people:
                if (each.kind == "holder") == kind and each.person_id not in known:
                    known.add(each.person_id)
                    groups[str(seat.post.unit)].append((each.person_id, f"{each.person.full_name} · {seat.post}"))
    return list(groups.items())


def next_above(actor: Actor, seats: list[Seat]) -> Next | None:
    """The registry proposes to the director; others to their head, then a deputy, then the director."""
    mine = next((seat for seat in seats if seat.post.pk == actor.post_id), None)
    for role in _ladder(actor, mine):
        for seat in seats:
            fits = seat.post.role == role and seat.post.pk != actor.post_id
            if fits and (role != "head" or seat.post.unit_id == actor.unit_id):
                return _reached(seat, seats)
    return None


def _ladder(actor: Actor, mine: Seat | None) -> tuple[str, ...]:
    role = mine.post.role if mine else ""
    if role == "director":
        return ()
    if role == "deputy" or keeps_registry(actor, actor.desk_id or 0):
        return ("director",)
    return ("deputy", "director") if role == "head" else ("head", "deputy", "director")


def _reached(seat: Seat, seats: list[Seat]) -> Next:
    if seat.vacant:
        for by_id in StandIn.objects.filter(post=seat.post).values_list("by_post_id", flat=True):
            stand_in = next((each for each in seats if each.post.pk == by_id and not each.vacant), None)
            if stand_in is not None:
                why = _("%(post)s ว่างอยู่ ระบบเลือก %(chosen)s ตามลำดับผู้รักษาราชการแทนให้แล้ว")
                why %= {"post": seat.post, "chosen": stand_in.post}
                return Next(stand_in.post, stand_in.label, why)
        why = _("%s ว่างอยู่ เรื่องจะถึงหัวหน้าหน่วยงานจนกว่าจะมีผู้ดำรงตำแหน่ง") % seat.post
        return Next(seat.post, seat.label, why)
    acting = next((each for each in seat.people if each.kind != "holder"), None)
    if acting is None:
        return Next(seat.post, seat.label)
    until = _(" ถึง %s") % dates.listed(acting.valid_until - timedelta(days=1)) if acting.valid_until else ""
    holder = next((each.person.full_name for each in seat.people if each.kind == "holder"), "")
    away = _("%(name)s ไม่อยู่%(until)s ") % {"name": holder, "until": until} if holder else ""
    chosen = _("ระบบเลือก%(name)s %(phrase)sให้แล้ว") % {"name": acting.person.full_name, "phrase": acting.phrase}
    return Next(seat.post, seat.label, away + chosen)
