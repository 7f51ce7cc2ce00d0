"""10,000,000 values of 250 schools in 10 years: pivots from the cube and from facts, and how soon an answer counts."""

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from bench.kit import (
    Figure,
    Hub,
    Options,
    PostgresMissingError,
    Result,
    at_most,
    exactly,
    missing,
    postgresql_hub,
    reported,
    spread,
    sqlite_hub,
)

SCHOOLS, YEARS, ELEMENTS, ROWS, COLUMNS = 250, 10, 80, 10, 5
PEER = "DHIS2 for Education, its own expectation file: month × org level 1.8 s; tables made anew in about 10 min"
ASKED = 60


def run(options: Options) -> Result:
    result, engines = Result("pivot", ""), []
    for opened in options.engines(sqlite_hub, postgresql_hub):
        try:
            with opened() as hub:
                engines.append(hub.engine)
                result.figures += _measure(hub, options)
        except PostgresMissingError as error:
            result.figures.append(missing("PostgreSQL: pivot from the cube, p95", "ms", "< 150", str(error)))
    result.engine = ", ".join(engines)
    values = options.scaled(SCHOOLS * YEARS * ELEMENTS * ROWS * COLUMNS)
    result.notes = [f"{values:,} values; milliseconds of the read itself, units and names found anew for each"]
    return result


def _measure(hub: Hub, options: Options) -> list[Figure]:
    hub.migrate()
    schools = options.scaled(SCHOOLS)
    filled = json.loads(hub.run("bench.pivot", "fill", schools, timeout=3600))
    said = json.loads(hub.run("bench.pivot", "ask", timeout=3600))
    name = hub.engine.partition(" ")[0]
    cube = {kind: spread(times) for kind, times in said["cube"].items()}
    raw = {kind: spread(times) for kind, times in said["facts"].items()}
    all_cube = spread([each for times in said["cube"].values() for each in times])
    all_raw = spread([each for times in said["facts"].values() for each in times])
    return [
        reported(f"{name}: values", filled["values"], "values"),
        reported(f"{name}: cells of the cube", filled["cells"], "cells"),
        reported(f"{name}: facts on the disk", filled["bytes"] / 1e6, "MB"),
        at_most(f"{name}: pivot from the cube, p95", all_cube.p95, 150, "ms", _each(cube) + "; " + PEER),
        at_most(f"{name}: pivot over raw facts, p95", all_raw.p95, 500, "ms", _each(raw)),
        exactly(f"{name}: cube and facts give the same sums", said["differences"], 0, "differences"),
        at_most(f"{name}: an accepted answer is in the pivot after, longest", said["fresh"], 2000, "ms"),
        reported(f"{name}: memory of the process that asked", said["memory"], "MB"),
    ]


def _each(kinds: dict[str, Any]) -> str:
    return ", ".join(f"{kind} {found.p95:.0f}" for kind, found in kinds.items())


# ---- the children --------------------------------------------------------------------------------------------------


def _answer(school: int, year: int, submission: int, chance: random.Random) -> Any:
    from khet.insight.values import About, Answer, Number

    rows, columns = _codes("r", ROWS), _codes("c", COLUMNS)
    numbers = tuple(
        Number(f"e{element}", row, column, float(chance.randrange(200)))
        for element in range(ELEMENTS)
        for row in rows
        for column in columns
    )
    abouts = tuple(
        About(f"e{element}", f"ข้อมูล {element}", "คน", rows=rows, columns=columns) for element in range(ELEMENTS)
    )
    return Answer(
        submission_id=submission,
        round_id=year,
        form_id=1,
        form_key="bench",
        form_title="แบบทดสอบ",
        unit_id=school,
        unit_name=f"โรงเรียน {school}",
        year_type="school",
        year=2560 + year,
        term=1,
        as_of=date(2017 + year, 6, 10),
        revision=1,
        state="accepted",
        digest=f"{submission}",
        numbers=numbers,
        elements=abouts,
    )


def _codes(letter: str, count: int) -> dict[str, str]:
    return {f"{letter}{at}": f"{letter}{at}" for at in range(count)}


def _schools(count: int) -> list[int]:
    """Schools of the directory, in 25 districts, with one version each."""
    from khet.org.models import Unit, UnitVersion

    made = Unit.objects.bulk_create(
        Unit(
            code=f"b{at:04}",
            kind="school",
            name=f"โรงเรียนทดสอบ {at}",
            sort_key=f"{at:04}",
            amphoe=f"อำเภอ {at % 25}",
            province=f"จังหวัด {at % 2}",
            synthetic=True,
        )
        for at in range(count)
    )
    UnitVersion.objects.bulk_create(UnitVersion(unit=u, name=u.name, valid_from=date(2010, 1, 1)) for u in made)
    return [unit.pk for unit in made]


