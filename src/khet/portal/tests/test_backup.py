"""Backup, drill and restore by their commands, on the engine of this test run."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from khet.kernel.errors import Refused
from khet.portal.backup import reads, services
from khet.portal.backup.troubles import told
from khet.tests import prepared

pytestmark = pytest.mark.database
SOURCE = Path(__file__).parents[3]
LONGEST = 300  # seconds for one command; what takes longer hangs, and the failure names it
WORK = """
import django; django.setup()
from django.db import transaction
from khet.audit.services import record
from khet.files.services import store
from khet.kernel.actor import SYSTEM
from khet.kernel.refs import Ref
with transaction.atomic():
    record(SYSTEM, "portal.test", Ref("portal.thing", 1), after={"a": 1})
    for number in [2]:
        content = f"ก,ข\\n1,{number}\\n".encode()
        print(store(actor=SYSTEM, content=content, name="ตัวอย่าง.csv", owner=Ref("portal.thing", 1)).sha256)
"""


@dataclass(frozen=True)
class Hub:
    """A hub of the test's own: a home and, on PostgreSQL, a database."""

    home: Path
    url: str

    def run(self, *words: str, largest: int = 0) -> "subprocess.CompletedProcess[str]":
        """largest: bytes that one file may have, as on a disk that is full; 0: any."""
        environment = {
            **os.environ,
            "KHET_HOME": str(self.home),
            "KHET_DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "khet.settings",
            "PYTHONPATH": str(SOURCE),
        }
        words = words if words[0] == "-c" else ("-m", "khet", *words)
        command = [sys.executable, *words]
        if largest:
            command = ["prlimit", f"--fsize={largest}", *command]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=LONGEST)

    def done(self, *words: str) -> str:
        result = self.run(*words)
        assert result.returncode == 0, result.stderr[-2000:]
        return result.stdout

    def look(self) -> dict[str, int]:
        found: dict[str, int] = json.loads(self.done("restore", "--look"))
        return found


@contextmanager
def a_hub(folder: Path, name: str, *, migrated: bool = False) -> Iterator[Hub]:
    """A new hub: an empty place, or with its tables."""
    server = os.environ.get("KHET_TEST_PG")
    if not server:
        if migrated:
            prepared.at_home(folder / name)
        hub = Hub(folder / name, "")
        if migrated:
            hub.done("migrate", "-v0")
        yield hub
        return
    import psycopg

    database = f"khet_backup_{name}_{os.getpid()}"
    place = server.rpartition("/")[0]
    with psycopg.connect(f"{place}/postgres", autocommit=True) as connection:
        template = f" TEMPLATE {found}" if migrated and (found := prepared.postgres_name()) else ""
        connection.execute(f"CREATE DATABASE {database}{template}")
        try:
            hub = Hub(folder / name, f"{place}/{database}")
            if migrated:
                hub.done("migrate", "-v0")
            yield hub
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hub, str, Path]]:
    """A hub with one command on its trail and one file, the file's digest, and a backup of it."""
    with a_hub(tmp_path_factory.mktemp("worked"), "one", migrated=True) as hub:
        sha = hub.done("-c", WORK).strip()
        archive = hub.home.parent / "office.khet.tar.gz"
        hub.done("backup", str(archive))
        yield hub, sha, archive


def test_a_backup_comes_back_in_a_new_place(worked: tuple[Hub, str, Path], tmp_path: Path) -> None:
    hub, sha, archive = worked
    with a_hub(tmp_path, "two") as other:
        assert "กู้คืนแล้ว" in other.done("restore", str(archive))
        found = other.look()
        assert found == hub.look()
        assert (found["entries"], found["files"]) == (1, 1)
        assert (other.home / "files" / sha[:2] / sha[2:4] / sha).exists()
        key = "secrets/khet_identity_key"
        assert (other.home / key).read_text() == (hub.home / key).read_text()
        assert not list(other.home.glob("before-restore-*"))


def test_a_hub_with_work_in_it_is_not_replaced_unless_told(worked: tuple[Hub, str, Path]) -> None:
    hub, sha, archive = worked
    refused = hub.run("restore", str(archive))
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    hub.done("-c", WORK.replace("ตัวอย่าง", "เพิ่มภายหลัง"))
    hub.done("restore", "--force", str(archive))
    assert hub.look()["entries"] == 1
    assert (next(hub.home.glob("before-restore-*")) / "files" / sha[:2] / sha[2:4] / sha).exists()


def test_a_full_disk_is_said_in_a_sentence_and_no_backup_is_left(worked: tuple[Hub, str, Path], tmp_path: Path) -> None:
    hub, _sha, _archive = worked
    place = tmp_path / "backups"
    place.mkdir()
    said = hub.run("backup", str(place / "a.khet.tar.gz"), largest=40_000)
    assert said.returncode == 1
    assert "ไม่สำเร็จ" in said.stderr
    assert "Traceback" not in said.stderr
    assert list(place.iterdir()) == []


def test_a_full_disk_stops_a_restore_and_what_was_there_stays(worked: tuple[Hub, str, Path]) -> None:
    hub, _sha, archive = worked
    before, there = hub.look(), {"run.lock", *(path.name for path in hub.home.iterdir())}
    said = hub.run("restore", str(archive), "--force", largest=40_000)
    assert said.returncode == 1
    assert "กู้คืนไม่สำเร็จ (ดิสก์เต็ม)" in said.stderr
    assert "Traceback" not in said.stderr
    assert hub.look() == before
    assert {path.name for path in hub.home.iterdir()} == there


def test_what_sqlite_says_of_a_full_disk_is_a_sentence() -> None:
    def two_pages_in_one() -> None:
        with closing(sqlite3.connect(":memory:")) as database, told(services.NOT_WRITTEN):
            database.execute("PRAGMA max_page_count = 1")
            database.execute("CREATE TABLE a (b)")

    with pytest.raises(Refused) as refused:
        two_pages_in_one()
    assert refused.value.code == "disk_full"
    assert "ดิสก์เต็ม" in refused.value.message


def test_a_drill_proves_the_latest_backup_and_leaves_no_trace(worked: tuple[Hub, str, Path]) -> None:
    hub, _, _ = worked
    assert "drill OK" in hub.done("restore", "--drill")
    noted = json.loads((hub.home / "backups.json").read_text())
    assert noted["drill_result"] == "ok"
    assert not list(hub.home.glob(".drill-*"))


def test_a_drill_finds_a_file_whose_bytes_are_gone(worked: tuple[Hub, str, Path], tmp_path: Path) -> None:
    _, sha, archive = worked
    with a_hub(tmp_path, "three") as other:
        other.done("restore", str(archive))
        (other.home / "files" / sha[:2] / sha[2:4] / sha).unlink()
        failed = other.run("restore", "--drill")
        assert failed.returncode == 1
        assert "เปิดไม่ได้" in failed.stderr
        assert json.loads((other.home / "backups.json").read_text())["drill_result"] != "ok"


def test_the_state_says_when_the_backup_is_old_and_the_disk_low(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOME = tmp_path
    assert reads.backup_state().backup_is_old
    services.notes().set(backup_at=timezone.now().isoformat(), backup_bytes="10")
    assert not reads.backup_state().backup_is_old
    services.notes().set(backup_at=(timezone.now() - timedelta(days=3)).isoformat())
    assert reads.backup_state().backup_is_old
    disk = services.free_space(tmp_path)
    monkeypatch.setattr(services, "free_space", lambda path: disk._replace(free=1_000_000))
    assert reads.backup_state().disk_is_low
