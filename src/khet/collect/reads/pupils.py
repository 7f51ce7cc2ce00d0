"""Rolls, one pupil's card in its layers, and what waits for a school."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from khet.collect.checks.growth import HEIGHT_FOR_AGE, WEIGHT_FOR_AGE, WEIGHT_FOR_HEIGHT
from khet.collect.checks.lists import lists
from khet.collect.models import Enrolment, Measurement, Pupil, PupilEvent, PupilSensitive, Transfer
from khet.collect.models.pupils import area_desks
from khet.collect.pupils.plans import class_name, details_of
from khet.collect.reads.pupil_imports import FIELDS
from khet.collect.rules.pupils import may_keep_own
from khet.collect.sheets import layout
from khet.kernel.actor import Actor
from khet.org.models import Unit
from khet.org.sealing import unseal
from khet.thai.sorting import sort_key


def schools_to_bring(actor: Actor) -> list[Unit]:
    """One's own school, or those of one's area."""
    if may_keep_own(actor):
        return list(Unit.objects.filter(pk__in=[actor.desk_id]))
    return area_schools(actor)


def area_schools(actor: Actor) -> list[Unit]:
    rows = Unit.objects.filter(kind=Unit.Kind.SCHOOL, active=True, parent_id__in=area_desks(actor))
    return list(rows.order_by("sort_key"))


def roll(
    school: Unit,
    actor: Actor,
    *,
    find: str = "",
    grade: int | None = None,
    room: int | None = None,
    status: str = "",
) -> QuerySet[Enrolment]:
    """The list layer of a school. status "": who is on the roll now; else those who last left with that status."""
    rows = Enrolment.objects.visible_to(actor).filter(school=school).select_related("pupil")
    rows = rows.filter(status=status) if status else rows.open()
    if status == Enrolment.Status.PAUSED:
        rows = rows.open()
    if grade:
        rows = rows.filter(grade=grade)
    if room:
        rows = rows.filter(room=room)
    for word in find.split()[:4]:
        named = Q(pupil__first_name__contains=word) | Q(pupil__last_name__contains=word)
        rows = rows.filter(named | Q(number=word) | Q(pupil__sort_key__startswith=sort_key(word)))
    return rows


def grades_of(school: Unit) -> list[int]:
    return list(Enrolment.objects.filter(school=school).order_by("grade").values_list("grade", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Turned:
    label: Any
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    event: PupilEvent
    turned: tuple[Turned, ...]
    layers: tuple[Any, ...]


def history(pupil: Pupil) -> list[Told]:
    """The newest first; of the restricted layers only that they changed."""
    return [_told(event) for event in pupil.events.select_related("school")[:100]]


def _told(event: PupilEvent) -> Told:
    pairs = {key: pair for key, pair in event.changes.items() if len(pair) == 2}
    layers = tuple(FIELDS[key] for key, pair in event.changes.items() if not pair and key in FIELDS)
    return Told(event, tuple(_turned(key, *pair) for key, pair in pairs.items()), layers)


def _turned(key: str, before: object, after: object) -> Turned:
    return Turned(FIELDS.get(key, key), _word(key, before), _word(key, after))


def _word(key: str, value: object) -> str:
    if value in ("", None):
        return ""
    if key == "grade":
        return class_name(int(str(value)), 0)
    if key == "sex":
        return str(Pupil.Sex(int(str(value))).label)
    if key == "status":
        return str(Enrolment.Status(str(value)).label)
    return str(value)


@dataclass(frozen=True, slots=True)
class Personal:
    """The personal layer, opened: number whole, birth date, the file's columns in its own words."""

    number: str
    born: Any
    rows: tuple[tuple[str, str], ...]


def personal_of(pupil: Pupil) -> Personal | None:
    """The caller has put the look on the trail."""
    found = getattr(pupil, "personal", None)
    if found is None:
        return None
    words = {**_words("dmc91"), **_words("dmc36")}
    order = {key: place for place, key in enumerate([*_words("dmc91"), *words])}
    told = sorted(details_of(found).items(), key=lambda pair: order.get(pair[0], len(order)))
    rows = tuple((words.get(key, key), text) for key, text in told)
    return Personal(unseal(found.number_sealed) if found.number_sealed else "", found.birth_date, rows)


def _words(key: str) -> Mapping[str, str]:
    return {column: names[0] for column, names in layout(key).columns.items()}


LABELS = {
    "religion": _("ศาสนา"),
    "blood": _("หมู่เลือด"),
    "disability": _("ความพิการ"),
    "disadvantage": _("ความด้อยโอกาส"),
}


@dataclass(frozen=True, slots=True)
class Sensitive:
    rows: tuple[tuple[Any, str], ...]
    measured: tuple[tuple[Measurement, tuple[str, ...]], ...]


def sensitive_of(pupil: Pupil) -> Sensitive:
    """Religion, blood, disability, disadvantage, growth. The caller has put the look on the trail."""
    found = getattr(pupil, "sensitive", None) or PupilSensitive()
    rows = tuple((LABELS[name], _coded(name, getattr(found, name))) for name in LABELS)
    return Sensitive(rows, tuple((one, _classes(one)) for one in pupil.measurements.all()[:10]))


def _coded(name: str, code: str) -> str:
    """A code with the first word that files write for it; blood groups are words themselves."""
    if not code.isdigit():
        return code
    spellings = lists()[name].get(code, ()) if name in lists() else ()
    return next((word for word in spellings if not word.isascii()), code)


def _classes(one: Measurement) -> tuple[str, ...]:
    told = (
        (one.weight_for_age, WEIGHT_FOR_AGE),
        (one.height_for_age, HEIGHT_FOR_AGE),
        (one.weight_for_height, WEIGHT_FOR_HEIGHT),
    )
    return tuple(words[place] for place, words in told if place is not None)


def arrivals(school_id: int | None) -> QuerySet[Transfer]:
    """Pupils whom another school let go to this one, and who wait to be taken in."""
    rows = Transfer.objects.filter(to_school_id=school_id, entered=None)
    return rows.select_related("pupil", "from_school", "left")
