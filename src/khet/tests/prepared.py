"""Databases that are migrated once for a whole `./khet test`: tools/check.py makes them, every process copies.

KHET_PREPARED is the SQLite file, KHET_PREPARED_PG the name of the database on the tests' PostgreSQL server. Where they
are not named (a few tests by hand) each process migrates for itself.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def sqlite_file() -> Path | None:
    named = os.environ.get("KHET_PREPARED", "")
    return Path(named) if named else None


def postgres_name() -> str | None:
    return os.environ.get("KHET_PREPARED_PG") or None


def at_home(home: Path) -> None:
    """The database of a hub of its own in this folder; nothing when there is none to copy."""
    if prepared := sqlite_file():
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(prepared, home / "khet.sqlite3")


@contextmanager
def in_memory() -> Iterator[None]:
    """What connects inside to an empty SQLite database in memory finds it filled."""
    prepared = sqlite_file()

    def fill(sender: object, connection: BaseDatabaseWrapper, **_rest: Any) -> None:
        if connection.vendor != "sqlite" or not getattr(connection, "is_in_memory_db", bool)():
            return
        raw = connection.connection
        if not raw.execute("SELECT 1 FROM sqlite_master").fetchone():
            with closing(sqlite3.connect(str(prepared))) as source:
                source.backup(raw)

    if prepared is not None:
        connection_created.connect(fill)
    try:
        yield
    finally:
        connection_created.disconnect(fill)
