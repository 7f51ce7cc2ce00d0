"""A hub that serves: its web server alone, or all of it as `./khet run` starts it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.kit.hubs import ROOT, Hub
from bench.kit.processes import Group


@contextmanager
def served(hub: Hub) -> Iterator[int]:
    """The house's own web server over the hub, as `./khet run` starts it; gives its port."""
    port = free_port()
    with Group() as group:
        until_answered(port, "/healthz", group.start(hub.command("bench.letters", "serve", port), hub.environment), 60)
        yield port


@contextmanager
def running(hub: Hub) -> "Iterator[tuple[int, subprocess.Popen[str]]]":
    """`./khet run` just started over the hub: its port, and the process that all others come from."""
    port = free_port()
    environment = {**hub.environment, "KHET_VENV": sys.prefix, "KHET_HOME": str(hub.home)}
    with Group() as group, _quietly():
        yield port, group.start([str(ROOT / "khet"), "run", "--port", str(port)], environment, cwd=ROOT)


@contextmanager
def _quietly() -> Iterator[None]:
    """The started command talks to a person; a bench's own table is what counts, so it goes to the hub's stderr."""
    saved = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(saved, 1)
        os.close(saved)


def until_answered(port: int, path: str, process: "subprocess.Popen[str]", limit: float = 600) -> None:
    """Raises TimeoutError, or RuntimeError when the command ended by itself."""
    deadline = time.monotonic() + limit
    while _status(port, path) != 200:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
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


def family(pid: int) -> list[int]:
    """A process and all its descendants."""
    children = [int(word) for task in Path(f"/proc/{pid}/task").glob("*/children") for word in task.read_text().split()]
    return [pid, *(member for child in children for member in family(child))]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
