"""Processes that end with the bench, whatever happens, and the memory they take."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType


class Group:
    """Processes started together, each in a process group of its own; all are killed when the block ends."""

    def __init__(self) -> None:
        self._started: list[subprocess.Popen[str]] = []

    def __enter__(self) -> "Group":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._started:
            kill(process)

    def start(
        self, command: Sequence[str], environment: Mapping[str, str], *, talk: bool = False, cwd: Path | None = None
    ) -> "subprocess.Popen[str]":
        """Start a command; with talk, its stdin and stdout are pipes."""
        pipe = subprocess.PIPE if talk else None
        process = subprocess.Popen(
            command, env=dict(environment), stdin=pipe, stdout=pipe, text=True, start_new_session=True, cwd=cwd
        )
        self._started.append(process)
        return process

    def wait(self, timeout: float) -> None:
        """Until all have ended. Raises TimeoutError, or RuntimeError when one failed by itself."""
        deadline = time.monotonic() + timeout
        for process in self._started:
            try:
                code = process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired as error:
                raise TimeoutError(f"{process.args!r} did not end in {timeout:.0f} s") from error
            if code not in (0, -signal.SIGKILL):
                raise RuntimeError(f"{process.args!r} ended with {code}")


def kill(process: "subprocess.Popen[str]") -> None:
    """SIGKILL to the whole process group, and no zombie."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    for stream in (process.stdin, process.stdout):
        if stream:
            with contextlib.suppress(BrokenPipeError):
                stream.close()
    process.wait(10)


def pss_mb(pids: Iterable[int]) -> float:
    """Proportional set size of processes in MB (1,000,000 bytes): shared pages are counted once between them."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total / 1e6
