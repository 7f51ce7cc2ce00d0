"""`./khet run` after set-up: seconds until it answers, and the memory of web workers, job worker and parents."""

import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from bench.kit import Hub, Options, Result, at_most, pss_mb, reported, sqlite_hub
from bench.kit.serving import family, running, until_answered

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
    began = time.perf_counter()
    with running(hub) as (port, process):
        until_answered(port, "/healthz", process)
        healthy = time.perf_counter() - began
        until_answered(port, SIGN_IN, process)
        page = time.perf_counter() - began
        visitors = [Visitor(port, *account) for account in _accounts(hub)]
        idle = _memory_mb(process.pid)
        for number in range(requests):
            visitors[number % len(visitors)].next_page()
        used, shares = _memory_mb(process.pid), _shares(process.pid)
        processes = len(family(process.pid))
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
            return pss_mb(family(pid))
        except (FileNotFoundError, ProcessLookupError):
            time.sleep(0.05)
    raise RuntimeError("the processes never came to rest")


def _shares(pid: int) -> str:
    """Each process of the family by its name with its share in MB."""
    names = {member: Path(f"/proc/{member}/comm").read_text().strip() for member in family(pid)}
    return ", ".join(f"{name} {pss_mb([member]):.0f}" for member, name in names.items())


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
