"""Nutrition classes from weight and height, by an editable table whose version is marked (`data/growth.csv`)."""

import csv
import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise

WEIGHT_FOR_AGE = ("น้ำหนักน้อยกว่าเกณฑ์", "น้ำหนักค่อนข้างน้อย", "น้ำหนักตามเกณฑ์", "น้ำหนักค่อนข้างมาก", "น้ำหนักมากเกินเกณฑ์")
HEIGHT_FOR_AGE = ("เตี้ย", "ค่อนข้างเตี้ย", "ส่วนสูงตามเกณฑ์", "ค่อนข้างสูง", "สูงกว่าเกณฑ์")
WEIGHT_FOR_HEIGHT = ("ผอม", "ค่อนข้างผอม", "สมส่วน", "ท้วม", "เริ่มอ้วน", "อ้วน")
SCHOOL_AGE = 60  # months from which the table of school age holds
MALE, FEMALE = 1, 2
Cuts = tuple[float, ...]


COLUMNS = ("measure", "group", "sex", "at", "cut_1", "cut_2", "cut_3", "cut_4", "cut_5", "doubt")
MEASURES = {"weight_for_age": 4, "height_for_age": 4, "weight_for_height": 5}
"""Cut-offs that each measure has."""


class GrowthError(ValueError):
    """A table that is not in order: where, and what, in words for whoever edits it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: the cut-offs at an age (years) or height (cm), and why they are doubted ("")."""

    measure: str
    young: bool
    sex: int
    at: float
    cuts: Cuts
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A growth reference, spelt out: cut-offs for every month of age and every centimetre, between rows in proportion.

    by_age: (sex, months) → (cuts of weight, cuts of height). by_height: (sex, below five years, cm) → cuts of weight.
    doubted: the keys of by_height and by_age that rest on a doubted row. version marks every result.
    """

    version: str
    lines: tuple[Line, ...]
    by_age: Mapping[tuple[int, int], tuple[Cuts, Cuts]]
    by_height: Mapping[tuple[int, bool, int], Cuts]
    doubted: frozenset[tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Nutrition:
    """Places in the lists above, from 0; None where the table says nothing. doubtful: it rests on a doubted row."""

    weight_for_age: int | None
    height_for_age: int | None
    weight_for_height: int | None
    doubtful: bool
    version: str


def nutrition(*, sex: int, months: int, weight: float | None, height: float | None, table: Table) -> Nutrition:
    """Classes of a child. sex 1 male, 2 female; months: whole months lived; weight in kg, height in cm.

    A value on a cut-off belongs to the class nearer the middle. Ages 1 to 18, heights as in the table.
    """
    by_age = table.by_age.get((sex, months))
    height_key = (
        (sex, months < SCHOOL_AGE, math.floor(height + 0.5)) if height is not None and 1 <= height <= 300 else None
    )
    by_height = table.by_height.get(height_key) if height_key else None
    doubtful = (sex, months) in table.doubted or (height_key in table.doubted if height_key else False)
    return Nutrition(
        _class(weight, by_age[0]) if by_age and weight is not None else None,
        _class(height, by_age[1]) if by_age and height is not None else None,
        _class(weight, by_height) if by_height and weight is not None else None,
        doubtful,
        table.version,
    )


def _class(value: float | None, cuts: Cuts) -> int | None:
    """Below the first two cut-offs strictly, above the others strictly: so the middle holds its ends."""
    if value is None:
        return None
    return sum(value >= cut for cut in cuts[:2]) + sum(value > cut for cut in cuts[2:])


def class_sql(value: str, *cuts: str) -> str:
    """The same in SQL, NULL without cut-offs."""
    steps = [f"({value} >= {cut})::TINYINT" for cut in cuts[:2]] + [f"({value} > {cut})::TINYINT" for cut in cuts[2:]]
    return f"CASE WHEN {cuts[0]} IS NOT NULL THEN {' + '.join(steps)} END"


@lru_cache
def shipped() -> Table:
    return read(shipped_text())


def shipped_text() -> str:
    """The file that comes with the house, its version in the first line."""
    return resources.files("khet.collect.checks").joinpath("data/growth.csv").read_text("utf-8")


def read(text: str) -> Table:
    """Raises GrowthError: a wrong shape, a row twice, cut-offs that do not rise without being marked as doubted."""
    first, _, rest = text.partition("\n")
    version = first.removeprefix("# version:").strip()
    if not first.startswith("# version:") or not version:
        raise GrowthError("บรรทัดแรกต้องเป็น # version: ตามด้วยชื่อฉบับ")
    lines = tuple(_lines(rest))
    keys = [(line.measure, line.young, line.sex, line.at) for line in lines]
    if len(set(keys)) < len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        raise GrowthError(f"แถว {twice[0]} เพศ {twice[2]} ที่ {twice[3]:g} มีสองแถว เก็บไว้แถวเดียว")
    return _spelt_out(version, lines)


def _lines(text: str) -> Iterator[Line]:
    for number, row in enumerate(csv.DictReader(text.splitlines()), 3):
        try:
            measure, group = row["measure"], row["group"]
            cuts = tuple(float(row[f"cut_{at}"]) for at in range(1, MEASURES[measure] + 1))
            line = Line(measure, group == "young", int(row["sex"]), float(row["at"]), cuts, row["doubt"] or "")
        except (KeyError, TypeError, ValueError):
            raise GrowthError(
                f"แถว {number} ต้องมี measure ({', '.join(MEASURES)}) group sex at และจุดตัดเป็นตัวเลขครบทุกช่อง"
            ) from None
        if line.sex not in (MALE, FEMALE) or group not in ("young", "school") or not all(map(math.isfinite, cuts)):
            raise GrowthError(f"แถว {number} sex ต้องเป็น 1 หรือ 2 และ group ต้องเป็น young หรือ school")
        if any(upper <= lower for lower, upper in pairwise(cuts)) and not line.doubt:
            raise GrowthError(f"แถว {number} จุดตัดต้องเพิ่มขึ้น ถ้าต้นฉบับเป็นเช่นนั้นจริงให้เขียนเหตุผลในช่อง doubt")
        yield line


def _spelt_out(version: str, lines: tuple[Line, ...]) -> Table:
    doubted: set[tuple[int, ...]] = set()
    ages: dict[str, dict[tuple[int, int], Cuts]] = {"weight_for_age": {}, "height_for_age": {}}
    heights: dict[tuple[int, bool, int], Cuts] = {}
    for measure in ("weight_for_age", "height_for_age", "weight_for_height"):
        for young in (True, False):
            for sex in (MALE, FEMALE):
                chosen = sorted(
                    (x for x in lines if (x.measure, x.young, x.sex) == (measure, young, sex)), key=lambda x: x.at
                )
                scale = 1 if measure == "weight_for_height" else 12
                for at, cuts, doubt in _between(chosen, scale):
                    key: tuple[int, ...]
                    if measure == "weight_for_height":
                        key = (sex, young, at)
                        heights[sex, young, at] = cuts
                    elif young == (at < SCHOOL_AGE):
                        key = (sex, at)
                        ages[measure][sex, at] = cuts
                    else:
                        continue
                    if doubt:
                        doubted.add(key)
    both = ages["weight_for_age"].keys() & ages["height_for_age"].keys()
    by_age = {key: (ages["weight_for_age"][key], ages["height_for_age"][key]) for key in sorted(both)}
    if not by_age or not heights:
        raise GrowthError("ต้องมีทั้งน้ำหนักตามอายุ ส่วนสูงตามอายุ และน้ำหนักตามส่วนสูง")
    return Table(version, lines, by_age, heights, frozenset(doubted))


def _between(lines: list[Line], scale: int) -> Iterator[tuple[int, Cuts, bool]]:
    """Every whole step (month, cm) from the first row to the last, in proportion between two rows.

    The last age holds to its next birthday.
    """
    if not lines:
        return
    marks = [line.at * scale for line in lines]
    end = int(marks[-1]) + (11 if scale == 12 else 0)
    for step in range(math.ceil(marks[0]), end + 1):
        place = min(bisect_right(marks, step) - 1, len(lines) - 1)
        line, following = lines[place], lines[min(place + 1, len(lines) - 1)]
        if following is line or marks[place] == step:
            yield step, line.cuts, bool(line.doubt)
            continue
        share = (step - marks[place]) / (marks[place + 1] - marks[place])
        cuts = tuple(a + (b - a) * share for a, b in zip(line.cuts, following.cuts, strict=True))
        yield step, cuts, bool(line.doubt or following.doubt)
