"""A passkey in a real Chromium: added after proof, it opens the door alone and stands for the second step."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from khet.org.tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = os.environ.get("KHET_CHROMIUM", "/usr/bin/chromium")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PASSWORD = "correct horse 66 schools"


@pytest.fixture
def page(cast: Cast, live_server: Any) -> Iterator[Page]:
    """A browser with a finger on its sensor, at the sign-in page. It is gone before the database is asked again."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        page = browser.new_page(base_url=live_server.url.replace("127.0.0.1", "localhost"), locale="th-TH")
        page.set_default_timeout(20_000)
        sensor = page.context.new_cdp_session(page)
        sensor.send("WebAuthn.enable")
        sensor.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})
        page.goto("/accounts/login/")
        yield page
        browser.close()


def by_password(page: Page) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", "clerk")
    page.fill("[name=password]", PASSWORD)
    page.click("button:has-text('เข้าสู่ระบบ')")


def out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.click("main button.go")
    page.wait_for_url("**/accounts/login/**")


def test_a_passkey_is_added_and_opens_the_door(page: Page) -> None:
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    by_password(page)
    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.click("button:has-text('ยืนยันและทำต่อ')")
    page.fill("[name=name]", "โทรศัพท์ของฉัน")
    page.click("button:has-text('เพิ่มพาสคีย์')")
    page.wait_for_url("**/recovery-codes/")
    assert page.locator(".codes li").count() == 10
    out(page)
    page.goto("/accounts/login/")
    page.click("button:has-text('พาสคีย์')")
    page.wait_for_selector(".me")
    out(page)
    by_password(page)
    page.wait_for_url("**/2fa/authenticate/")
    page.click("button:has-text('พาสคีย์')")
    page.wait_for_selector(".me")
    page.goto("/accounts/2fa/webauthn/")
    assert "โทรศัพท์ของฉัน" in page.inner_text("main")
    assert wrong == []
