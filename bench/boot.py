"""`./khet run` after set-up: seconds until it answers, and the memory of web workers, job worker and parents."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from bench.kit import Group, Hub, Options, Result, at_most, pss_mb, reported, sqlite_hub

ROOT = Path(__file__).resolve().parents[1]
PEER = "Kolibri 0.19.5: about 1 s, 117 MB in one process"
SIGN_IN = "/accounts/login/"


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the command to the first healthy answer and to the first sign-in page."""

    healthy: float
    page: float
    processes: int
    idle_mb: float
    used_mb: float
    shares: str


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
    most = max(later, key=lambda each: each.used_mb)
    result.notes = [f"of the memory in use, by process (MB): {most.shares}"]
    return result


def _start(hub: Hub, *, requests: int) -> Start:
    port = _free_port()
    environment = {**hub.environment, "KHET_VENV": sys.prefix, "KHET_HOME": str(hub.home)}
    with Group() as group, _quietly() as nowhere:
        began = time.perf_counter()
        process = group.start([str(ROOT / "khet"), "run", "--port", str(port)], environment, cwd=nowhere)
        _until_answered(port, "/healthz", process)
        healthy = time.perf_counter() - began
        _until_answered(port, SIGN_IN, process)
        page = time.perf_counter() - began
        visitors = [Visitor(port, *account) for account in _accounts(hub)]
        idle = _memory_mb(process.pid)
        for number in range(requests):
            visitors[number % len(visitors)].next_page()
        used, shares = _memory_mb(process.pid), _shares(process.pid)
        processes = len(_family(process.pid))
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    return Start(healthy, page, processes, idle, used, shares)


class Visitor:
    """Somebody of the sample area who walks from page to page, by the links of the pages."""

    def __init__(self, port: int, name: str, password: str) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.browser = build_opener(HTTPCookieProcessor())
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(SIGN_IN))
        form = {"csrfmiddlewaretoken": token[1] if token else "", "login": name, "password": password}
        self.browser.open(self.base + SIGN_IN, urlencode(form).encode(), timeout=30).read()
        links = re.findall(r'href="(/[^"#]*)"', self.get("/"))
        self.pages = [link for link in dict.fromkeys(links) if not link.startswith(("/static/", "/accounts/"))]
        self.turn = 0

    def get(self, path: str) -> str:
        """The page, or "" when it says no."""
        try:
            return str(self.browser.open(self.base + path, timeout=30).read().decode(errors="replace"))
        except HTTPError:
            return ""

    def next_page(self) -> None:
        self.get(self.pages[self.turn % len(self.pages)] if self.pages else "/")
        self.turn += 1


def _accounts(hub: Hub) -> list[tuple[str, str]]:
    """Names and passwords of the sample area, three of them."""
    lines = [line.split() for line in hub.run("khet", "seed", "--accounts").splitlines()]
    return [(words[0], words[1]) for words in lines if words[0] in {"clerk", "director", "s01-clerk"}]


def _memory_mb(pid: int) -> float:
    """PSS of the whole family; asked again when a passing child ends meanwhile."""
    for _ in range(20):
        try:
            return pss_mb(_family(pid))
        except (FileNotFoundError, ProcessLookupError):
            time.sleep(0.05)
    raise RuntimeError("the processes never came to rest")


def _shares(pid: int) -> str:
    """Each process of the family by its name with its share in MB."""
    names = {member: Path(f"/proc/{member}/comm").read_text().strip() for member in _family(pid)}
    return ", ".join(f"{name} {pss_mb([member]):.0f}" for member, name in names.items())


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
