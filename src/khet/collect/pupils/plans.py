"""What a file would do to the roll of a school: who is new, who changes, who is no longer there. Writes nothing."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from khet.collect.checks.lists import grades
from khet.collect.models import DuplicateCase, Enrolment, Pupil, PupilPersonal, PupilSensitive
from khet.collect.pupils.rows import PupilRow
from khet.org.sealing import unseal
from khet.thai.normal import fold
from khet.thai.years import SchoolYear

CHUNK = 900  # keys in one query
LISTED = ("prefix", "first_name", "last_name", "sex")
Status = Enrolment.Status


@dataclass(slots=True)
class Entry:
    """One row of the file and what it means. enrolment: the open one at this school; other: an open one elsewhere.

    changes: [before, after] by field of the list layer. guarded: the record is another school's, so nothing but this
    school's own enrolment is written. differs: what the file says of the child is not what the record says.
    """

    row: PupilRow
    pupil: Pupil | None = None
    enrolment: Enrolment | None = None
    other: Enrolment | None = None
    changes: dict[str, list[object]] = field(default_factory=dict)
    personal: bool = False
    sensitive: bool = False
    new: bool = False
    guarded: bool = False
    differs: bool = False

    @property
    def verb(self) -> str:
        if self.new:
            return "new"
        if self.enrolment is None:
            return "enter"
        return "change" if self.changes or self.personal or self.sensitive else "same"


@dataclass(slots=True)
class Plan:
    """edition: of the roll that was looked at. absent: grades of the roll that the file does not have."""

    edition: int
    year: int
    entries: list[Entry] = field(default_factory=list)
    leavers: list[Enrolment] = field(default_factory=list)
    absent: list[int] = field(default_factory=list)

    def of(self, verb: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.verb == verb]

    @property
    def twofold(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.other is not None]

    def counts(self) -> dict[str, int]:
        verbs = [entry.verb for entry in self.entries]
        return {
            "rows": len(self.entries),
            **{verb: verbs.count(verb) for verb in ("new", "enter", "change", "same")},
            "left": len(self.leavers),
            "twofold": len(self.twofold),
        }


def plan(*, school_id: int, edition: int, rows: Sequence[PupilRow], as_of: date) -> Plan:
    """Match by citizen hash or G hash, else by the pupil's number in the school together with the first name."""
    known = _Known(school_id, rows)
    found = Plan(edition, SchoolYear.of(as_of).be)
    taken: set[int] = set()
    for row in rows:
        pupil = known.pupil_of(row)
        if pupil is not None and pupil.pk in taken:
            pupil = None
        if pupil is not None:
            taken.add(pupil.pk)
        found.entries.append(_entry(known, row, pupil, found.year))
    _leaving(found, known, taken, {row.grade for row in rows})
    return found


def elsewhere(school_id: int, rows: Sequence[PupilRow]) -> dict[str, str]:
    """Numbers of the file that another school of the area holds now → its name."""
    hashes = {row.hashed: row.number for row in rows if row.hashed}
    found: dict[str, str] = {}
    for some in _chunks(list(hashes)):
        held = Enrolment.objects.open().exclude(school_id=school_id).select_related("pupil", "school")
        for column in ("citizen_hash", "g_hash"):
            for each in held.filter(**{f"pupil__{column}__in": some}):
                found[hashes[getattr(each.pupil, column)]] = str(each.school)
    return found


class _Known:
    """What the house has: the school's open roll, and everybody whose number is in the file."""

    def __init__(self, school_id: int, rows: Sequence[PupilRow]) -> None:
        roll = Enrolment.objects.open().filter(school_id=school_id).select_related("pupil")
        self.roll = {one.pupil_id: one for one in roll}
        people = {one.pupil_id: one.pupil for one in self.roll.values()}
        hashes = [row.hashed for row in rows if row.hashed]
        for some in _chunks(hashes):
            for column in ("citizen_hash", "g_hash"):
                people |= {one.pk: one for one in Pupil.objects.filter(**{f"{column}__in": some})}
        self.by_hash = {digest: one for one in people.values() for digest in (one.citizen_hash, one.g_hash) if digest}
        self.by_number = {one.number: one.pupil for one in self.roll.values() if one.number}
        self.hashes = set(hashes)
        self.others = dict(_others(people, school_id))
        self.first_of = dict(
            DuplicateCase.objects.filter(settled_at=None, first__school_id=school_id).values_list("pupil_id", "pk")
        )
        self.personal = dict(_by_pupil(PupilPersonal, people))
        self.sensitive = dict(_by_pupil(PupilSensitive, people))

    def pupil_of(self, row: PupilRow) -> Pupil | None:
        if (pupil := self.by_hash.get(row.hashed)) is not None:
            return pupil
        pupil = self.by_number.get(row.pupil_no) if row.pupil_no else None
        if pupil is None or fold(pupil.first_name) != fold(row.first_name):
            return None
        return None if {pupil.citizen_hash, pupil.g_hash} & self.hashes else pupil  # another row is that child


def _others(people: Mapping[int, Pupil], school_id: int) -> Iterator[tuple[int, Enrolment]]:
    for some in _chunks(list(people)):
        rows = Enrolment.objects.open().filter(pupil_id__in=some).exclude(school_id=school_id).select_related("school")
        yield from ((one.pupil_id, one) for one in rows)


