"""What no honest browser sends: it is answered with a page, never with a fault."""

import errno
import shutil
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import OperationalError

from khet.kernel.ids import read_id, read_ids
from khet.org.tests.cast import Cast
from khet.saraban import services
from khet.saraban.models import OutsideSender
from khet.saraban.tests import factories as make
from khet.work.models import WorkItem

EVIL = ["a\0b", "9" * 30, "9" * 5000, "²", "-1", "💥", "nan_1", "1e999", "%_\\", "ก" * 2000]
ASKED = {
    "/work/": ("find", "after", "tab"),
    "/letters/in/": ("find", "after", "tab"),
    "/letters/out/": ("find", "after", "tab"),
    "/search/": ("q", "kind", "page", "unit", "year", "person", "first", "last"),
    "/search/suggest/": ("q",),
    "/letters/registers/sent/": ("find", "year", "unit", "show", "first", "after"),
    "/letters/receive/": ("part", "to_post", "dated"),
    "/letters/new/external/": ("template",),
    "/letters/numbers/gaps/": ("year",),
    "/letters/numbers/certificates/pdf/": ("first",),
    "/org/people/": ("find", "after"),
    "/notices/": ("after",),
    "/calendar/": ("calendar", "year"),
}


def test_a_number_of_a_row_is_short_and_made_of_plain_digits() -> None:
    assert [read_id(text) for text in ("7", "", "²", "-1", "9" * 19, "๗")] == [7, None, None, None, None, None]
    assert read_ids(["3", "x", "1"]) == [3, 1]


@pytest.mark.parametrize("url", ASKED)
def test_nothing_that_is_asked_of_a_list_breaks_it(cast: Cast, url: str) -> None:
    for name in ASKED[url]:
        for value in EVIL:
            assert cast.clerk.get(url, {name: value}).status < 500, (url, name, value[:20])


def test_an_id_too_large_for_the_database_is_not_there(cast: Cast) -> None:
    for url in (
        "/letters/{}/",
        "/letters/in/{}/",
        "/work/item/{}/",
        "/work/wall/saraban.letter/{}/",
        "/org/person/{}/",
    ):
        assert cast.clerk.get(url.format(10**30)).status == 404


def test_an_address_with_a_nul_leads_nowhere(cast: Cast) -> None:
    assert cast.clerk.get("/files/a%00b/c.pdf").status == 404


def test_nul_bytes_are_taken_out_of_what_was_typed(cast: Cast) -> None:
    sent = cast.clerk.post("/letters/receive/", from_text="มหา\0วิทยาลัย", subject="เชิญ\0ประชุม", once="k\0y")
    assert sent.status == 303
    assert OutsideSender.objects.get().name == "มหาวิทยาลัย"


def test_a_tap_with_a_nul_is_an_answer(cast: Cast) -> None:
    make.a_dispatched_letter(cast, asks=[make.ACKNOWLEDGE])
    item = WorkItem.objects.get(kind="saraban.acknowledge", asked_unit=cast.schools[0])
    assert cast.school_clerk.post(f"/work/item/{item.pk}/answer/", text="ทราบ\0แล้ว").status == 303
    item.refresh_from_db()
    assert item.result_text == "ทราบแล้ว"


@pytest.mark.parametrize("named", ["²", "9" * 5000])
def test_a_post_that_cannot_be_one_is_no_post(cast: Cast, named: str) -> None:
    typed: dict[str, Any] = {"as": named, "from_text": "มหาวิทยาลัย", "subject": "เชิญประชุม"}
    sent = cast.clerk.post("/letters/receive/", **typed)
    assert sent.status == 303


def test_a_script_that_acts_in_an_ended_post_is_refused_like_a_form(cast: Cast) -> None:
    response = cast.clerk.client.post("/letters/receive/", {}, HTTP_X_KHET_AS=str(cast.director.actor.appointment_id))
    assert response.status_code == 409
    assert response["X-Khet-Refused"] == "post_ended"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["signup/", "password/reset/", "password/set/", "login/code/"])
def test_doors_that_stay_shut_are_not_there(client: Any, address: str) -> None:
    assert client.get(f"/accounts/{address}").status_code == 404


def test_a_page_whose_session_cannot_be_written_says_that_the_house_is_busy(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_args: object, **_named: object) -> None:
        raise OperationalError("database is locked")

    cast.clerk.client.raise_request_exception = False
    cast.clerk.post("/letters/receive/", from_text="มหาวิทยาลัย", subject="เชิญประชุม")  # leaves a word in the session
    monkeypatch.setattr(Session, "save", locked)
    page = cast.clerk.get("/letters/in/")
    assert page.status == 503
    assert "ระบบกำลังทำงานหนัก" in page.text


FAULTS: list[tuple[Exception, str]] = [
    (OperationalError("database is locked"), "ระบบกำลังทำงานหนัก"),
    (OperationalError("database or disk is full"), "พื้นที่เก็บข้อมูลเต็ม"),
    (OSError(errno.ENOSPC, "No space left on device"), "พื้นที่เก็บข้อมูลเต็ม"),
]


@pytest.mark.parametrize(("fault", "words"), FAULTS)
def test_a_database_or_disk_that_gives_way_is_said_in_plain_words(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, fault: Exception, words: str
) -> None:
    def give_way(**_given: object) -> None:
        raise fault

    monkeypatch.setattr(services, "receive_outside", give_way)
    cast.clerk.client.raise_request_exception = False
    sent = cast.clerk.post("/letters/receive/", from_text="มหาวิทยาลัย", subject="เชิญประชุม", once="again")
    assert sent.status == 503
    assert words in sent.text
    assert str(fault) not in sent.text
    monkeypatch.undo()
    again = cast.clerk.post("/letters/receive/", from_text="มหาวิทยาลัย", subject="เชิญประชุม", once="again")
    assert again.status == 303


@pytest.mark.parametrize(("free", "words"), [(10**12, "ระบบกำลังทำงานหนัก"), (0, "พื้นที่เก็บข้อมูลเต็ม")])
def test_sign_in_with_a_full_disk_does_not_say_that_somebody_guesses_passwords(
    cast: Cast, client: Any, monkeypatch: pytest.MonkeyPatch, free: int, words: str
) -> None:
    """The counters of tries cannot be written, and allauth takes that for too many tries."""
    monkeypatch.setattr(cache, "add", lambda *_args, **_named: False)
    monkeypatch.setattr(cache, "set", lambda *_args, **_named: None)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))
    page = client.post("/accounts/login/", {"login": "clerk", "password": "correct horse 66 schools"})
    assert page.status_code == 503
    assert words in page.content.decode()
    assert "ลองถี่เกินไป" not in page.content.decode()
