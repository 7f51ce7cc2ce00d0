"""A living house for a module of journeys: the cast, a server that takes one request at a time, and visitors."""

import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import axe_playwright_python  # type: ignore[import-untyped]
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response
from playwright.sync_api import TimeoutError as Late

from khet.jobs.services import drain
from khet.org.tests.cast import Cast

CHROMIUM: Final = os.environ.get("KHET_CHROMIUM", "/usr/bin/chromium")
ARGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD: Final = "correct horse 66 schools"
DESKTOP: Final = 1280
PHONE: Final = 360
AXE: Final = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
_turn = threading.RLock()


def one_at_a_time(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The threads of the live server share one SQLite connection in memory: requests take turns on it."""

    def handle(request: HttpRequest) -> HttpResponse:
        with _turn:
            return get_response(request)

    return handle


@contextmanager
def alone() -> Iterator[None]:
    """What a test does to the database itself, while no request is answered."""
    with _turn:
        yield


@dataclass
class Visit:
    """One window of somebody's browser; whatever it complains about is kept."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(8000)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        # A refused form is a 422 on purpose; Chromium writes every 4xx to the console.
        if message.type in ("error", "warning") and "422" not in message.text:
            self.complaints.append(message.text)

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")

    def go(self, path: str) -> "Visit":
        self.page.goto(self.address + path)
        return self

    def press(self, name: str, *, within: str = "main") -> None:
        """A button or link that can be seen, by its words; whatever page it leads to has come."""
        self.page.locator(f"{within} :is(button, a, summary):visible").filter(has_text=name).first.click()

    def unfold(self, details: str, words: str) -> None:
        """Open what is folded, unless it stands open."""
        one = self.page.locator(details).filter(has=self.page.locator("summary", has_text=words)).first
        if one.get_attribute("open") is None:
            one.locator("summary").first.click()

    def arrive(self, path: str) -> None:
        """Wait for the page whose path matches the pattern; says which one it is when another came."""
        try:
            self.page.wait_for_url(re.compile(re.escape(self.address) + path))
        except Late as late:
            raise AssertionError(f"at {self.path}: {self.text('main')[:600]}") from late

    def text(self, part: str = "body") -> str:
        return self.page.inner_text(part)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address)

    def scrolls_sideways(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))

    def sign_in(self, username: str, *, next_page: str = "") -> None:
        self.go(f"/accounts/login/{next_page and '?next=' + next_page}")
        self.page.fill("#id_login", username)
        self.page.fill("#id_password", PASSWORD)
        self.press("เข้าสู่ระบบ")
        self.page.wait_for_selector("body.app")

    def close(self) -> None:
        """Leave; nothing may have gone wrong on the way."""
        self.page.context.close()
        assert self.complaints == []


def axe(page: Page) -> list[str]:
    """What axe objects to: all its default rules, and the size of targets of WCAG 2.2."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
    found = page.evaluate("(options) => axe.run(options).then((said) => said.violations)", options)
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@dataclass
class House:
    """Everybody of the cast, and where the house answers."""

    cast: Cast
    address: str
    browser: Browser

    def stranger(self, *, width: int = DESKTOP, **options: Any) -> Visit:
        """Somebody not signed in."""
        options.setdefault("viewport", {"width": width, "height": 900})
        return Visit(self.browser.new_context(**options).new_page(), self.address)

    def visit(self, who: str, *, width: int = DESKTOP, **options: Any) -> Visit:
        """Somebody of the cast, signed in already."""
        visit = self.stranger(width=width, **options)
        self.let_in(who, visit.page.context)
        return visit

    def let_in(self, who: str, context: BrowserContext) -> None:
        with alone():
            client = Client()
            client.force_login(self.cast.people[who].account, backend=settings.AUTHENTICATION_BACKENDS[-1])
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.address}])

    def work(self) -> None:
        """The worker has its turn."""
        with alone():
            drain()
