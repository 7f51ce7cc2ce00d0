"""DuckDB within bounds: of memory, threads and time, and with every door to files and settings shut."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import TYPE_CHECKING, Self

from khet.collect.checks.lists import quoted
from khet.kernel.late import Late
from khet.thai.years import SchoolYear

if TYPE_CHECKING:
    import duckdb
else:
    duckdb = Late("duckdb")


@dataclass(frozen=True, slots=True)
class Limits:
    """memory of DuckDB; seconds for the whole and for one rule across rows; most: findings that are listed."""

    memory: str = "1GB"
    threads: int = 2
    seconds: float = 60.0
    rule_seconds: float = 20.0
    most: int = 20_000


@dataclass(frozen=True, slots=True)
class Setting:
    """What the rules are told: the day of the round, the school's own codes, and the day of the earlier file."""

    as_of: date
    own_codes: tuple[str, ...] = ()
    before_as_of: date | None = None

    @property
    def constants(self) -> dict[str, str]:
        years = SchoolYear.of(self.as_of).be - SchoolYear.of(self.before_as_of).be if self.before_as_of else 0
        return {
            "as_of": f"DATE '{self.as_of.isoformat()}'",
            "years": f"{years}::SMALLINT",
            "own_codes": f"[{', '.join(map(quoted, self.own_codes))}]::VARCHAR[]",
        }


class Bounded:
    """A database in memory, gone at the end of the block."""

    connection: "duckdb.DuckDBPyConnection"

    def __init__(self, limits: Limits) -> None:
        self.limits, self.started = limits, time.monotonic()

    def __enter__(self) -> Self:
        config: dict[str, str | bool | int | float | list[str]] = {
            "threads": self.limits.threads,
            "memory_limit": self.limits.memory,
            "temp_directory": "",  # nothing personal is spilt to the disk
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": False,
        }
        self.connection = duckdb.connect(":memory:", config=config)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def close_doors(self, *readable: str) -> None:
        """Rules are data that people edit: from here on nothing can be read, written or set by SQL."""
        allowed = f"[{', '.join(map(quoted, readable))}]"
        self.connection.execute(f"SET allowed_paths = {allowed}")
        self.connection.execute("SET enable_external_access = false")
        self.connection.execute("SET lock_configuration = true")

    def failure(self, sql: str, seconds: float) -> str:
        try:
            with self.within(seconds):
                self.connection.execute(sql).fetchall()
        except duckdb.InterruptException:
            return "กฎนี้ใช้เวลานานเกินไป"
        except duckdb.Error as error:
            return f"กฎนี้ตรวจไม่ได้: {str(error).splitlines()[0][:200]}"
        return ""

    @property
    def left(self) -> float:
        return max(0.5, self.limits.seconds - (time.monotonic() - self.started))

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """DuckDB is interrupted after so long."""
        timer = threading.Timer(seconds, self.connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def one(self, sql: str) -> tuple[int, ...]:
        found = self.connection.execute(sql).fetchone()
        return tuple(found) if found else ()
