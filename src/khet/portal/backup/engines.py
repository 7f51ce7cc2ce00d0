"""A snapshot of the truth and its way back, on SQLite and on PostgreSQL, while the hub goes on working."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from django.db import connection

from khet.kernel.errors import Refused


class Engine(Protocol):
    """name: "sqlite" or "postgresql". member: the snapshot's name in the archive."""

    name: str
    member: str

    def snapshot(self, target: Path) -> dict[str, int]:
        """Write a consistent copy; returns the rows of every table in it."""

    def empty(self) -> bool:
        """Whether there is nothing a restore would replace."""

    def files(self) -> list[Path]:
        """The files the truth stands in; none when it stands in a server."""

    def put_back(self, snapshot: Path, aside: str) -> None:
        """Make the snapshot the truth; what was there is kept under the name aside. undo leads back from anywhere."""

    def undo(self, aside: str, *, full: bool) -> None:
        """Make what is kept under the name aside the truth again, as far as it got; full: there was something."""

    def count(self) -> dict[str, int]:
        """Rows of every table now."""


def engine() -> Engine:
    """The engine of this hub."""
    settings: dict[str, Any] = connection.settings_dict
    return Sqlite(settings) if connection.vendor == "sqlite" else PostgreSql(settings)


class Sqlite:
    name, member = "sqlite", "database.sqlite3"

    def __init__(self, settings: dict[str, Any]) -> None:
        self.path = Path(settings["NAME"])

    def snapshot(self, target: Path) -> dict[str, int]:
        with (
            closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=60)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)  # in one step: one moment of the database; writers go on in the WAL
            copy.execute("PRAGMA journal_mode=DELETE")
            return _sqlite_rows(copy)

    def empty(self) -> bool:
        return not self.path.exists() or not self.count()

    def files(self) -> list[Path]:
        """The log goes before its database, which must never stand beside the log of another."""
        return [self.path.with_name(f"{self.path.name}{end}") for end in ("-wal", "-shm", "")]

    def put_back(self, snapshot: Path, aside: str) -> None:
        kept = self.path.parent / aside
        for old in self.files():
            if old.exists():
                kept.mkdir(exist_ok=True, mode=0o750)
                old.replace(kept / old.name)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(snapshot, self.path)  # to another disk it is a copy, which that disk may be too full for

    def undo(self, aside: str, *, full: bool) -> None:
        """Files are put back with the other pieces."""

    def count(self) -> dict[str, int]:
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=60)) as database:
            return _sqlite_rows(database)


def _sqlite_rows(database: sqlite3.Connection) -> dict[str, int]:
    names = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    ).fetchall()
    return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # noqa: S608


class PostgreSql:
    name, member = "postgresql", "database.dump"

    def __init__(self, settings: dict[str, Any]) -> None:
        pairs = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
        self.environment = {name: str(settings[key]) for name, key in pairs.items() if settings.get(key)}

    def _connect(self) -> Any:
        import psycopg

        words = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
        known = {word: self.environment[name] for word, name in words.items() if name in self.environment}
        return psycopg.connect(**known, connect_timeout=10)  # type: ignore[arg-type]

    def snapshot(self, target: Path) -> dict[str, int]:
        with self._connect() as database:
            database.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            (moment,) = database.execute("SELECT pg_export_snapshot()").fetchone()
            rows = _postgres_rows(database)
            options = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--schema=public"]
            self._run("pg_dump", *options, f"--snapshot={moment}", f"--file={target}")
        return rows

    def files(self) -> list[Path]:
        return []

    def empty(self) -> bool:
        return not self.count()

    def put_back(self, snapshot: Path, aside: str) -> None:
        full = not self.empty()
        with self._connect() as database:
            if full:
                database.execute(f'ALTER SCHEMA public RENAME TO "{aside}"')
                database.execute("CREATE SCHEMA public")
        options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--schema=public"]
        self._run("pg_restore", *options, f"--dbname={self.environment['PGDATABASE']}", str(snapshot))

    def undo(self, aside: str, *, full: bool) -> None:
        with self._connect() as database:
            kept = database.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [aside]).fetchone()
            if kept:
                database.execute("DROP SCHEMA IF EXISTS public CASCADE")
                database.execute(f'ALTER SCHEMA "{aside}" RENAME TO public')
            elif not full:
                database.execute("DROP SCHEMA IF EXISTS public CASCADE")
                database.execute("CREATE SCHEMA public")

    def count(self) -> dict[str, int]:
        with self._connect() as database:
            return _postgres_rows(database)

    def _run(self, program: str, *options: str) -> None:
        found = shutil.which(program)
        if not found:
            raise Refused(
                "ไม่พบโปรแกรม %(program)s ติดตั้งด้วย: sudo apt-get install -y postgresql-client",
                code="no_program",
                program=program,
            )
        done = subprocess.run(  # noqa: S603
            [found, *options], env={**os.environ, **self.environment}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Refused(
                "%(program)s ทำงานไม่สำเร็จ: %(why)s",
                code="program_failed",
                program=program,
                why=done.stderr.strip()[-500:],
            )


def _postgres_rows(database: Any) -> dict[str, int]:
    names = database.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    ).fetchall()
    return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # noqa: S608
