"""100,000 numbers by 8 writers, 10 % given up, one writer killed: no gap, nothing twice, and how long they wait."""

import os
import random
import signal
import struct
import subprocess
import sys
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.kit import (
    Figure,
    Group,
    Hub,
    Options,
    PostgresMissingError,
    Result,
    Spread,
    at_most,
    exactly,
    fsync_probe,
    missing,
    postgresql_hub,
    reported,
    spread,
    sqlite_hub,
)

TOTAL, WRITERS, GIVEN_UP = 100_000, 8, 0.1
PEER = "peer rules on SQLite FULL, 4 processes: about 400/s"
LIMIT = 1800.0


# ---- the parent: starts writers, kills one, counts --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of writers left: seconds of wall time, waits in ms, and the look for gaps."""

    seconds: float
    waits: Spread
    rows: int
    gaps: int
    twice: int
    broken: int

    @property
    def rate(self) -> float:
        return self.rows / self.seconds


def run(options: Options) -> Result:
    result = Result("numbers", "")
    engines = []
    for opened in options.engines(sqlite_hub, postgresql_hub):
        try:
            with opened() as hub:
                engines.append(hub.engine)
                result.figures += _measure(hub, options)
        except PostgresMissingError as error:
            result.figures.append(missing("PostgreSQL: p95 wait", "ms", "< 50", str(error)))
    result.engine = ", ".join(engines)
    result.notes = [
        f"a wait runs from BEGIN to the end of COMMIT, trail entry included; {WRITERS} writers, {os.cpu_count()} cores",
    ]
    return result


def _measure(hub: Hub, options: Options) -> list[Figure]:
    hub.migrate("audit", "numbers")
    hub.run("bench.numbers", "prepare")
    disk = fsync_probe(hub.home)
    total = options.scaled(TOTAL)
    ours = _race(hub, "ours", total, kill_one=True)
    small = total // 20
    plain = _race(hub, "ours", small, kill_one=False, plain=True) if hub.engine.startswith("SQLite") else None
    naive = _race(hub, "naive", small, kill_one=False, plain=True)
    name = hub.engine.partition(" ")[0]
    beside = f"MAX()+1 with retry: p95 {naive.waits.p95:.1f}, longest {naive.waits.longest:,.0f}"
    unqueued = f"without the queue: {plain.waits.longest:,.0f}" if plain else f"MAX()+1: {naive.waits.longest:,.0f}"
    return [
        exactly(f"{name}: numbers issued", ours.rows, total, "numbers"),
        exactly(f"{name}: gaps", ours.gaps, 0, "gaps", f"MAX()+1: {naive.gaps}"),
        exactly(f"{name}: given twice", ours.twice, 0, "numbers", f"MAX()+1: {naive.twice}"),
        exactly(f"{name}: broken trail entries", ours.broken, 0, "entries"),
        at_most(f"{name}: p95 wait", ours.waits.p95, 50, "ms", beside),
        reported(f"{name}: p99.9 wait", ours.waits.p999, "ms"),
        at_most(f"{name}: longest wait", ours.waits.longest, 5000, "ms", unqueued),
        reported(f"{name}: numbers a second", ours.rate, "1/s", PEER if plain else f"MAX()+1: {naive.rate:,.0f}/s"),
        reported(f"{name}: one fsync, median", disk.p50, "ms", f"p95 {disk.p95:.2f}, longest {disk.longest:.1f}"),
    ]


