"""Files of facts. A file is named by its content, so that writing it twice is writing it once."""

import hashlib
import os
import tempfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from khet.insight.lake.engine import ask
from khet.kernel import environment

ORDER = "element, period, unit, row_code, column_code"


@dataclass(frozen=True, slots=True)
class Fact:
    """One number of one unit in one period. element: id of an Element; codes are "" where there is no breakdown."""

    element: int
    row: str
    column: str
    value: float


@dataclass(frozen=True, slots=True)
class Written:
    """A file that stands: its path below the folder, how many facts and bytes."""

    name: str
    rows: int
    size: int


def folder() -> Path:
    return environment.home() / "facts"


def write(*, round_id: int, mark: int, unit: int, period: str, facts: Sequence[Fact]) -> Written:
    """The facts of one answer; on the disk before this returns."""
    select = (
        "SELECT $mark::BIGINT AS mark, $unit::BIGINT AS unit, $period AS period, unnest($e::BIGINT[]) AS element, "
        "unnest($r::VARCHAR[]) AS row_code, unnest($c::VARCHAR[]) AS column_code, unnest($v::DOUBLE[]) AS v"
    )
    values = {
        "mark": mark,
        "unit": unit,
        "period": period,
        "e": [fact.element for fact in facts],
        "r": [fact.row for fact in facts],
        "c": [fact.column for fact in facts],
        "v": [fact.value for fact in facts],
    }
    ordered = f"SELECT * FROM ({select}) ORDER BY {ORDER}"  # noqa: S608 - our own text
    return _put(round_id, ordered, values, len(facts))


def compact(*, round_id: int, names: Sequence[str], leave_out: Collection[int] = ()) -> Written:
    """Many files of a round as one, sorted so that a question about one element reads a small part of it."""
    values = {"files": paths(names), "out": sorted(leave_out)}
    kept = "FROM read_parquet($files) WHERE NOT list_contains($out::BIGINT[], mark)"
    rows = int(ask(f"SELECT count(*) {kept}", values)[0][0])
    return _put(round_id, f"SELECT * {kept} ORDER BY {ORDER}", values, rows)


def paths(names: Iterable[str]) -> list[str]:
    return [str(folder() / name) for name in names]


def sweep(known: Collection[str], *, older_than: float) -> int:
    """Remove files nobody knows that were made before the moment (seconds since 1970): what a kill left behind."""
    gone = 0
    for path in folder().glob("round=*/*"):
        if f"{path.parent.name}/{path.name}" not in known and path.stat().st_mtime < older_than:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _put(round_id: int, select: str, values: dict[str, object], rows: int) -> Written:
    place = folder() / f"round={round_id}"
    place.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".part-", dir=place)
    os.close(handle)
    part = Path(name)
    try:
        target = str(part).replace("'", "''")
        ask(f"COPY ({select}) TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 61440)", values)
        data = part.read_bytes()
        final = place / f"{hashlib.sha256(data).hexdigest()[:32]}.parquet"
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.rename(final)
        _fsync(place)
    finally:
        part.unlink(missing_ok=True)
    return Written(f"{place.name}/{final.name}", rows, len(data))


def _fsync(place: Path) -> None:
    """The rename itself is on the disk too."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
