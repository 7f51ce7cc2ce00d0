"""One Chromium for all journeys; a house with the cast for each module, emptied behind it."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from khet.audit.tests.door import let_tests_empty_the_trail
from khet.org.tests import factories as make
from khet.org.tests.cast import Browser as Somebody
from khet.org.tests.cast import Cast, the_cast
from khet.tests.browser.house import ARGS, CHROMIUM, House

TURNS = "khet.tests.browser.house.one_at_a_time"


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    # Django refuses queries beside a running event loop; playwright's own loop is no danger to them.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        let_tests_empty_the_trail()  # under the loop there is a connection of its own
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture
def _django_db_helper(house: House) -> None:
    """In place of pytest-django's own, which empties the database after every test: a module keeps its house."""


def everybody() -> Cast:
    """The cast, and a clerk for the third school."""
    cast = the_cast()
    post = make.a_post(cast.schools[2], "เจ้าหน้าที่ธุรการโรงเรียน", "clerk", "registry")
    person = make.a_person("สมหญิง", "พะโต๊ะดี", prefix="นางสาว", desk=cast.schools[2])
    make.an_appointment(person, post)
    make.an_account(person, "far")
    cast.people["far"] = Somebody(person, post)
    return cast


@pytest.fixture(scope="module")
def house(chromium: Browser, django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    from django.conf import settings

    with django_db_blocker.unblock(), override_settings(MIDDLEWARE=[TURNS, *settings.MIDDLEWARE], ALLOWED_HOSTS=["*"]):
        connection.inc_thread_sharing()  # never given back: the server's last threads close it after the server
        server = LiveServer("localhost")
        try:
            yield House(everybody(), server.url, chromium)
        finally:
            for context in chromium.contexts:
                context.close()
            server.stop()
            call_command("flush", verbosity=0, interactive=False)
            connection.close()
