"""`./khet run` after set-up: seconds until it answers, and the memory of web workers, job worker and parents."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.kit import Group, Hub, Options, Result, at_most, pss_mb, reported, sqlite_hub

ROOT = Path(__file__).resolve().parents[1]
PEER = "Kolibri 0.19.5: about 1 s, 117 MB in one process"
PAGES = ("/accounts/login/", "/healthz", "/readyz")


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the command to the first healthy answer and to the first sign-in page."""

    healthy: float
    page: float
    processes: int
    idle_mb: float
    used_mb: float


def run(options: Options) -> Result:
    with sqlite_hub() as hub:
        first = _start(hub, requests=2)
        later = [_start(hub, requests=options.scaled(600)) for _ in range(2 if options.quick else 5)]
    result = Result("boot", hub.engine)
    result.figures = [
        at_most("second run answers (median)", _median([each.healthy for each in later]), 3, "s", PEER),
        at_most("second run answers (slowest)", max(each.healthy for each in later), 3, "s"),
        at_most("first sign-in page", _median([each.page for each in later]), 3, "s"),
        at_most("memory of the whole group, in use (PSS)", max(each.used_mb for each in later), 350, "MB", PEER),
        reported("memory when idle (PSS)", _median([each.idle_mb for each in later]), "MB"),
        reported("processes", later[-1].processes, "of one group"),
        reported("first run: tables, static files, sample area", first.healthy, "s"),
    ]
    return result


def _start(hub: Hub, *, requests: int) -> Start:
    port = _free_port()
    environment = {**hub.environment, "KHET_VENV": sys.prefix, "KHET_HOME": str(hub.home)}
    with Group() as group, _quietly() as nowhere:
        began = time.perf_counter()
        process = group.start([str(ROOT / "khet"), "run", "--port", str(port)], environment, cwd=nowhere)
        _until_answered(port, "/healthz", process)
        healthy = time.perf_counter() - began
        _until_answered(port, PAGES[0], process)
        page = time.perf_counter() - began
        pids = _family(process.pid)
        idle = pss_mb(pids)
        for number in range(requests):
            _status(port, PAGES[number % len(PAGES)])
        used = pss_mb(_family(process.pid))
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    return Start(healthy, page, len(pids), idle, used)


@contextmanager
def _quietly() -> Iterator[Path]:
    """The started command talks to a person; a bench's own table is what counts, so it goes to the hub's stderr."""
    saved = os.dup(1)
    os.dup2(2, 1)
    try:
        yield ROOT
    finally:
        os.dup2(saved, 1)
        os.close(saved)


def _until_answered(port: int, path: str, process: "subprocess.Popen[str]", limit: float = 600) -> None:
    """Raises TimeoutError, or RuntimeError when the command ended by itself."""
    deadline = time.monotonic() + limit
    while _status(port, path) != 200:
        if process.poll() is not None:
            raise RuntimeError(f"./khet run ended with {process.returncode}")
        if time.monotonic() > deadline:
            raise TimeoutError(f"{path} did not answer in {limit:.0f} s")
        time.sleep(0.01)


def _status(port: int, path: str) -> int:
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        door.request("GET", path)
        answer = door.getresponse()
        answer.read()
        return answer.status
    except OSError:
        return 0
    finally:
        door.close()


def _family(pid: int) -> list[int]:
    """A process and all its descendants."""
    children = [int(word) for task in Path(f"/proc/{pid}/task").glob("*/children") for word in task.read_text().split()]
    return [pid, *(member for child in children for member in _family(child))]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
