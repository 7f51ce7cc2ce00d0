"""A restore that is killed, at whichever step, leaves the old hub or the new one."""

import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from khet.portal.backup import swapping
from khet.portal.backup.engines import PostgreSql, Sqlite

STEPS = {
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.mkdir",
    "os.unlink",
    "shutil.move",
    "shutil.rmtree",
    "sqlite3.connect",
}
OLD, NEW = ("เดิม", 1), ("ใหม่", 2)


class AHub:
    """A home with a database of one row, secrets and files; and another hub staged beside it."""

    def __init__(self, home: Path) -> None:
        self.home, self.staged = home, home / f"{swapping.STAGED}abc"
        self.truth = Sqlite({"NAME": home / "khet.sqlite3"})
        _fill(home, home / "khet.sqlite3", *OLD)
        (home / "files/only-old").write_text("x")
        (home / "khet.sqlite3-wal").write_text("")
        (home / "stamps.json").write_text("{}")
        self.staged.mkdir()
        _fill(self.staged, self.staged / self.truth.member, *NEW)
        (self.staged / "khet.env").write_text("NEW=1")

    def exchange(self) -> None:
        swapping.begin(self.home, self.staged, self.truth, "before-restore-1", keep_secrets=False)
        swapping.move(self.home, self.staged, self.truth, "before-restore-1")
        assert self.truth.count() == {"thing": NEW[1]}
        swapping.commit(self.home)

    def stands(self) -> tuple[str, int]:
        """Which hub it is; fails when it is half of each."""
        with closing(sqlite3.connect(self.home / "khet.sqlite3")) as database:
            (rows,) = database.execute("SELECT count(*) FROM thing").fetchone()
        words = {(self.home / name).read_text() for name in ("secrets/key", "files/one")}
        assert len(words) == 1
        found = words.pop(), rows
        old = found == OLD
        assert (self.home / "files/only-old").exists() == old
        assert (self.home / "khet.env").exists() != old
        assert (self.home / "stamps.json").exists() == old
        assert not (self.home / swapping.JOURNAL).exists()
        return found


def _fill(home: Path, database: Path, word: str, rows: int) -> None:
    for name in ("secrets/key", "files/one"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(word)
    with closing(sqlite3.connect(database)) as made:
        made.execute("CREATE TABLE thing (id integer)")
        made.executemany("INSERT INTO thing VALUES (?)", [(number,) for number in range(rows)])
        made.commit()


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Do it in a process that is killed as it sets out on that step; False when it ended before."""
    child = os.fork()
    if child == 0:
        seen = 0

        def hook(event: str, _args: object) -> None:
            nonlocal seen
            if event in STEPS:
                seen += 1
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        try:
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def test_killed_at_any_step_the_next_start_finds_one_hub_whole(tmp_path: Path) -> None:
    ends, step = [], 1
    while True:
        home = tmp_path / str(step)
        home.mkdir()
        hub = AHub(home)
        killed = killed_at(step, hub.exchange)
        swapping.recover(home)
        ends.append(hub.stands())
        if not killed:
            break
        assert not list(home.glob(f"{swapping.STAGED}*")) or ends[-1] == OLD
        step += 1
    assert len(ends) > 12
    assert ends[0] == OLD
    assert ends[-1] == NEW
    assert ends == sorted(ends)  # the old hub up to one step, the new one after it: เดิม before ใหม่


def test_a_recovery_that_is_killed_too_is_taken_up_again(tmp_path: Path) -> None:
    last, tried = 0, 0
    while killed_at(last + 1, _fresh(tmp_path / f"count-{last}").exchange):
        last += 1
    for inner in range(1, 40):
        home = tmp_path / f"twice-{inner}"
        hub = _fresh(home)
        assert killed_at(last, hub.exchange)  # as late as can be: everything has moved
        killed = killed_at(inner, lambda home=home: swapping.recover(home))  # type: ignore[misc]
        swapping.recover(home)
        assert hub.stands() == OLD
        tried += killed
        if not killed:
            break
    assert tried > 8


def _fresh(home: Path) -> AHub:
    home.mkdir()
    return AHub(home)


def test_a_disk_that_fills_up_while_pieces_move_leaves_the_old_hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, real = AHub(tmp_path), Path.replace

    def full(self: Path, target: Path) -> Path:
        if self.name == "secrets" and self.parent == hub.staged:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", full)
    swapping.begin(tmp_path, hub.staged, hub.truth, "before-restore-1", keep_secrets=False)
    with pytest.raises(OSError, match="No space"):
        swapping.move(tmp_path, hub.staged, hub.truth, "before-restore-1")
    swapping.undo(tmp_path, lambda: hub.truth)
    assert hub.stands() == OLD


def test_nothing_is_led_back_while_a_restore_is_under_way(tmp_path: Path) -> None:
    hub = AHub(tmp_path)
    swapping.begin(tmp_path, hub.staged, hub.truth, "before-restore-1", keep_secrets=False)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        import fcntl

        with (tmp_path / "run.lock").open("a") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            os.write(write, b"held")
            signal.pause()
    os.read(read, 4)
    try:
        assert not swapping.recover(tmp_path)
        assert (tmp_path / swapping.JOURNAL).exists()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert swapping.recover(tmp_path)
    assert hub.stands() == OLD


@pytest.mark.skipif(not os.environ.get("KHET_TEST_PG"), reason="the schema's way back is PostgreSQL's")
@pytest.mark.parametrize("full", [True, False])
def test_a_schema_that_was_set_aside_comes_back_and_coming_back_twice_does_no_harm(full: bool) -> None:
    import psycopg

    server, _slash, _name = os.environ["KHET_TEST_PG"].rpartition("/")
    name = f"khet_swap_{os.getpid()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as maintenance:
        maintenance.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload, unused-ignore]
        try:
            _schema_comes_back(f"{server}/{name}", name, full=full)
        finally:
            maintenance.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload, unused-ignore]


def _schema_comes_back(url: str, name: str, *, full: bool) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as database:
        info = database.info
        truth = PostgreSql({"HOST": info.host, "PORT": info.port, "USER": info.user, "NAME": name})
        if full:
            database.execute("CREATE TABLE old (id int)")
            truth.undo("before-1", full=True)  # killed before anything moved
            assert set(truth.count()) == {"old"}
            database.execute('ALTER SCHEMA public RENAME TO "before-1"')
            database.execute("CREATE SCHEMA public")
        database.execute("CREATE TABLE new (id int)")
        for _twice in range(2):
            truth.undo("before-1", full=full)
            assert set(truth.count()) == ({"old"} if full else set())
