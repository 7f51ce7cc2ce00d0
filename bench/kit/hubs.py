"""A hub of the bench's own: a fresh home, a fresh database, dropped afterwards."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[2]
SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"


class PostgresMissingError(Exception):
    """No PostgreSQL server answers; KHET_BENCH_PG names one."""


@dataclass(frozen=True, slots=True)
class Hub:
    """Where a bench runs: engine is "SQLite 3.45.1" or "PostgreSQL 15.4"; environment is for its processes."""

    engine: str
    home: Path
    url: str
    environment: dict[str, str]

    def command(self, module: str, *words: object) -> list[str]:
        return [sys.executable, "-m", module, *(str(word) for word in words)]

    def run(self, module: str, *words: object, timeout: float = 600) -> str:
        """Run a module to its end and return what it printed. Raises CalledProcessError."""
        done = subprocess.run(
            self.command(module, *words),
            env=self.environment,
            cwd=ROOT,
            check=True,
            timeout=timeout,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    def migrate(self, *packages: str) -> None:
        """All tables, or only those of some packages (each with what it stands on)."""
        for words in [[package] for package in packages] or [[]]:
            self.run("khet", "migrate", "-v0", *words)


def _environment(home: Path, url: str) -> dict[str, str]:
    environment = {**os.environ, "KHET_HOME": str(home), "KHET_DATABASE_URL": url}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "khet.settings")
    known = environment.get("PYTHONPATH", "").split(os.pathsep)
    environment["PYTHONPATH"] = os.pathsep.join(dict.fromkeys([str(ROOT / "src"), str(ROOT), *filter(None, known)]))
    return environment


@contextmanager
def sqlite_hub() -> Iterator[Hub]:
    """A database file in a folder of its own, on the disk that KHET_BENCH_DIR or TMPDIR names."""
    import sqlite3

    with tempfile.TemporaryDirectory(prefix="khet-bench-", dir=os.environ.get("KHET_BENCH_DIR")) as folder:
        home = Path(folder)
        url = f"sqlite:///{home / 'khet.sqlite3'}"
        yield Hub(f"SQLite {sqlite3.sqlite_version}", home, url, _environment(home, url))


@contextmanager
def postgresql_hub() -> Iterator[Hub]:
    """A database of its own on the server of KHET_BENCH_PG (a URL whose role may create databases).

    Raises PostgresMissingError when no server answers there.
    """
    server = os.environ.get("KHET_BENCH_PG") or SERVER
    name = f"khet_bench_{os.getpid()}"
    try:
        connection = psycopg.connect(server, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        raise PostgresMissingError("no PostgreSQL here; set KHET_BENCH_PG=postgresql://…") from error
    with connection, tempfile.TemporaryDirectory(prefix="khet-bench-") as folder:
        number = connection.info.server_version
        connection.execute(f"CREATE DATABASE {name}")
        try:
            url = f"{server.rpartition('/')[0]}/{name}"
            yield Hub(
                f"PostgreSQL {number // 10000}.{number % 10000}", Path(folder), url, _environment(Path(folder), url)
            )
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
