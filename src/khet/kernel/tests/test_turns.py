"""Writers on SQLite are served in the order they came."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest

from khet.kernel.sqlite import base, patience, turns
from khet.kernel.sqlite.turns import Turn, TurnTimeoutError

HOLDER = """
import sys
from pathlib import Path
from khet.kernel.sqlite.turns import Turn
Turn(Path(sys.argv[1]), 5).take()
print("holding", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _own_databases(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def queue(tmp_path: Path) -> Path:
    return tmp_path / "turns"


def a_turn(queue: Path, timeout: float = 10) -> Turn:
    turn = Turn(queue, timeout)
    turn.take()
    return turn


def waiting(queue: Path) -> int:
    """How many tickets were drawn."""
    return int.from_bytes(queue.read_bytes()[:8], "little")


def test_those_who_wait_are_served_in_the_order_they_came(queue: Path) -> None:
    first, served, writers = a_turn(queue), [], []

    def write(place: int) -> None:
        turn = a_turn(queue)
        served.append(place)
        turn.give_back()

    for place in range(6):
        writer = threading.Thread(target=write, args=(place,))
        writer.start()
        while waiting(queue) < place + 2:
            threading.Event().wait(0.001)
        writers.append(writer)
    assert served == []
    first.give_back()
    for writer in writers:
        writer.join()
    assert served == list(range(6))


def test_whoever_waits_too_long_gives_up_and_lets_the_next_one_in(queue: Path) -> None:
    first = a_turn(queue)
    with pytest.raises(TurnTimeoutError):
        a_turn(queue, timeout=0.05)
    first.give_back()
    a_turn(queue, timeout=1).give_back()


def test_a_writer_that_was_killed_does_not_hold_up_the_next(queue: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(queue)], env=environment, stdin=pipe, stdout=pipe, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "holding\n"
        with pytest.raises(TurnTimeoutError):
            a_turn(queue, timeout=0.05)
        holder.kill()
    a_turn(queue, timeout=5).give_back()


def a_connection(path: Path, timeout: float = 0.2) -> base.DatabaseWrapper:
    given = {
        "ENGINE": "khet.kernel.sqlite",
        "NAME": str(path),
        "OPTIONS": {"timeout": timeout, "transaction_mode": "IMMEDIATE"},
        "TIME_ZONE": None,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "AUTOCOMMIT": True,
    }
    return base.DatabaseWrapper(given, "turns")


def begin(connection: base.DatabaseWrapper) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_a_transaction_gives_its_turn_back_however_it_ends(tmp_path: Path, end: str) -> None:
    one, other = a_connection(tmp_path / "db"), a_connection(tmp_path / "db")
    begin(one)
    with pytest.raises(OperationalError, match="locked"):
        begin(other)
    getattr(one, end)()
    other.close()
    begin(other)
    other.rollback()
    one.close()
    other.close()


def test_a_database_locked_from_outside_says_so_and_keeps_no_turn(tmp_path: Path) -> None:
    connection = a_connection(tmp_path / "db")
    stranger = sqlite3.connect(tmp_path / "db", isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        begin(connection)
    stranger.execute("ROLLBACK")
    stranger.close()
    connection.close()
    begin(connection)
    connection.rollback()
    connection.close()


def test_without_the_kernels_locks_sqlite_waits_as_it_always_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "AVAILABLE", False)
    assert turns.AVAILABLE
    connection = a_connection(tmp_path / "db")
    begin(connection)
    connection.commit()
    connection.close()
    assert not (tmp_path / "db-turns").exists()


def fails_after(connection: base.DatabaseWrapper) -> float:
    """Seconds until a writer is told that the database is locked."""
    begun = time.monotonic()
    with pytest.raises(OperationalError, match="locked"):
        begin(connection)
    connection.close()
    return time.monotonic() - begun


@pytest.mark.parametrize("outside", [False, True])
def test_a_person_waits_for_all_the_writes_of_a_request_together(tmp_path: Path, outside: bool) -> None:
    """Behind a writer of the queue, and behind a program that knows nothing of the queue."""
    holder: Any = sqlite3.connect(tmp_path / "db", isolation_level=None) if outside else a_connection(tmp_path / "db")
    holder.execute("BEGIN IMMEDIATE") if outside else begin(holder)
    connection = a_connection(tmp_path / "db", timeout=20)
    with patience.limited(0.4):
        waited = [fails_after(connection) for _write in range(3)]
    assert 0.3 < waited[0] < 2
    assert max(waited[1:]) < 0.4
    holder.close()
    with patience.limited(0.0):
        begin(connection)  # who waited for nobody gets in at once, whatever is left
        connection.rollback()
        connection.close()


def test_jobs_and_commands_wait_as_long_as_before(tmp_path: Path) -> None:
    holder, other = a_connection(tmp_path / "db"), a_connection(tmp_path / "db", timeout=0.6)
    begin(holder)
    with patience.limited(0.1):
        pass
    assert fails_after(other) > 0.5
    holder.close()


def test_every_request_is_limited() -> None:
    seen: list[float] = []

    def view(request: Any) -> Any:
        found = patience.current()
        seen.append(found.left if found else -1)

    patience.patient(view)(HttpRequest())
    assert seen == [patience.REQUEST_SECONDS]
    assert patience.REQUEST_SECONDS + 10 * patience.LEAST <= 5
    assert patience.current() is None
    assert "khet.kernel.sqlite.patience.patient" in settings.MIDDLEWARE
