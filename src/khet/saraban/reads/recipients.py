"""Whom a letter can go to, for the recipients picker, and how a choice reads."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from khet.kernel.actor import Actor
from khet.org.models import Appointment, Post, Unit, UnitGroup
from khet.org.reads import unit_finder as of_units
from khet.saraban.values import Recipients


@dataclass(frozen=True, slots=True)
class Group:
    """A saved list with how many units it holds today."""

    pk: int
    name: str
    own: bool
    unit_ids: tuple[int, ...]


class UnitFinder(of_units.UnitFinder):
    """Units a letter of this actor can go to: every school and office, the groups of one's own desk, not oneself."""

    def __init__(self, actor: Actor) -> None:
        inside = Q(kind=Unit.Kind.GROUP) & ~Q(desk_id=actor.desk_id)
        rows = Unit.objects.filter(active=True).exclude(kind=Unit.Kind.LINE).exclude(inside)
        super().__init__(rows.exclude(pk__in=[actor.unit_id or 0, actor.desk_id or 0]), reverse("saraban:find_units"))


def groups(actor: Actor) -> list[Group]:
    """Lists shared by the area and those of the desk, with their members today, in two queries."""
    day = timezone.localdate()
    found: dict[int, list[int]] = {}
    rows = list(UnitGroup.objects.visible_to(actor).order_by("name"))
    living = Q(members__valid_until__isnull=True) | Q(members__valid_until__gt=day)
    pairs = UnitGroup.objects.filter(living, pk__in=[row.pk for row in rows], members__valid_from__lte=day)
    for group_id, unit_id in pairs.values_list("pk", "members__unit_id"):
        found.setdefault(group_id, []).append(unit_id)
    return [
        Group(row.pk, row.name, row.owner_id == actor.desk_id, tuple(found[row.pk])) for row in rows if row.pk in found
    ]


def people_choices(actor: Actor) -> list[tuple[str, list[tuple[int, str]]]]:
    """People a secret letter can be addressed to: directors of every desk, and the staff of one's own."""
    seats = Appointment.objects.on(timezone.localdate()).filter(post__active=True, kind="holder")
    wide = Q(post__role="director") | Q(post__unit__desk_id=actor.desk_id) & ~Q(post__role__in=("pupil", "teacher"))
    rows = seats.filter(wide).exclude(person_id=actor.person_id or 0).select_related("person", "post__unit")
    found: dict[str, dict[int, str]] = {}
    for seat in rows.order_by("post__unit__order", "post__unit__sort_key", "post__order"):
        label = f"{seat.person.full_name} · {seat.post}"
        found.setdefault(str(seat.post.unit), {}).setdefault(seat.person_id, label)
    return [(unit, list(people.items())) for unit, people in found.items()]


def in_words(to: Recipients) -> str:
    """To whom, as a short line: ทุกโรงเรียน 66 แห่ง, กลุ่มเกาะ, พะโต๊ะวิทยา และอีก 3 แห่ง."""
    words = []
    if to.all_schools:
        count = Unit.objects.filter(kind=Unit.Kind.SCHOOL, active=True).count()
        words.append(_("โรงเรียนในสังกัดทั้งหมด %s แห่ง") % count)
    words += list(UnitGroup.objects.filter(pk__in=to.group_ids).order_by("name").values_list("name", flat=True))
    names = [str(unit) for unit in Unit.objects.filter(pk__in=to.unit_ids[:50])]
    names += [str(post) for post in Post.objects.filter(pk__in=to.post_ids[:50])]
    if to.person_ids:
        names.append(_("บุคคลที่ระบุชื่อ %s คน") % len(to.person_ids))
    words += names[:4]
    if len(names) > 4:
        words.append(_("และอีก %s แห่ง") % (len(names) - 4))
    return ", ".join(words)
