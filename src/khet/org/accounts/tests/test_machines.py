"""Shared machines: the lock keeps who was there, names of the last people, the day ends the session."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from khet.org.tests.cast import Browser, Cast, Page

PASSWORD = "correct horse 66 schools"


@pytest.fixture
def shared(clerk: Browser) -> Browser:
    """The central clerk on a machine used together."""
    assert clerk.post("/me/shared/", shared="1").status == 303
    clerk.get("/")
    return clerk


def test_a_shared_machine_locks_and_a_machine_of_ones_own_does_not(clerk: Browser) -> None:
    assert "khet-idle" not in clerk.get("/").text
    clerk.post("/me/shared/", shared="1")
    assert 'name="khet-idle"' in clerk.get("/").text
    clerk.post("/me/shared/", shared="0")
    assert "khet-idle" not in clerk.get("/").text


def lock(browser: Browser, back: str = "/") -> Page:
    """As the script does, then the page that it goes to."""
    answer = browser.post("/me/lock/", do="lock", next=back)
    assert answer.status == 303
    return browser.get(answer.location)


def test_looking_at_the_lock_locks_nothing(shared: Browser) -> None:
    page = shared.get("/me/lock/", {"next": "/org/"})
    assert page.status == 200
    assert 'value="lock"' in page.text
    assert shared.get("/org/").status == 200


def test_a_foreign_page_cannot_lock_a_machine(shared: Browser) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = shared.client.cookies
    assert strict.post("/me/lock/", {"do": "lock"}).status_code == 403
    assert shared.get("/org/").status == 200


def test_a_password_sent_to_a_machine_that_is_open_leads_back_and_locks_nothing(shared: Browser) -> None:
    assert shared.post("/me/lock/", next="/org/", password=PASSWORD).location == "/org/"
    assert shared.get("/org/").status == 200


def test_a_locked_machine_shows_whose_it_is_and_nothing_else(shared: Browser) -> None:
    page = lock(shared, "/org/")
    assert "รัชดา ชุติภา" in page.text
    assert "khet-person" not in page.text  # so that drafts stay in the machine
    for path in ("/", "/org/", "/me/", "/accounts/password/change/", "/notices/", "/accounts/login/"):
        assert shared.get(path).location.startswith("/me/lock/"), path
    assert shared.post("/me/looks/", theme="dark", language="en").location.startswith("/me/lock/")


def test_the_own_password_opens_it_at_the_same_page(shared: Browser) -> None:
    lock(shared, "/org/people/?find=ก")
    wrong = shared.post("/me/lock/", next="/org/people/", password="no")
    assert wrong.status == 422
    assert shared.get("/org/").status == 302 or shared.get("/org/").status == 303
    opened = shared.post("/me/lock/", next="/org/people/?find=ก", password=PASSWORD)
    assert opened.location == "/org/people/?find=%E0%B8%81" or opened.location == "/org/people/?find=ก"
    assert shared.get("/org/people/").status == 200


def test_the_lock_leads_to_no_foreign_address(shared: Browser) -> None:
    lock(shared, "https://evil.example/")
    assert shared.post("/me/lock/", next="https://evil.example/", password=PASSWORD).location == "/"


def test_five_wrong_tries_end_the_session(shared: Browser) -> None:
    lock(shared)
    answers = [shared.post("/me/lock/", next="/", password=f"wrong {n}") for n in range(5)]
    assert [answer.status for answer in answers[:4]] == [422] * 4
    assert answers[4].location == "/accounts/login/"
    assert "_auth_user_id" not in shared.client.session


def test_another_person_finds_the_last_names_and_picks_one(shared: Browser, cast: Cast) -> None:
    assert shared.post("/me/change-person/").location == "/accounts/login/"
    page = shared.get("/accounts/login/").text
    assert "รัชดา ชุติภา" in page
    assert cast.head.person.full_name not in page
    chosen = shared.get("/accounts/login/", {"who": str(cast.clerk.account.pk)}).text
    assert 'value="clerk"' in chosen
    guessed = shared.get("/accounts/login/", {"who": str(cast.head.account.pk)}).text
    assert 'value="head"' not in guessed


def test_names_are_known_on_shared_machines_only_and_four_at_most(shared: Browser, cast: Cast) -> None:
    assert "รัชดา" not in Client().get("/accounts/login/").content.decode()
    for role in ("head", "officer", "deputy", "director"):
        shared.post("/me/change-person/")
        shared.client.post("/accounts/login/", {"login": role, "password": PASSWORD})
        shared.get("/")
    shared.post("/me/change-person/")
    page = shared.get("/accounts/login/").text
    assert page.count("?who=") == 4
    assert "รัชดา" not in page


def test_a_session_on_a_shared_machine_ends_with_its_day(shared: Browser) -> None:
    session = shared.client.session
    session["day"] = (timezone.localdate() - timedelta(days=1)).isoformat()
    session.save()
    answer = shared.get("/org/")
    assert answer.location.startswith("/accounts/login/?locked=1")
    assert "_auth_user_id" not in shared.client.session
