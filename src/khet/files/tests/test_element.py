"""<khet-upload> in a real browser: pieces, a dropped line, a refusal, taking back."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, Route, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from khet.files.models import StoredFile, Upload
from khet.files.services import read_bytes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
CHROMIUM = os.environ.get("KHET_CHROMIUM", "/usr/bin/chromium")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
CONTENT = b"".join(b"%06d\n" % line for line in range(400_000))  # 2.8 MB: three pieces


@pytest.fixture
def page(db: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's own loop is no danger to the queries
    session = SessionStore()
    session["account"] = 1
    session.create()
    server = LiveServer("127.0.0.1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        context = browser.new_context()
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": house.SESSION_COOKIE_NAME, "value": str(session.session_key), "url": server.url}])
        page = context.new_page()
        page.goto(f"{server.url}/desk/")
        yield page
        browser.close()
    server.stop()


def choose(page: Page, name: str, content: bytes) -> None:
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/plain", "buffer": content})


def test_a_file_is_sent_in_pieces_and_kept_with_the_form(page: Page) -> None:
    choose(page, "รายชื่อ.txt", CONTENT)
    expect(page.locator("li[data-token]")).to_contain_text("รายชื่อ.txt")
    page.click("button:has-text('บันทึก')")
    page.wait_for_load_state()
    stored = StoredFile.objects.get()
    assert (stored.name, read_bytes(stored)) == ("รายชื่อ.txt", CONTENT)


def test_a_dropped_line_goes_on_where_it_was(page: Page) -> None:
    dropped: list[int] = []

    def drop_the_second(route: Route) -> None:
        if route.request.method == "PATCH" and route.request.headers["upload-offset"] != "0" and not dropped:
            dropped.append(1)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/files/upload/*", drop_the_second)
    choose(page, "a.txt", CONTENT)
    expect(page.locator("li small")).to_contain_text("จะส่งต่อจากจุดที่ค้าง")
    expect(page.locator("li[data-token]")).to_be_visible()
    assert dropped
    assert Upload.objects.get().offset == len(CONTENT)


def test_a_form_pressed_early_waits_for_its_files(page: Page) -> None:
    waiting: list[Route] = []
    page.route("**/files/upload/", lambda route: waiting.append(route))
    choose(page, "a.txt", b"hello")
    page.click("button:has-text('บันทึก')")
    expect(page.locator("[role=status]")).to_contain_text("รอให้ครบ")
    assert not StoredFile.objects.exists()
    waiting[0].continue_()
    expect(page.locator("li[data-token]")).to_be_visible()
    page.click("button:has-text('บันทึก')")
    page.wait_for_load_state()
    assert StoredFile.objects.get().name == "a.txt"


def test_a_refusal_is_read_in_its_row_and_the_file_taken_off(page: Page) -> None:
    choose(page, "a.pdf", b"MZ\x00 not a pdf")
    expect(page.locator("li.error [role=alert]")).to_contain_text("ที่นี่รับ")
    page.click("button:has-text('นำออก')")
    expect(page.locator("li")).to_have_count(0)


def test_an_uploaded_file_taken_off_is_forgotten(page: Page) -> None:
    choose(page, "a.txt", b"hello")
    expect(page.locator("li[data-token]")).to_be_visible()
    with page.expect_response(lambda response: response.request.method == "DELETE"):
        page.click("button:has-text('นำออก')")
    assert not Upload.objects.exists()
    assert list((Path(house.FILES_ROOT) / "parts").iterdir()) == []
