"""To whom a letter goes: from what the author chose to the receivers, in a fixed number of queries."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Q

from khet.kernel.errors import Refused
from khet.org.models import Appointment, Post, Unit, UnitGroupMember
from khet.saraban.models import DeskSetting, Letter
from khet.saraban.values import Recipients, Target
from khet.thai.bangkok import today


def targets_of(to: Recipients) -> list[Target]:
    """Receivers without doubles: units in their usual order, then posts, then people."""
    found = [*_units(to), *_posts(to.post_ids), *_people(to.person_ids)]
    return list(dict.fromkeys(found))


def _units(to: Recipients) -> Iterator[Target]:
    day = today()
    chosen = Q(pk__in=to.unit_ids)
    if to.group_ids:
        members = UnitGroupMember.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=day), group_id__in=to.group_ids, valid_from__lte=day
        )
        chosen |= Q(pk__in=members.values("unit_id"))
    if to.all_schools:
        chosen |= Q(kind=Unit.Kind.SCHOOL)
    if not (to.unit_ids or to.group_ids or to.all_schools):
        return
    rows = Unit.objects.filter(chosen, active=True).order_by("order", "sort_key", "pk").values_list("pk", "desk_id")
    for unit_id, desk_id in rows:
        yield Target(unit_id, desk_id or unit_id)


def _posts(post_ids: Sequence[int]) -> Iterator[Target]:
    if not post_ids:
        return
    rows = Post.objects.filter(pk__in=post_ids, active=True).order_by("order", "pk")
    for post_id, unit_id, desk_id in rows.values_list("pk", "unit_id", "unit__desk_id"):
        yield Target(unit_id, desk_id or unit_id, post_id=post_id)


def _people(person_ids: Sequence[int]) -> Iterator[Target]:
    """People are reached in the unit of their main post."""
    if not person_ids:
        return
    seats = Appointment.objects.on(today()).filter(person_id__in=person_ids, post__active=True)
    seen: set[int] = set()
    rows = seats.order_by("person_id", "-main", "pk").values_list("person_id", "post__unit_id", "post__unit__desk_id")
    for person_id, unit_id, desk_id in rows:
        if person_id not in seen:
            seen.add(person_id)
            yield Target(unit_id, desk_id or unit_id, person_id=person_id)


def name_secret(letter: Letter, targets: Iterable[Target]) -> list[Target]:
    """A secret letter goes to named people: a unit's stands for its secret registrar, a post's for its true holder.

    Raises Refused and names the receivers that have neither.
    """
    targets = list(targets)
    if not letter.is_secret:
        return targets
    desks = {each.desk_id for each in targets}
    rows = DeskSetting.objects.filter(desk_id__in=desks, secret_registrar__isnull=False)
    registrar = dict(rows.values_list("desk_id", "secret_registrar_id"))
    posts = {each.post_id for each in targets if each.post_id}
    seats = Appointment.objects.on(today()).filter(post_id__in=posts, kind=Appointment.Kind.HOLDER).order_by("-pk")
    holder = dict(seats.values_list("post_id", "person_id"))
    named = [_named(each, holder, registrar) for each in targets]
    nameless = [each.unit_id for each in named if each.person_id is None]
    if nameless:
        units = ", ".join(str(unit) for unit in Unit.objects.filter(pk__in=nameless)[:5])
        raise Refused(
            "หนังสือลับต้องส่งถึงบุคคล ยังไม่มีนายทะเบียนข้อมูลข่าวสารลับที่ %(units)s ระบุชื่อผู้รับแทน",
            code="secret_needs_name",
            field="to",
            units=units,
        )
    return named


def _named(target: Target, holder: dict[int, int], registrar: dict[int, int]) -> Target:
    if target.person_id is not None:
        return target
    person = holder.get(target.post_id) if target.post_id else registrar.get(target.desk_id)
    return Target(target.unit_id, target.desk_id, person_id=person)
