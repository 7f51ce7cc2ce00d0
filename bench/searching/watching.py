"""What a building takes beside its own clock: processor time of the server's processes, memory of our own."""

import os
import resource
import threading
import time
from pathlib import Path
from types import TracebackType

from bench.kit import pss_mb

EVERY = 1.0
_TICKS = os.sysconf("SC_CLK_TCK")


class Watch:
    """Looks once a second while the block runs.

    core_seconds: user and system time of this process, of those it started, and of PostgreSQL's processes that serve
    the named database (its backends, the making of indexes included; not the writer of the log nor the checkpointer,
    which serve everybody). pss_mb: the most memory of this process and its children together.
    """

    def __init__(self, database: str = "") -> None:
        self._database = database
        self._served: dict[int, float] = {}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.core_seconds = self.server_seconds = self.seconds = self.pss_mb = 0.0

    def __enter__(self) -> "Watch":
        self._before = self._sample()
        self._own, self._began = _own_seconds(), time.perf_counter()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds = time.perf_counter() - self._began
        self._done.set()
        self._thread.join()
        self._served |= self._sample()
        self.server_seconds = sum(self._served.values()) - sum(self._before.values())
        self.core_seconds = _own_seconds() - self._own + self.server_seconds

    def _look(self) -> None:
        while not self._done.wait(EVERY):
            self._served |= self._sample()
            self.pss_mb = max(self.pss_mb, pss_mb(_alive([os.getpid(), *_children()])))

    def _sample(self) -> dict[int, float]:
        """By process of the server that serves the database: its seconds so far."""
        found: dict[int, float] = {}
        if self._database:
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    said = path.read_text("utf-8", "replace")
                    if said.startswith("postgres:") and f" {self._database} " in said:
                        found[int(path.parent.name)] = _seconds(path.parent)
                except OSError:
                    continue
        return found


def _seconds(process: Path) -> float:
    facts = (process / "stat").read_text().rpartition(")")[2].split()
    return (int(facts[11]) + int(facts[12])) / _TICKS


def _own_seconds() -> float:
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def _children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()]


def _alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}/smaps_rollup").exists()]
