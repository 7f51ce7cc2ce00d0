"""`./khet run` after set-up: seconds until it answers, and the memory of web workers and job worker, and of all."""

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
    idle: "Memory"
    used: "Memory"


def run(options: Options) -> Result:
    with sqlite_hub() as hub:
        first = _start(hub, requests=2)
        later = [_start(hub, requests=options.scaled(600)) for _ in range(2 if options.quick else 5)]
    result = Result("boot", hub.engine)
    result.figures = [
        at_most("second run answers (median)", _median([each.healthy for each in later]), 3, "s", PEER),
        at_most("second run answers (slowest)", max(each.healthy for each in later), 3, "s"),
        at_most("first sign-in page", _median([each.page for each in later]), 3, "s"),
        at_most(
            "two web workers and the job worker, in use (PSS)",
            max(each.used.workers for each in later),
            350,
            "MB",
            PEER,
        ),
        reported("the whole group with the two parents, in use (PSS)", max(each.used.all for each in later), "MB"),
        reported("the whole group when idle (PSS)", _median([each.idle.all for each in later]), "MB"),
        reported("processes", later[-1].processes, "of one group"),
        reported("first run: tables, static files, sample area", first.healthy, "s"),
    ]
    most = max((each.used for each in later), key=lambda used: used.all)
    result.notes = [f"of the memory in use, by process (MB): {most}"]
    return result


def _start(hub: Hub, *, requests: int) -> Start:
    began = time.perf_counter()
    with running(hub) as (port, process):
        until_answered(port, "/healthz", process)
        healthy = time.perf_counter() - began
        until_answered(port, SIGN_IN, process)
        page = time.perf_counter() - began
        visitors = [Visitor(port, *account) for account in _accounts(hub)]
        idle = _memory(process.pid)
        for number in range(requests):
            visitors[number % len(visitors)].next_page()
        used = _memory(process.pid)
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    return Start(healthy, page, len(used.shares), idle, used)


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


@dataclass(frozen=True, slots=True)
class Memory:
    """PSS in MB by process; parents: the supervisor and granian's, who serve nobody themselves."""

    shares: dict[int, tuple[str, float]]
    parents: frozenset[int]

    @property
    def all(self) -> float:
        return sum(mb for _name, mb in self.shares.values())

    @property
    def workers(self) -> float:
        return sum(mb for pid, (_name, mb) in self.shares.items() if pid not in self.parents)

    def __str__(self) -> str:
        return ", ".join(f"{name} {mb:.0f}" for name, mb in self.shares.values())


def _memory(pid: int) -> Memory:
    """Of the whole family; looked at again when a passing child ends meanwhile."""
    for _ in range(20):
        try:
            shares = {member: (_name(member), pss_mb([member])) for member in family(pid)}
            served = {member for member in shares if _name(member) == "khet web"}
            return Memory(shares, frozenset({pid, *(each for each in served if served & set(family(each)[1:]))}))
        except (FileNotFoundError, ProcessLookupError):
            time.sleep(0.05)
    raise RuntimeError("the processes never came to rest")


def _name(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