def fill(schools: int) -> None:
    """Every school answers every year: all but the last through one bulk load, as old years are taken over."""
    from django.db import connection, transaction
    from django.db.models import Sum

    from khet.insight import services
    from khet.insight.models import CubeCell, FactFile

    ids = _schools(schools)
    for year in range(YEARS):
        with transaction.atomic():
            for at, school in enumerate(ids):
                services.take_in(_answer(school, year, year * 100_000 + at + 1, random.Random(year * 1000 + at)))
        services.compact_round(year)
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")
    told = FactFile.objects.aggregate(rows=Sum("rows"), size=Sum("size"))
    print(json.dumps({"values": told["rows"], "cells": CubeCell.objects.count(), "bytes": told["size"]}))


def ask() -> None:
    import resource

    from khet.insight.models import Element
    from khet.insight.reads import facts
    from khet.insight.reads.pivots import By, cross, pivot
    from khet.insight.reads.places import Level, View

    chance = random.Random(7)
    elements = list(Element.objects.all())
    some = [chance.choice(elements) for _ in range(ASKED)]
    last = f"school-{2560 + YEARS - 1}-1"
    cube = {
        "school × year": _times(some, lambda e: pivot(e, level=Level.UNIT)),
        "school × year, as now": _times(some, lambda e: pivot(e, level=Level.UNIT, view=View.NOW)),
        "district × year": _times(some, lambda e: pivot(e, level=Level.AMPHOE)),
        "area × year": _times(some, lambda e: pivot(e, level=Level.AREA)),
        "school × row, one year": _times(some, lambda e: pivot(e, by=By.ROW, periods=[last])),
        "district × row, ten years": _times(some, lambda e: pivot(e, level=Level.AMPHOE, by=By.ROW)),
        "area × column, ten years": _times(some, lambda e: pivot(e, level=Level.AREA, by=By.COLUMN)),
    }
    raw = {
        "row × column, one year": _times(some, lambda e: cross(e, period=last)),
        "school × year of some rows and columns": _times(
            some, lambda e: facts.pairs([e], rows=["r1", "r2"], columns=["c0"])
        ),
    }
    print(
        json.dumps(
            {
                "cube": cube,
                "facts": raw,
                "differences": sum(_differs(each, last) for each in some),
                "fresh": max(_freshness(at) for at in range(10)),
                "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


def _times(elements: list[Any], question: Callable[[Any], object]) -> list[float]:
    """ms of each; the first has opened files and connections."""
    took = []
    for element in elements:
        began = time.perf_counter()
        question(element)
        took.append((time.perf_counter() - began) * 1000)
    return took[1:]


def _differs(element: Any, period: str) -> bool:
    from khet.insight.reads.pivots import By, cross, pivot
    from khet.insight.reads.places import Level

    rows: dict[str, float] = {}
    for (row, _column), value in cross(element, period=period).items():
        rows[row] = rows.get(row, 0.0) + value
    told = pivot(element, level=Level.AREA, by=By.ROW, periods=[period])
    return {code: told.totals[at] for at, (code, _label) in enumerate(told.columns)} != rows


def _freshness(at: int) -> float:
    """ms from the certification of a new school's answer (its transaction, the worker's job) to a pivot that has it."""
    from khet.insight import services
    from khet.insight.models import Element
    from khet.insight.reads.pivots import pivot
    from khet.insight.reads.places import Level

    [school] = _one_more(at)
    began = time.perf_counter()
    services.take_in(_answer(school, YEARS - 1, 9_000_000 + at, random.Random(at)))
    element = Element.objects.get(key="e0")
    shown = pivot(element, level=Level.UNIT, periods=[f"school-{2560 + YEARS - 1}-1"])
    assert any(line.place.unit_id == school for line in shown.lines)
    return (time.perf_counter() - began) * 1000


def _one_more(at: int) -> list[int]:
    from khet.org.models import Unit, UnitVersion

    unit = Unit.objects.create(code=f"n{at:04}", kind="school", name=f"โรงเรียนใหม่ {at}", sort_key=f"n{at:04}")
    UnitVersion.objects.create(unit=unit, name=unit.name, valid_from=date(2010, 1, 1))
    return [unit.pk]


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khet.settings")
    import django

    django.setup()
    {"fill": lambda: fill(int(sys.argv[2])), "ask": ask}[sys.argv[1]]()
