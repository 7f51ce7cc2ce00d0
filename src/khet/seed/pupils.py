"""Sample pupils of six schools, brought in by the schools' own files; children, parents and numbers are all invented.

Citizen numbers are of the range 80000…: their check digit is right and they are nobody's.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import BytesIO

from khet.collect.checks.growth import shipped
from khet.collect.checks.lists import grades
from khet.collect.models import Enrolment, ImportRun, Pupil
from khet.collect.pupils.rows import PupilRow, typed_rows
from khet.collect.services import pupil_imports, pupil_moves
from khet.collect.sheets import Row as SheetRow
from khet.collect.sheets import Sheet, layout
from khet.files import services as files
from khet.kernel.actor import Actor
from khet.org.models import Account, Unit
from khet.org.reads.actors import actor_of
from khet.paper.workbooks import written_to
from khet.seed import rounds_figures as figures
from khet.seed.clock import simulated
from khet.seed.people import names
from khet.thai.bangkok import BANGKOK
from khet.thai.citizen import synthetic
from khet.thai.years import SchoolYear, to_be

SCHOOLS = ("s01", "s02", "s08", "s15", "s52", "s57")
MOST = 126  # pupils of a sample school; the large ones show a part of their classes
ROOM = 25  # pupils of a room
BORN_WITHIN = range(30, 335)  # days past the birthday that is usual for the class
FIRST_NUMBER = 20_000
RELIGIONS = ("พุทธ",) * 8 + ("อิสลาม",) * 3 + ("คริสต์",)
BLOODS = ("O", "O", "O", "B", "B", "A", "A", "AB")
Row = Mapping[str, str]
State = ImportRun.State
# No code of a school is invented: a file without the column is the school's own.
HEADS = {key: heads[0] for key, heads in layout("dmc36").columns.items() if key != "school_code"}


@dataclass(frozen=True, slots=True)
class Shelf:
    """Names and their like to choose from."""

    women: Sequence[str]
    men: Sequence[str]
    families: Sequence[str]


def load(*, now: datetime, say: Callable[[str], None]) -> None:
    """A roll of each school, a child whom two of them have, and a pupil who waits at a new school."""
    shelf = Shelf(names("names_female"), names("names_male"), names("family_names"))
    schools = list(Unit.objects.filter(code__in=SCHOOLS).order_by("code"))
    day = _counted_on(now)
    files_of = [list(_rows(school, shelf, day, first=1000 * place)) for place, school in enumerate(schools, 1)]
    files_of[1].append(_claimed(files_of[0][3], schools[1]))
    with simulated(now - timedelta(days=3)) as clock:
        _bring(_clerk(schools[0]), schools[0], files_of[0], day)
        for school, rows in zip(schools[1:], _typed(files_of[1:], day), strict=True):
            clock.set(clock.now + timedelta(minutes=40))
            _take_over(_clerk(school), school, rows, day)
        clock.set(now - timedelta(days=1))
        _let_go(schools[0], schools[2], clock.now.astimezone(BANGKOK).date())
    say(f"นักเรียนสังเคราะห์ {Pupil.objects.count():,} คน {len(schools)} โรงเรียน")


def _counted_on(now: datetime) -> date:
    """The last 10 June that is over."""
    day = now.astimezone(BANGKOK).date()
    return date(day.year - (day < date(day.year, 6, 20)), 6, 10)


def _clerk(school: Unit) -> Actor:
    return actor_of(Account.objects.get(username=f"{school.code}-clerk"))


# ---- who is in the file ----------------------------------------------------------------------------------------------


def _rows(school: Unit, shelf: Shelf, day: date, *, first: int) -> Iterator[Row]:
    """As many in each class as the rounds of the school say, or in that proportion."""
    counts = figures.School(school.code, to_be(day.year), term=2).pupils()
    share = min(1.0, MOST / sum(counts.values()))
    chance = random.Random(f"{school.code} pupils")  # noqa: S311 - a sample, not a secret
    number = first
    for grade in (*figures.LOWER, *figures.UPPER):
        sexes = [sex for sex in "mf" for _ in range(round(counts[f"{grade}/{sex}"] * share))]
        chance.shuffle(sexes)
        for place, sex in enumerate(sexes):
            number += 1
            yield _row(school, shelf, day, chance, int(grade), place // ROOM + 1, number, boy=sex == "m")


def _row(
    school: Unit,
    shelf: Shelf,
    day: date,
    chance: random.Random,
    grade: int,
    room: int,
    number: int,
    *,
    boy: bool,
) -> Row:
    """One child, with the columns of DMC's list of 36."""
    step = next(one for one in grades().grades if one.code == grade)
    born = _years_before(day, step.usual) - timedelta(days=chance.choice(BORN_WITHIN))
    family, mother = chance.choice(shelf.families), chance.choice(shelf.families)
    father_first, mother_first = chance.choice(shelf.men), chance.choice(shelf.women)
    weight, height = _grown(chance, boy, (day.year - born.year) * 12 + day.month - born.month)
    return {
        "school_name": school.name,
        "citizen_id": synthetic(number),
        "grade": step.names[0],
        "room": str(room),
        "pupil_no": str(FIRST_NUMBER + number),
        "sex": "ช" if boy else "ญ",
        "prefix": _prefix(boy, adult=_years_before(day, 15) >= born),
        "first_name": chance.choice(shelf.men if boy else shelf.women),
        "last_name": family,
        "birth_date": f"{born:%d/%m}/{to_be(born.year)}",
        "age": str(day.year - born.year - ((day.month, day.day) < (born.month, born.day))),
        "weight": f"{weight:.1f}",
        "height": f"{height:.0f}",
        "blood": chance.choice(BLOODS),
        "religion": chance.choice(RELIGIONS),
        "race": "ไทย",
        "nationality": "ไทย",
        "house_no": str(chance.randint(1, 199)),
        "moo": str(chance.randint(1, 12)),
        "street": "-",
        "tambon": school.tambon,
        "amphoe": school.amphoe,
        "province": school.province,
        "guardian_first": mother_first,
        "guardian_last": mother,
        "guardian_job": "รับจ้าง",
        "guardian_relation": "มารดา",
        "father_first": father_first,
        "father_last": family,
        "father_job": "เกษตรกร",
        "mother_first": mother_first,
        "mother_last": mother,
        "mother_job": "รับจ้าง",
        "disadvantage": chance.choices(("ไม่ด้อยโอกาส", "เด็กยากจน"), (7, 3))[0],
        "cannot_discharge": "",
    }


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years)


