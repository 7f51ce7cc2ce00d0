"""What a hostile page tries at the front door: forged posts, forged hosts, foreign ways back, planted sessions."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from khet.org.tests.cast import Browser, Cast
from khet.tests.addresses import ours

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse 66 schools"
EVIL = ("//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example")
# Asked by machines that have no page of ours: each proves who it is in its own way.
MACHINES = {"notices/line/", "notices/unsubscribe/<str:token>/"}
# Programs only read here: a post is no method of theirs, so there is nothing a token could guard.
NO_METHOD = 405


def filled() -> Iterator[tuple[str, str]]:
    """(route, an address of it) of everything that is ours."""
    for route in ours():
        if "^" not in route and "(" not in route:
            yield route, "/" + re.sub(r"<(\w+:)?\w+>", lambda found: "1" if found[1] == "int:" else "x", route)


def test_a_post_without_the_token_is_refused_at_every_address(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.clerk.account, backend=settings.AUTHENTICATION_BACKENDS[-1])
    told = {route: client.post(url, {"do": "save"}).status_code for route, url in filled()}
    reading = {route for route, status in told.items() if route.startswith("api/") and status == NO_METHOD}
    assert {"api/search", "api/search/suggest"} <= reading
    assert {route for route, status in told.items() if status != 403} - MACHINES - reading == set()


def test_a_foreign_host_gets_no_answer(clerk: Browser) -> None:
    assert clerk.client.get("/", headers={"host": "evil.example"}).status_code == 400
    forwarded = clerk.client.get("/accounts/login/", headers={"x-forwarded-host": "evil.example"})
    assert "evil.example" not in forwarded.content.decode()


@pytest.mark.parametrize("evil", EVIL)
def test_no_way_back_leads_to_a_foreign_house(cast: Cast, evil: str) -> None:
    typed = {"login": "clerk", "password": PASSWORD, "next": evil}
    assert Client().post("/accounts/login/", typed).headers["Location"] == "/"
    held = cast.clerk.actor.appointment_id
    assert cast.clerk.post("/me/post/", appointment=held, next=evil).location == "/"
    assert cast.clerk.post("/me/language/", next=evil).location == "/"
    by_referer = cast.clerk.client.post("/me/language/", headers={"referer": evil})
    assert by_referer.headers["Location"] == "/"
    cast.clerk.post("/me/lock/", do="lock", next=evil)
    assert cast.clerk.post("/me/lock/", password=PASSWORD, next=evil).location == "/"


def test_a_session_planted_before_sign_in_is_worth_nothing_after_it(cast: Cast) -> None:
    client = Client()
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    client.post("/accounts/login/", {"login": "clerk", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(cast.clerk.account.pk)
    assert client.session.session_key != session.session_key
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    assert thief.get("/work/").headers["Location"].startswith("/accounts/login/")


def test_a_session_is_dead_after_signing_out(clerk: Browser) -> None:
    kept = clerk.client.cookies[settings.SESSION_COOKIE_NAME].value
    clerk.post("/accounts/logout/")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert thief.get("/work/").headers["Location"].startswith("/accounts/login/")
