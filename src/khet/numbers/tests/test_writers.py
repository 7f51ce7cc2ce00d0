"""Many clerks at once, in real processes, on a database file and on PostgreSQL."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.utils import load_backend

from khet.audit.services import verify
from khet.kernel.actor import Actor
from khet.kernel.database import database_from_url
from khet.numbers import reads
from khet.numbers.models import Counter, Number
from khet.numbers.services import Series, take
from khet.numbers.tests.writer import series_of

SERVER = os.environ.get("KHET_TEST_PG", "")


class Hub:
    """A database of its own, with writers."""

    def __init__(self, url: str, home: Path) -> None:
        self.url, self.home = url, home
        self.environment = {name: value for name, value in os.environ.items() if name != "KHET_TEST_PG"}
        self.environment |= {"KHET_HOME": str(home), "KHET_DATABASE_URL": url}
        self.environment["DJANGO_SETTINGS_MODULE"] = "khet.numbers.tests.settings"
        self.environment["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[3]), *sys.path])
        for package in ("audit", "numbers"):
            subprocess.run(
                self._command("khet", "migrate", package, "-v0"), env=self.environment, check=True, timeout=120
            )

    @staticmethod
    def _command(*words: str) -> list[str]:
        return [sys.executable, "-W", "ignore", "-m", *words]

    def writer(self, series: Series, threads: int, takes: int, abort_every: int = 0) -> "subprocess.Popen[str]":
        numbers = (series.year_be, threads, takes, abort_every)
        words = self._command("khet.numbers.tests.writer", *map(str, numbers))
        pipe = subprocess.PIPE
        return subprocess.Popen(words, env=self.environment, stdin=pipe, stdout=pipe, text=True)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def hub(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    tmp_path = tmp_path_factory.mktemp("hub")
    if request.param == "sqlite":
        yield Hub(f"sqlite:///{tmp_path / 'khet.sqlite3'}", tmp_path)
        return
    if not SERVER:
        pytest.skip("KHET_TEST_PG is not set")
    name = f"khet_writers_{os.getpid()}"
    with psycopg.connect(SERVER.rpartition("/")[0] + "/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield Hub(f"{SERVER.rpartition('/')[0]}/{name}", tmp_path)
        finally:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def start(writers: "list[subprocess.Popen[str]]") -> None:
    for writer in writers:
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()


def finish(writer: "subprocess.Popen[str]") -> list[int]:
    out, _ = writer.communicate(timeout=120)
    return [int(line) for line in out.split()]


@pytest.fixture
def inside(hub: Hub, django_db_blocker: Any) -> Iterator[None]:
    """Look into the writers' database with our own models."""
    mine = connections[DEFAULT_DB_ALIAS]
    settings = {**mine.settings_dict, "OPTIONS": {}, **database_from_url(hub.url, home=hub.home), "CONN_MAX_AGE": 0}
    theirs = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, DEFAULT_DB_ALIAS)
    connections[DEFAULT_DB_ALIAS] = theirs
    with django_db_blocker.unblock():
        yield
        theirs.close()
    connections[DEFAULT_DB_ALIAS] = mine


def test_fifty_requests_at_once_get_exactly_one_to_fifty(hub: Hub, inside: None) -> None:
    series = series_of(2569)
    writers = [hub.writer(series, threads=10, takes=1) for _ in range(5)]
    start(writers)
    assert sorted(number for writer in writers for number in finish(writer)) == list(range(1, 51))
    assert reads.gaps(series) == []
    assert verify().ok


def test_transactions_given_up_leave_no_gap(hub: Hub, inside: None) -> None:
    series = series_of(2570)
    writers = [hub.writer(series, threads=1, takes=40, abort_every=4) for _ in range(3)]
    start(writers)
    assert sorted(number for writer in writers for number in finish(writer)) == list(range(1, 91))
    assert reads.gaps(series) == []


def test_a_writer_killed_in_the_middle_leaves_no_gap(hub: Hub, inside: None) -> None:
    series = series_of(2571)
    doomed, other = hub.writer(series, threads=2, takes=100_000), hub.writer(series, threads=1, takes=60)
    start([doomed, other])
    finish(other)
    doomed.send_signal(signal.SIGKILL)
    doomed.communicate(timeout=30)
    after = hub.writer(series, threads=1, takes=5)
    start([after])
    given = finish(after)
    counter = Counter.objects.of(series).get()
    assert counter.last == given[-1] == Number.objects.filter(counter=counter).count()
    assert reads.gaps(series) == []
    assert verify().ok


def test_whoever_is_told_of_a_number_is_told_when_it_is_on_the_disk(hub: Hub, inside: None) -> None:
    """PostgreSQL: the commit itself does not wait (others may go on), the end of the block does (ADR 019)."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes to the disk under the lock")

    def asked(sql: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return str(cursor.fetchone()[0])

    with transaction.atomic():
        take(series_of(2572), actor=Actor(desk_id=1, person_name="ธุรการ"))
        assert asked("SHOW synchronous_commit") == "off"
        with transaction.atomic():
            take(series_of(2572), actor=Actor(desk_id=1, person_name="ธุรการ"))
        written = asked("SELECT pg_current_wal_insert_lsn()")
        assert len(connection.run_on_commit) == 1
    assert asked(f"SELECT pg_current_wal_flush_lsn() > '{written}'::pg_lsn") == "True"
    assert asked("SHOW synchronous_commit") == "on"