def _prefix(boy: bool, *, adult: bool) -> str:
    if adult:
        return "นาย" if boy else "นางสาว"
    return "เด็กชาย" if boy else "เด็กหญิง"


def _grown(chance: random.Random, boy: bool, months: int) -> tuple[float, float]:
    """(kg, cm): as tall as most of that age, and about what most of that height weigh, some less and some more."""
    sex, table = 1 if boy else 2, shipped()
    weights, heights = table.by_age[sex, min(months, max(age for _sex, age in table.by_age))]
    height = chance.uniform(heights[1], heights[2])
    cuts = table.by_height.get((sex, False, round(height)))
    low, high = (cuts[1], cuts[2]) if cuts else (weights[1], weights[2])
    return chance.gauss((low + high) / 2, (high - low) / 2), height


def _claimed(row: Row, school: Unit) -> Row:
    """The same child in the file of another school: both have it on their rolls."""
    return {**row, "school_name": school.name, "pupil_no": str(FIRST_NUMBER + 99_999)}


# ---- what the schools do ---------------------------------------------------------------------------------------------


def _bring(clerk: Actor, school: Unit, rows: Sequence[Row], day: date) -> None:
    """A file through all of its way, as the clerk does it, but that nobody waits for a worker."""
    name = _name_of(day)
    kept = files.receive(_workbook(rows), name=name, allow=files.TABLES)
    found = pupil_imports.bring(actor=clerk, school=school, incoming=kept, as_of=day)
    ImportRun.objects.filter(pk=found.pk, state=State.READY).update(state=State.RUNNING)
    pupil_imports.carry_out(actor=clerk, found=ImportRun.objects.select_related("school").get(pk=found.pk))


def _name_of(day: date) -> str:
    return f"รายชื่อนักเรียน {SchoolYear.of(day).be}.xlsx"


def _workbook(rows: Sequence[Row]) -> bytes:
    out = BytesIO()
    with written_to(out) as book:
        sheet = book.add_worksheet("นักเรียน")
        for place, cells in enumerate([tuple(HEADS.values()), *map(_cells, rows)]):
            sheet.write_row(place, 0, cells)
    return out.getvalue()


def _cells(row: Row) -> tuple[str, ...]:
    return tuple(row.get(key, "") for key in HEADS)


def _typed(tables: Sequence[Sequence[Row]], day: date) -> Iterator[list[PupilRow]]:
    """The rows of several schools, read in one go; each school's numbered as in a file of its own."""
    listed = [row for rows in tables for row in rows]
    table = Sheet(
        kind="pupils",
        layout="dmc36",
        name="",
        digest="",
        tab="",
        head_row=1,
        heads=tuple(HEADS.values()),
        places={key: place for place, key in enumerate(HEADS)},
        rows=tuple(SheetRow(number, _cells(row)) for number, row in enumerate(listed, 1)),
    )
    typed, begun = typed_rows(table, as_of=day), 0
    for rows in tables:
        ended = begun + len(rows)
        yield [replace(row, row=row.row - begun + 1) for row in typed if begun < row.row <= ended]
        begun = ended


def _take_over(clerk: Actor, school: Unit, rows: list[PupilRow], day: date) -> None:
    """What a file of the past left behind: its figures, and no original any more."""
    found = ImportRun.objects.create(
        school=school,
        state=State.RUNNING,
        name=_name_of(day),
        layout="dmc36",
        as_of=day,
        synthetic=True,
        counts={"rows": len(rows)},
        by_person_id=clerk.person_id,
        by_name=clerk.person_name,
    )
    pupil_imports.take_over(actor=clerk, found=found, rows=rows)


def _let_go(school: Unit, to: Unit, day: date) -> None:
    """A pupil of the second year moves; the new school has not yet taken the child in."""
    one = Enrolment.objects.open().filter(school=school, grade=312).select_related("pupil").order_by("pk")[4]
    pupil_moves.let_go(actor=_clerk(school), pupil=one.pupil, on=day, to=to)
