"""What the disk itself costs, so that a figure can be read beside it."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from bench.kit.statistics import spread


@dataclass(frozen=True, slots=True)
class Fsync:
    """Milliseconds of one small append and fsync."""

    p50: float
    p95: float
    longest: float


def fsync_probe(folder: Path, times: int = 200) -> Fsync:
    """Append 4 KB and fsync, again and again, in a folder of the disk that is measured."""
    path = folder / "fsync-probe"
    durations = []
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        for _ in range(times):
            started = time.perf_counter()
            os.write(handle, b"\0" * 4096)
            os.fsync(handle)
            durations.append((time.perf_counter() - started) * 1000)
    finally:
        os.close(handle)
        path.unlink()
    found = spread(durations)
    return Fsync(found.p50, found.p95, found.longest)
