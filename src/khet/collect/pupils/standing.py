"""A school's roll as it stands, in the columns of a file: what the rules against history compare a file with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from khet.collect.checks.lists import grades
from khet.collect.models import DuplicateCase, Enrolment, Measurement, Pupil, PupilPersonal, Roll
from khet.collect.pupils.rows import PupilRow, hash_of
from khet.collect.sheets import Sheet
from khet.thai.years import SchoolYear

Record = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """records: a row per pupil on the roll, by column of a file. as_of: a day of the school year they stand in.

    Nothing is unsealed for it: a pupil whose number the file has carries the file's own number, found by its keyed
    hash; the others carry a stand-in that no file can have.
    """

    records: tuple[Record, ...]
    as_of: date


def standing(school_id: int, table: Sheet, rows: Iterable[PupilRow], *, as_of: date) -> Standing | None:
    """None when nothing stands yet. as_of: the day of the file; measures of that day or later are not compared with.

    Pupils who were left in an earlier school year than the rest of the roll are not compared: the rules know one
    distance in years.
    """
    roll = Roll.objects.filter(school_id=school_id).first()
    here = Enrolment.objects.open().filter(school_id=school_id)
    year = here.order_by("-year").values_list("year", flat=True).first()
    if roll is None or roll.as_of is None or year is None:
        return None
    known = _Known(here.filter(year=year), _numbers(table, rows), as_of)
    day = roll.as_of if SchoolYear.of(roll.as_of).be == year else SchoolYear(year).start
    return Standing(tuple(known.record(one) for one in known.here), day)


def _numbers(table: Sheet, rows: Iterable[PupilRow]) -> dict[str, str]:
    """Keyed hash → number, also of rows that are not yet in order."""
    found = {row.hashed: row.number for row in rows if row.hashed}
    told = {table.value(row, "citizen_id").strip() for row in table.rows} - set(found.values())
    return {digest: text for text in told if (digest := hash_of(text))} | found


class _Known:
    """What is known of the pupils of a roll, in a few queries."""

    def __init__(self, here: QuerySet[Enrolment], numbers: Mapping[str, str], as_of: date) -> None:
        ids = here.values("pupil_id")
        self.here, self.numbers = here.select_related("pupil"), numbers
        # While a case is open the later school knows only the list layer of the child.
        cases = DuplicateCase.objects.filter(settled_at=None, second__in=here)
        self.guarded = set(cases.values_list("pupil_id", flat=True))
        born = PupilPersonal.objects.filter(pupil__in=ids).exclude(birth_date=None)
        self.born: dict[int, date | None] = dict(born.values_list("pupil_id", "birth_date"))
        # The last one of each stands: later rows of the same pupil take the place of earlier ones.
        measured = Measurement.objects.filter(pupil__in=ids, on__lt=as_of).order_by("on")
        self.weights: dict[int, Decimal | None] = dict(measured.exclude(weight=None).values_list("pupil_id", "weight"))
        self.heights: dict[int, Decimal | None] = dict(measured.exclude(height=None).values_list("pupil_id", "height"))

    def record(self, one: Enrolment) -> Record:
        pupil = one.pupil
        return {
            "citizen_id": self._number(pupil),
            "grade": grades().named(one.grade),
            "room": str(one.room or ""),
            "pupil_no": one.number,
            "sex": str(pupil.sex),
            "prefix": pupil.prefix,
            "first_name": pupil.first_name,
            "last_name": pupil.last_name,
            **self._closer(pupil.pk),
        }

    def _number(self, pupil: Pupil) -> str:
        """The stand-in has the form of a G code; real ones begin with a year, this with zeros."""
        found = (self.numbers[each] for each in (pupil.citizen_hash, pupil.g_hash) if each and each in self.numbers)
        return next(found, f"G{pupil.pk:012d}")

    def _closer(self, pupil_id: int) -> Record:
        """Birth date and the last measures; nothing of a child whose record is another school's."""
        known = pupil_id not in self.guarded
        born = self.born.get(pupil_id) if known else None
        weight, height = (kept.get(pupil_id) if known else None for kept in (self.weights, self.heights))
        return {
            "birth_date": born.isoformat() if born else "",
            "weight": str(weight or ""),
            "height": str(height or ""),
        }
