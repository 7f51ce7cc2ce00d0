"""A nation's pupils checked by every rule, told apart across schools and counted; an area's workbook in and marked."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from bench.kit import Figure, Options, Result, at_least, at_most, exactly, missing, reported
from bench.kit.hubs import ROOT

PUPILS, SCHOOLS = 6_500_000, 30_000
AREA_PUPILS, AREA_SCHOOLS = 50_000, 66
AS_OF = date(2026, 6, 10)
NATION_SECONDS, NATION_GB, AREA_SECONDS = 90, 6, 10
MEMORY = "4500MB"
LIMIT = 3600.0


# ---- the parent: makes the files, lets children work on them --------------------------------------------------------


def run(options: Options) -> Result:
    result = Result("census", f"DuckDB {duckdb.__version__}")
    with tempfile.TemporaryDirectory(prefix="khet-bench-") as folder:
        home = Path(folder)
        nation, area = home / "nation.parquet", home / "area.parquet"
        _child("make", nation, options.scaled(PUPILS), options.scaled(SCHOOLS))
        _child("make", area, options.scaled(AREA_PUPILS), AREA_SCHOOLS if not options.quick else 10)
        _child("workbook", area, home / "area.xlsx")
        result.figures += _nation(options, nation)
        result.figures += _area(options, area, home)
    result.notes = [
        "pupils are made up from row numbers, errors planted at known rows; findings must be those and no others",
        "seconds are by the wall clock, CPU seconds beside them tell how busy the machine was with other things",
    ]
    return result


@dataclass(frozen=True, slots=True)
class Told:
    """What a child says: JSON of its figures."""

    figures: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.figures[name]


def _child(verb: str, *words: object) -> Told:
    command = [sys.executable, "-m", "bench.census", verb, *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, env=_environment(), check=True, timeout=LIMIT, stdout=subprocess.PIPE)
    return Told(json.loads(done.stdout))


def _environment() -> dict[str, str]:
    import os

    known = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    path = os.pathsep.join(dict.fromkeys([str(ROOT / "src"), str(ROOT), *filter(None, known)]))
    return {**os.environ, "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "khet.settings"}


def _nation(options: Options, path: Path) -> list[Figure]:
    plain, told = _child("plain", path), _child("nation", path)
    beside = f"DuckDB merely reading every column: {plain.seconds:.1f} s ({plain.cpu:.1f} CPU s)"
    return [
        exactly("nation: pupils looked at", told.rows, options.scaled(PUPILS), "rows"),
        at_least("nation: rules", told.rules, 40, "rules", f"{told.skipped} more have nothing to look at here"),
        exactly("nation: planted findings missed", told.missed, 0, "findings", f"of {told.planted:,}"),
        exactly("nation: findings that were not planted", told.extra, 0, "findings"),
        exactly("nation: rules that failed", told.broken, 0, "rules"),
        exactly("nation: schools aggregated", told.schools, options.scaled(SCHOOLS), "schools"),
        at_least("nation: indicators", told.indicators, 30, "indicators"),
        at_most("nation: checked and counted", told.seconds, NATION_SECONDS, "s", beside),
        reported("nation: CPU", told.cpu, "s", f"checks {told.judged:.1f} s, indicators {told.counted:.1f} s (wall)"),
        at_most(
            "nation: memory at its highest",
            told.gb,
            NATION_GB,
            "GB",
            f"the file has {path.stat().st_size / 1e9:.2f} GB",
        ),
    ]


def _area(options: Options, path: Path, home: Path) -> list[Figure]:
    book, marked = home / "area.xlsx", home / "marked.xlsx"
    ours = _child("area", book, marked, path)
    figures = [
        exactly("area: pupils looked at", ours.rows, options.scaled(AREA_PUPILS), "rows"),
        exactly("area: planted findings missed", ours.missed, 0, "findings", f"of {ours.planted:,}"),
        exactly("area: findings that were not planted", ours.extra, 0, "findings"),
    ]
    try:
        peer = _child("peer", book, home / "peer.xlsx", path)
    except subprocess.CalledProcessError:
        figures.append(missing("area: pandas and openpyxl", "s", "", "pandas is a development dependency"))
        beside = ""
    else:
        beside = f"openpyxl and pandas: {peer.seconds:.1f} s ({peer.cpu:.1f} CPU s)"
        figures.append(reported("area: rules that pandas was taught", peer.rules, "rules", "the same as ours"))
        figures.append(exactly("area: findings pandas counts otherwise", peer.differ, 0, "rules"))
    figures += [
        at_most("area: workbook in, checked, marked out", ours.seconds, AREA_SECONDS, "s", beside),
        reported(
            "area: CPU",
            ours.cpu,
            "s",
            f"read {ours.read:.1f}, checked {ours.checked:.1f}, marked {ours.marked:.1f} s (wall)",
        ),
    ]
    return figures


# ---- the children --------------------------------------------------------------------------------------------------


def make(path: Path, rows: int, schools: int) -> dict[str, Any]:
    from bench.censusing.generate import pupils

    with duckdb.connect(
        config={"memory_limit": MEMORY, "threads": 2, "temp_directory": str(path.parent)}
    ) as connection:
        pupils(connection, rows, schools, path)
        connection.execute(f"COPY planted TO '{_planted(path)}' (FORMAT parquet)")
    return {}


def _planted(path: Path) -> Path:
    return path.with_suffix(".planted")


def workbook(path: Path, out: Path) -> dict[str, Any]:
    """The area's pupils as DMC exports them: one worksheet, shared texts."""
    import xlsxwriter

    from khet.collect.sheets import layout

    columns = layout("dmc36").columns
    texts = f"SELECT {', '.join(columns)} FROM read_parquet('{path}', file_row_number=true) ORDER BY file_row_number"
    rows = duckdb.execute(texts)
    book = xlsxwriter.Workbook(str(out), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("นักเรียน")
    sheet.write_row(0, 0, [names[0] for names in columns.values()])
    for number, row in enumerate(rows.fetchall(), 1):
        for place, text in enumerate(row):
            if text:
                sheet.write_string(number, place, text)
    book.close()
    return {}


class Clock:
    """Wall and CPU seconds since it was made, and since the last lap."""

    def __init__(self) -> None:
        self.began = self.last = time.perf_counter()
        self.cpu_began = time.process_time()

    def lap(self) -> float:
        now = time.perf_counter()
        passed, self.last = now - self.last, now
        return passed

    @property
    def figures(self) -> dict[str, float]:
        return {"seconds": time.perf_counter() - self.began, "cpu": time.process_time() - self.cpu_began}


def plain(path: Path) -> dict[str, Any]:
    """The limit: every text of the file is decoded and measured (a maximum would come from the file's statistics)."""
    from khet.collect.sheets import layout

    clock = Clock()
    with duckdb.connect(config={"threads": 2, "memory_limit": MEMORY}) as connection:
        looked = ", ".join(f"sum(strlen({key}))" for key in layout("dmc36").columns)
        connection.execute(f"SELECT {looked} FROM read_parquet('{path}')").fetchall()
    return clock.figures


def nation(path: Path) -> dict[str, Any]:
    from bench.censusing.indicators import aggregate
    from khet.collect.checks import Examination, Limits, Setting, pupils

    clock = Clock()
    limits = Limits(memory=MEMORY, threads=2, seconds=LIMIT, rule_seconds=LIMIT)
    with Examination(pupils(), Setting(AS_OF), limits=limits) as look:
        look.load(path)
        look.connection.execute(f"CREATE TABLE planted AS SELECT * FROM read_parquet('{_planted(path)}')")
        clock.lap()
        look.judge()
        found = sum(look.counts().values())
        judged = clock.lap()
        schools, indicators, rows = aggregate(look.connection)
        counted = clock.lap()
        figures = clock.figures
        gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
        keys = ", ".join(f"({place}, '{rule.key}')" for place, rule in enumerate(look.ruleset.rules))
        look.connection.execute(f"CREATE TABLE keys AS SELECT * FROM (VALUES {keys}) k(place, name)")
        look.connection.execute(
            "CREATE TABLE told AS SELECT row, name AS rule FROM finds JOIN keys ON keys.place = finds.rule"
        )
        missed = look.one("SELECT count(*) FROM (SELECT row, rule FROM planted EXCEPT SELECT row, rule FROM told)")[0]
        extra = look.one("SELECT count(*) FROM (SELECT row, rule FROM told EXCEPT SELECT row, rule FROM planted)")[0]
        planted = look.one("SELECT count(*) FROM planted")[0]
    return {
        **figures,
        "rows": rows,
        "planted": planted,
        "found": found,
        "missed": missed,
        "extra": extra,
        "gb": gigabytes,
        "rules": len(look.ruleset.rules) - len(look.skipped),
        "skipped": len(look.skipped),
        "broken": len(look.broken),
        "schools": schools,
        "indicators": indicators,
        "judged": judged,
        "counted": counted,
    }


def area(book: Path, out: Path, path: Path) -> dict[str, Any]:
    from khet.collect import checks, sheets

    clock = Clock()
    content = book.read_bytes()
    sheet = sheets.read(content, "pupils")
    read = clock.lap()
    found = checks.run(sheet, checks.pupils(), as_of=AS_OF)
    checked = clock.lap()
    out.write_bytes(checks.marked(content, sheet, found))
    marked = clock.lap()
    figures = clock.figures
    told = {(each.row - 1, each.rule) for each in found}
    wanted = _wanted(path)
    return {
        **figures,
        "rows": found.rows,
        "missed": len(wanted - told),
        "extra": len(told - wanted),
        "planted": len(wanted),
        "read": read,
        "checked": checked,
        "marked": marked,
    }


def _wanted(path: Path) -> set[tuple[int, str]]:
    return set(duckdb.execute(f"SELECT DISTINCT row, rule FROM read_parquet('{_planted(path)}')").fetchall())


def peer(book: Path, out: Path, path: Path) -> dict[str, Any]:
    from bench.censusing.baseline import RULES
    from bench.censusing.baseline import run as judge

    clock = Clock()
    counts = judge(book, out)
    figures = clock.figures
    wanted: dict[str, int] = {}
    for _, rule in _wanted(path):
        wanted[rule] = wanted.get(rule, 0) + 1
    differ = sum(counts.get(rule, 0) != wanted.get(rule, 0) for rule in {*counts, *wanted})
    return {**figures, "rules": len(RULES), "differ": differ}


if __name__ == "__main__":
    verb, *words = sys.argv[1:]
    first = Path(words[0])
    if verb == "make":
        answer = make(first, int(words[1]), int(words[2]))
    elif verb == "workbook":
        answer = workbook(first, Path(words[1]))
    elif verb == "plain":
        answer = plain(first)
    elif verb == "nation":
        answer = nation(first)
    else:
        answer = (area if verb == "area" else peer)(first, Path(words[1]), Path(words[2]))
    sys.stdout.write(json.dumps(answer))
