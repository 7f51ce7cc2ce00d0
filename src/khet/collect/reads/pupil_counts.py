"""Counts of pupils on a day: first values of forms, and the area's table by school."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from khet.collect.models import Enrolment, Pupil, Roll

SEX = {Pupil.Sex.MALE: "m", Pupil.Sex.FEMALE: "f"}


def on_roll(unit_ids: Collection[int], day: date) -> QuerySet[Enrolment]:
    """Enrolments that held on that day; a child on two rolls counts on both until the case is settled."""
    rows = Enrolment.objects.filter(school_id__in=unit_ids, since__lte=day)
    return rows.filter(Q(until=None) | Q(until__gt=day)).order_by()


def by_class_sex(unit_id: int, as_of: date) -> Mapping[str, str]:
    """ "311/m": "34": grade of the ministry / sex → pupils on that day. A roll that is empty says nothing."""
    rows = on_roll([unit_id], as_of).values_list("grade", "pupil__sex").annotate(n=Count("pk"))
    found = {f"{grade}/{SEX[Pupil.Sex(sex)]}": str(n) for grade, sex, n in rows}
    grades = {path.split("/")[0] for path in found}
    return {f"{grade}/{sex}": "0" for grade in grades for sex in SEX.values()} | found


def count(unit_id: int, as_of: date) -> Mapping[str, str]:
    """The number of pupils on that day, at the path of the field itself."""
    number = on_roll([unit_id], as_of).count()
    return {"": str(number)} if number else {}


def rooms_by_class(unit_id: int, as_of: date) -> Mapping[str, str]:
    """ "311/rooms": "4": rooms that have pupils."""
    rows = on_roll([unit_id], as_of).filter(room__gt=0).values_list("grade").annotate(n=Count("room", distinct=True))
    return {f"{grade}/rooms": str(n) for grade, n in rows}


@dataclass(frozen=True, slots=True)
class SchoolCount:
    male: int
    female: int
    as_of: date | None

    @property
    def total(self) -> int:
        return self.male + self.female


def by_school(unit_ids: Collection[int]) -> dict[int, SchoolCount]:
    """Open rolls by school: two queries for an area."""
    dates = dict(Roll.objects.filter(school_id__in=unit_ids).values_list("school_id", "as_of"))
    told: dict[int, dict[int, int]] = {unit_id: {} for unit_id in dates}
    rows = Enrolment.objects.open().filter(school_id__in=unit_ids).order_by()
    for school_id, sex, n in rows.values_list("school_id", "pupil__sex").annotate(n=Count("pk")):
        told.setdefault(school_id, {})[sex] = n
    return {pk: SchoolCount(sexes.get(1, 0), sexes.get(2, 0), dates.get(pk)) for pk, sexes in told.items()}