def _by_pupil(
    model: type[PupilPersonal] | type[PupilSensitive], people: Mapping[int, Pupil]
) -> Iterator[tuple[int, object]]:
    for some in _chunks(list(people)):
        yield from ((one.pupil_id, one) for one in model._default_manager.filter(pupil_id__in=some))


def _chunks(listed: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (listed[at : at + CHUNK] for at in range(0, len(listed), CHUNK))


def _entry(known: _Known, row: PupilRow, pupil: Pupil | None, year: int) -> Entry:
    if pupil is None:
        return Entry(row, new=True)
    entry = Entry(row, pupil, known.roll.get(pupil.pk), known.others.get(pupil.pk))
    entry.guarded = entry.other is not None and pupil.pk not in known.first_of
    personal, sensitive = known.personal.get(pupil.pk), known.sensitive.get(pupil.pk)
    named = {name: [getattr(pupil, name), getattr(row, name)] for name in LISTED}
    turned = {name: pair for name, pair in named.items() if pair[0] != pair[1]}
    entry.differs = bool(turned) or _born_otherwise(personal, row)
    if not entry.guarded:
        entry.changes |= turned
        entry.personal = _personal_differs(pupil, personal, row)
        entry.sensitive = _sensitive_differs(sensitive, row)
    entry.changes |= _placed_otherwise(entry.enrolment, row, year)
    return entry


def _placed_otherwise(now: Enrolment | None, row: PupilRow, year: int) -> dict[str, list[object]]:
    if now is None:
        return {}
    pairs: dict[str, list[object]] = {
        "grade": [now.grade, row.grade],
        "room": [now.room, row.room],
        "number": [now.number, row.pupil_no],
        "year": [now.year, year],
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _born_otherwise(personal: object, row: PupilRow) -> bool:
    return (
        isinstance(personal, PupilPersonal)
        and None not in (row.born, personal.birth_date)
        and (personal.birth_date != row.born)
    )


def _personal_differs(pupil: Pupil, personal: object, row: PupilRow) -> bool:
    if not isinstance(personal, PupilPersonal):
        return True
    if row.hashed and row.hashed not in (pupil.citizen_hash, pupil.g_hash):
        return True
    return personal.birth_date != row.born or details_of(personal) != row.details


def details_of(personal: PupilPersonal) -> dict[str, str]:
    """The sealed columns of a pupil. The caller has put the look on the trail, or looks only to compare."""
    if not personal.details_sealed:
        return {}
    told: dict[str, str] = json.loads(unseal(personal.details_sealed))
    return told


def _sensitive_differs(sensitive: object, row: PupilRow) -> bool:
    if not isinstance(sensitive, PupilSensitive):
        return any(row.sensitive.values())
    return any(text and getattr(sensitive, name) != text for name, text in row.sensitive.items())


def _leaving(found: Plan, known: _Known, taken: set[int], present: set[int]) -> None:
    """Of the grades that the file has; who would be in a grade it does not have stays untouched."""
    absent: set[int] = set()
    for pupil_id, one in known.roll.items():
        if pupil_id in taken:
            continue
        ends, goes_to = next_of(one.grade)
        grade = one.grade if one.year >= found.year else goes_to
        if (one.year < found.year and ends) or grade in present:
            found.leavers.append(one)
        elif grade is not None:
            absent.add(grade)
    found.absent = sorted(absent)


def next_of(grade: int) -> tuple[bool, int | None]:
    """Whether pupils may leave at its end, and the grade above."""
    ladder = {one.code: one for one in grades().grades}
    by_step = {one.step: one.code for one in grades().grades}
    here = ladder.get(grade)
    return (here.leaves, by_step.get(here.step + 1)) if here else (False, None)


def leaving_status(one: Enrolment, year: int) -> str:
    ends, _above = next_of(one.grade)
    return Status.GRADUATED if one.year < year and ends else Status.FOLLOWED


def class_name(grade: int, room: int) -> str:
    """ม.1/3, or ม.1 without a room."""
    name = grades().named(grade) or str(grade)
    return f"{name}/{room}" if room else name


def lines(found: Plan, most: int = 300) -> list[list[object]]:
    """What will happen, in words of the list layer: [row or 0, verb, who, class, where the child is too]."""
    return [line for _place, line in zip(range(most), _all_lines(found), strict=False)]


def _all_lines(found: Plan) -> Iterable[list[object]]:
    for one in found.leavers:
        yield [0, "left", one.pupil.full_name, class_name(one.grade, one.room), ""]
    for entry in found.twofold:
        yield [
            entry.row.row,
            "twofold",
            _name(entry),
            class_name(entry.row.grade, entry.row.room),
            str(entry.other.school) if entry.other else "",
        ]
    for verb in ("enter", "new", "change"):
        for entry in found.of(verb):
            if entry.other is None:
                yield [entry.row.row, verb, _name(entry), _classes(entry), _turned(entry)]


def _name(entry: Entry) -> str:
    return f"{entry.row.prefix}{entry.row.first_name} {entry.row.last_name}".strip()


def _classes(entry: Entry) -> str:
    after = class_name(entry.row.grade, entry.row.room)
    if entry.enrolment is None or not {"grade", "room"} & entry.changes.keys():
        return after
    return f"{class_name(entry.enrolment.grade, entry.enrolment.room)} → {after}"


def _turned(entry: Entry) -> str:
    """Fields that change, by key; the page has words for them."""
    keys = [key for key in entry.changes if key not in ("grade", "room", "year")]
    return " ".join([*keys, *(["personal"] if entry.personal else []), *(["sensitive"] if entry.sensitive else [])])