def _race(hub: Hub, how: str, total: int, *, kill_one: bool, plain: bool = False) -> Outcome:
    """Writers share the total; the first is killed half-way and another finishes what it left."""
    folder = hub.home / f"{how}-{'plain' if plain else 'queued'}"
    folder.mkdir()
    environment = hub.environment | ({"KHET_BENCH_PLAIN": "1"} if plain else {})
    shares = [total // WRITERS + (1 if place < total % WRITERS else 0) for place in range(WRITERS)]
    year = 2570 if plain else 2569
    with Group() as group:

        def start(place: int, share: int) -> "subprocess.Popen[str]":
            words = hub.command("bench.numbers", "write", how, year, place, share, folder / str(place))
            return group.start(words, environment, talk=True)

        writers = [start(place, share) for place, share in enumerate(shares)]
        for writer in writers:
            _expect(writer, "ready")
        started = time.perf_counter()
        for writer in writers:
            _say(writer, "go")
        if kill_one:
            _kill_half_way(writers[0], folder / "0", shares[0])
            left = shares[0] - int(hub.run("bench.numbers", "held", year, 0))
            heir = start(WRITERS, left)
            _expect(heir, "ready")
            _say(heir, "go")
        group.wait(LIMIT)
        seconds = time.perf_counter() - started
    waits = [wait * 1000 for path in sorted(folder.iterdir()) for wait in _waits(path)]
    rows, gaps, twice, broken = (int(word) for word in hub.run("bench.numbers", "count", how, year).split())
    return Outcome(seconds, spread(waits), rows, gaps, twice, broken)


def _expect(process: "subprocess.Popen[str]", word: str) -> None:
    assert process.stdout
    if process.stdout.readline().strip() != word:
        raise RuntimeError(f"{process.args!r} did not start")


def _say(process: "subprocess.Popen[str]", word: str) -> None:
    assert process.stdin
    process.stdin.write(word + "\n")
    process.stdin.flush()


def _kill_half_way(process: "subprocess.Popen[str]", path: Path, share: int) -> None:
    while process.poll() is None and path.stat().st_size < share // 2 * 8:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)


def _waits(path: Path) -> "array[float]":
    data = path.read_bytes()
    found = array("d")
    found.frombytes(data[: len(data) // 8 * 8])
    return found


# ---- the children: one writer, or the count ---------------------------------------------------------------------


class GivenUpError(Exception):
    """The transaction ends without its number."""


def _set_up() -> None:
    import django
    from django.conf import settings

    if os.environ.get("KHET_BENCH_PLAIN") and "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        settings.DATABASES["default"]["ENGINE"] = "django.db.backends.sqlite3"
    django.setup()


def write(how: str, year: int, place: int, share: int, path: Path) -> None:
    """Issue `share` numbers; the wait for each is appended to the file as it ends, so that a kill loses none."""
    _set_up()
    from django.db import connection

    issue = _issue_ours(year, place) if how == "ours" else _issue_naive(year, place)
    chance = random.Random(place)
    connection.ensure_connection()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    done = 0
    while done < share:
        give_up = chance.random() < GIVEN_UP
        started = time.perf_counter()
        try:
            issue(give_up)
        except GivenUpError:
            continue
        os.write(handle, struct.pack("d", time.perf_counter() - started))
        done += 1


def _issue_ours(year: int, place: int) -> Any:
    from django.db import transaction

    from khet.kernel.actor import Actor
    from khet.kernel.refs import Ref
    from khet.numbers import services

    series = services.Series(1, "sent", year_be=year)
    actor, ref = Actor(desk_id=1, person_id=place + 1, person_name="ผู้ทดสอบ"), Ref("bench.writer", place)

    def issue(give_up: bool) -> None:
        with transaction.atomic():
            services.take(series, actor=actor, ref=ref)
            if give_up:
                raise GivenUpError

    return issue


def _issue_naive(year: int, place: int) -> Any:
    """What many programs do: look for the highest number, add one, try again when another was quicker."""
    from django.db import DatabaseError, connection, transaction

    def attempt(give_up: bool) -> None:
        with _deferred(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT COALESCE(MAX(number), 0) + 1 FROM bench_naive")
            cursor.execute("INSERT INTO bench_naive (number, place) VALUES (%s, %s)", [cursor.fetchone()[0], place])
            if give_up:
                raise GivenUpError

    def issue(give_up: bool) -> None:
        while True:
            try:
                return attempt(give_up)
            except DatabaseError:
                continue

    return issue


def prepare() -> None:
    """The table of the naive way."""
    _set_up()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_naive (number BIGINT PRIMARY KEY, place INTEGER)")


@contextmanager
def _deferred() -> Iterator[None]:
    """SQLite's own default: the write lock is asked for at the first write."""
    from django.db import connection

    if connection.vendor == "sqlite":
        setattr(connection, "transaction_mode", "DEFERRED")  # noqa: B010 - not in the stubs
    yield


def count(how: str, year: int) -> str:
    """Rows, gaps, numbers given twice, and broken trail entries."""
    _set_up()
    if how == "naive":
        rows, distinct, top = _one("SELECT COUNT(*), COUNT(DISTINCT number), COALESCE(MAX(number), 0) FROM bench_naive")
        return f"{rows} {top - distinct} {rows - distinct} 0"
    from khet.audit.services import verify
    from khet.numbers import services
    from khet.numbers.models import Counter, Number

    series = services.Series(1, "sent", year_be=year)
    numbers = Number.objects.filter(counter=Counter.objects.of(series).get())
    rows, distinct = numbers.count(), numbers.values("number").distinct().count()
    gaps = sum(gap.last - gap.first + 1 for gap in services.gaps(series))
    return f"{rows} {gaps} {rows - distinct} {verify().count}"


def held(year: int, place: int) -> str:
    """How many numbers a writer got before it was killed."""
    _set_up()
    from khet.numbers.models import Number

    return str(Number.objects.filter(counter__year_be=year, ref_kind="bench.writer", ref_id=place).count())


def _one(sql: str) -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


if __name__ == "__main__":
    verb, *words = sys.argv[1:]
    if verb == "write":
        write(words[0], int(words[1]), int(words[2]), int(words[3]), Path(words[4]))
    elif verb == "prepare":
        prepare()
    elif verb == "held":
        sys.stdout.write(held(int(words[0]), int(words[1])))
    else:
        sys.stdout.write(count(words[0], int(words[1])))
