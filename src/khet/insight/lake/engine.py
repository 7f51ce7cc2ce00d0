"""DuckDB in this process: bounded, without extensions, reading only the files it is given."""

import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

MEMORY, THREADS = "512MB", 2
_lock = threading.Lock()
_base: "list[duckdb.DuckDBPyConnection]" = []


def ask(sql: str, values: Mapping[str, Any] | None = None) -> Sequence[tuple[Any, ...]]:
    """Rows of one statement; each call has a cursor of its own, so that threads do not meet."""
    cursor = _connection().cursor()
    try:
        return cursor.execute(sql, dict(values or {})).fetchall()
    finally:
        cursor.close()


def _connection() -> "duckdb.DuckDBPyConnection":
    """Loaded at first use: most processes never ask."""
    with _lock:
        if not _base:
            import duckdb

            config: dict[str, Any] = {
                "memory_limit": MEMORY,
                "threads": THREADS,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
            _base.append(duckdb.connect(":memory:", config=config))
        return _base[0]
