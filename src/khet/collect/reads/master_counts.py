"""First values of forms out of registers: staff, computers and lines of a unit as they stood on a day.

A unit without rows on that day says nothing, so that the round before is asked instead.
"""

from collections.abc import Callable, Mapping
from datetime import date

from khet.collect.masters import COMPUTERS, LINES, STAFF
from khet.collect.masters.staff import STANDINGS, is_teacher, retires_on
from khet.collect.masters.taking import day_in
from khet.collect.reads.codes import options_of
from khet.collect.reads.masters import rows_on
from khet.thai.years import FiscalYear

SEXES = ("m", "f")
TYPES = "moe.personnel_type_school"
Values = Callable[[int, date], Mapping[str, str]]


def by_type_sex(unit_id: int, day: date) -> Mapping[str, str]:
    """ "10/m": "24": kind of personnel / sex → people; kinds that nobody is of are 0."""
    rows = rows_on(unit_id, STAFF, day)
    types = [option.code for option in options_of([TYPES])[TYPES][1]] if rows else []
    return _counted(types, [(row.get("personnel_type", ""), row.get("sex", "")) for row in rows])


def by_standing(unit_id: int, day: date) -> Mapping[str, str]:
    """ "cnp/f": "12": standing / sex → teachers; who has no standing in the register has none."""
    rows = rows_on(unit_id, STAFF, day)
    held = [(row.get("standing") or "none", row.get("sex", "")) for row in rows if is_teacher(row)]
    return _counted(STANDINGS, held) if rows else {}


def teachers(unit_id: int, day: date) -> Mapping[str, str]:
    rows = rows_on(unit_id, STAFF, day)
    return {"": str(sum(map(is_teacher, rows)))} if rows else {}


def retiring(unit_id: int, day: date) -> Mapping[str, str]:
    """Teachers who retire at the end of the fiscal year of that day; nothing while a birth date is unknown."""
    born = [day_in(row.get("birth_date", "")) for row in rows_on(unit_id, STAFF, day) if is_teacher(row)]
    known = [each for each in born if each is not None]
    if not born or len(known) < len(born):
        return {}
    ends = [FiscalYear.of(retires_on(each)) for each in known]
    return {"": str(ends.count(FiscalYear.of(day)))}


def machines(unit_id: int, day: date) -> Mapping[str, str]:
    """ "teach_obec/total": "40": use and source / column → machines."""
    rows = rows_on(unit_id, COMPUTERS, day)
    start = "computers/"
    return {path.removeprefix(start): text for path, text in rows[0].items() if path.startswith(start)} if rows else {}


def of_computers(path: str) -> Values:
    """One value of the school's count of computers: "lan", "wlan", "as_of"."""
    return lambda unit_id, day: _first(rows_on(unit_id, COMPUTERS, day), path)


def of_line(which: str, path: str) -> Values:
    """One value of a line, "moenet" or "own": "state", "provider", "type", "speed", "cost", "as_of"."""

    def values(unit_id: int, day: date) -> Mapping[str, str]:
        return _first([row for row in rows_on(unit_id, LINES, day) if row.get("which") == which], path)

    return values


def _first(rows: list[Mapping[str, str]], path: str) -> Mapping[str, str]:
    text = rows[0].get(path, "") if rows else ""
    return {"": text} if text else {}


def _counted(codes: list[str] | tuple[str, ...], people: list[tuple[str, str]]) -> Mapping[str, str]:
    return {f"{code}/{sex}": str(people.count((code, sex))) for code in codes for sex in SEXES}
