"""The gallery in a real Chromium: no axe violation, no sideways scroll, and what the script promises."""

import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import path
from playwright.sync_api import Browser, Page, sync_playwright

from khet.kernel.actor import Actor
from khet.ui import chrome, gallery

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = os.environ.get("KHET_CHROMIUM", "/usr/bin/chromium")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SOMEBODY = Actor(account_id=1, person_id=9, person_name="นายศิริชัย ตันเจริญ", post_name="ผอ.กลุ่ม DLICT")


def shown(request: HttpRequest) -> HttpResponse:
    request.actor = SOMEBODY  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    return gallery.show(request)


urlpatterns = [
    path("_gallery/", shown),
    path("_gallery/plain/", gallery.plain),
    path("_gallery/progress/", gallery.progress),
]


@pytest.fixture
def address(settings: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    settings.ROOT_URLCONF = __name__
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    settings.MIDDLEWARE = [
        "khet.ui.middleware.security_headers",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "khet.ui.middleware.refusals",
    ]
    choices = (chrome.PostChoice("1", "ผอ.กลุ่ม DLICT", current=True), chrome.PostChoice("2", "รอง ผอ.เขต", note="แทน"))
    band = chrome.ActingBand("รอง ผอ.เขต", "ผู้รักษาราชการแทน", "คำสั่งที่ 311/2569", date(2026, 11, 24), choices[0])
    slots: dict[str, object] = {
        "office_name": lambda request: "สพม.สุราษฎร์ธานี ชุมพร",
        "posts": lambda request: chrome.PostMenu("/post/", choices),
        "acting_band": lambda request: band,
        "account_links": lambda request: [chrome.MenuLink("ออกจากระบบ", "/out/", "log-out", post=True)],
        "idle_lock": lambda request: None,
        "search_url": lambda: "/search/",
        "suggest_url": lambda: "/search/suggest/",
        "notices_url": lambda: "/notices/",
        "notices_count": lambda request: 3,
        "theme": lambda request: request.COOKIES.get(chrome.THEME_COOKIE, ""),
    }
    for name, value in slots.items():
        monkeypatch.setattr(getattr(chrome, name), "_value", value)
    keep = dict(chrome.places._entries)
    chrome.places._entries.clear()
    chrome.places.register(chrome.Place("home", "งานของฉัน", "inbox", "/", 0, badge=lambda actor: 7, short="งาน"))
    chrome.places.register(chrome.Place("mail", "หนังสือ", "mail", "/_gallery/", 10, short="หนังสือ"))
    yield str(live_server.url)
    chrome.places._entries.clear()
    chrome.places._entries.update(keep)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Django refuses queries beside a running event loop; playwright's own loop is no danger to them.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


def opened(browser: Browser, url: str, *, width: int = 1280, theme: str = "", **options: Any) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    if theme:
        context.add_cookies([{"name": "khet_theme", "value": theme, "url": url}])
    page = context.new_page()
    page.goto(url)
    return page


@pytest.mark.parametrize(
    ("width", "theme"),
    [(320, "light"), (360, "dark"), (768, "light"), (1280, "light"), (1280, "contrast"), (1920, "dark")],
)
def test_the_gallery_is_clean_for_axe_and_never_scrolls_sideways(
    chromium: Browser, address: str, width: int, theme: str
) -> None:
    page = opened(chromium, f"{address}/_gallery/?say", width=width, theme=theme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.reload()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert said == []
    page.context.close()


def test_keys_alone_reach_search_menu_and_dialog(chromium: Browser, address: str) -> None:
    page = opened(chromium, f"{address}/_gallery/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('skip')")
    page.focus(".me > summary")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("!!document.activeElement.closest('.menu-body')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.focus("a[data-dialog=void]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.getElementById('void').open")
    page.keyboard.press("Escape")
    assert not page.evaluate("document.getElementById('void').open")
    page.context.close()


def test_what_was_typed_outlives_a_reload_and_what_was_sent_does_not(chromium: Browser, address: str) -> None:
    page = opened(chromium, f"{address}/_gallery/")
    page.fill("#id_subject", "เชิญประชุม")
    page.wait_for_selector("form[data-kept]")
    page.reload()
    assert page.input_value("#id_subject") == "เชิญประชุม"
    page.click("form[data-keep] .btn.go")
    page.wait_for_selector(".err-sum")
    page.goto(f"{address}/_gallery/")
    assert page.input_value("#id_subject") == ""
    page.context.close()


def test_a_draft_waits_through_a_new_sign_in(chromium: Browser, address: str) -> None:
    page = opened(chromium, f"{address}/_gallery/")
    page.fill("#id_subject", "เชิญประชุม")
    page.wait_for_selector("form[data-kept]")
    # The press that meets an ended session: marked as sent, then the sign-in page comes instead.
    page.evaluate("""() => { const key = Object.keys(localStorage).find((one) => one.includes(':gallery'));
        localStorage[key] = JSON.stringify({...JSON.parse(localStorage[key]), sent: true}); }""")
    page.goto(f"{address}/_gallery/plain/")
    page.goto(f"{address}/_gallery/")
    assert page.input_value("#id_subject") == "เชิญประชุม"
    page.context.close()


def test_a_day_says_what_was_understood_while_it_is_typed(chromium: Browser, address: str) -> None:
    page = opened(chromium, f"{address}/_gallery/")
    for typed in ("25/5/69", "25/5/2569", "๒๕/๕/๒๕๖๙", "25 พ.ค. 69", "25 พฤษภาคม 2569", "2026-05-25"):
        page.fill("#id_due", typed)
        assert page.inner_text("#id_due_said") == "วันจันทร์ที่ 25 พฤษภาคม 2569", typed
    page.context.close()


def test_ticked_rows_are_counted_and_the_bar_comes(chromium: Browser, address: str) -> None:
    page = opened(chromium, f"{address}/_gallery/")
    assert not page.is_visible(".selection")
    page.check("[data-select-all]")
    assert page.inner_text(".selection [data-count]") == "5"
    page.click("[data-select-none]")
    assert not page.is_visible(".selection")
    page.context.close()


def test_without_script_the_page_still_works(chromium: Browser, address: str) -> None:
    page = opened(chromium, f"{address}/_gallery/", width=360, java_script_enabled=False)
    assert page.is_visible(".selection")
    page.goto(f"{address}/_gallery/#void")
    assert page.is_visible("#void")
    page.goto(f"{address}/_gallery/#all")
    assert page.is_visible("#all nav")
    page.context.close()
