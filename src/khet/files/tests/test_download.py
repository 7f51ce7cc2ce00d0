"""Opening a file through its address: who may, which part, and never as a page that can act."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from khet.audit.models import Entry
from khet.files import storage
from khet.files.models import StoredFile
from khet.files.services import derive, discard, store
from khet.files.tests import samples
from khet.files.tests.desk import DESK, an_actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref

pytestmark = pytest.mark.django_db
Visitor = Callable[..., Client]
TEXT = "กขคง" * 5000
NAME = "ประกาศ ผลสอบ.txt"


def a_text(**more: object) -> StoredFile:
    return store(actor=an_actor(1), content=TEXT.encode(), name=NAME, owner=DESK, **more)  # type: ignore[arg-type]


def _body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_a_reader_of_the_owner_gets_the_bytes(visitor: Visitor) -> None:
    stored = a_text()
    response = visitor(1).get(stored.url, headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200
    assert _body(response) == TEXT.encode()
    assert response["Content-Length"] == str(stored.size)
    assert response["ETag"] == f'"{stored.sha256}"'
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]


def test_everybody_else_finds_nothing(visitor: Visitor) -> None:
    stored = a_text()
    assert visitor(3).get(stored.url).status_code == 404
    assert visitor(1).get("/files/nosuchfile/a.pdf").status_code == 404
    for url in (stored.url, "/files/nosuchfile/a.pdf"):
        assert visitor(None).get(url)["Location"].startswith("/enter/?next=")


def test_a_kind_nobody_answers_for_is_closed(visitor: Visitor) -> None:
    stored = store(actor=an_actor(1), content=samples.PNG, name="a.png", owner=Ref("files.nobody", 1))
    assert visitor(1).get(stored.url).status_code == 404


def test_a_discarded_file_is_gone(visitor: Visitor) -> None:
    stored = a_text()
    discard(stored, actor=an_actor(1), reason="x")
    assert visitor(1).get(stored.url).status_code == 404


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-9", 0, 10), ("bytes=10-", 10, None), ("bytes=-7", -7, None), ("bytes=5-999999999", 5, None)],
)
def test_a_part_of_a_file(visitor: Visitor, asked: str, start: int, end: int | None) -> None:
    stored = a_text()
    response = visitor(1).get(stored.url, headers={"Range": asked})
    wanted = TEXT.encode()[start:end]
    assert response.status_code == 206
    assert _body(response) == wanted
    first = start % stored.size
    assert response["Content-Range"] == f"bytes {first}-{first + len(wanted) - 1}/{stored.size}"
    assert response["Content-Length"] == str(len(wanted))


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=9-2", "lines=1-2", "bytes=-", "bytes=a-b"])
def test_several_parts_or_nonsense_get_the_whole(visitor: Visitor, asked: str) -> None:
    response = visitor(1).get(a_text().url, headers={"Range": asked})
    assert response.status_code == 200
    assert _body(response) == TEXT.encode()


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=-0"])
def test_a_part_beyond_the_end_is_refused(visitor: Visitor, asked: str) -> None:
    stored = a_text()
    response = visitor(1).get(stored.url, headers={"Range": asked})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{stored.size}"


def test_a_part_of_other_bytes_becomes_the_whole(visitor: Visitor) -> None:
    stored = a_text()
    again = {"Range": "bytes=0-1", "If-Range": f'"{stored.sha256}"'}
    assert visitor(1).get(stored.url, headers=again).status_code == 206
    assert visitor(1).get(stored.url, headers={**again, "If-Range": '"old"'}).status_code == 200


def test_who_has_the_bytes_is_not_sent_them_again(visitor: Visitor) -> None:
    stored = a_text()
    assert visitor(1).get(stored.url, headers={"If-None-Match": f'W/"{stored.sha256}"'}).status_code == 304
    assert visitor(3).get(stored.url, headers={"If-None-Match": f'W/"{stored.sha256}"'}).status_code == 404


def test_the_thai_name_travels_in_both_forms(visitor: Visitor) -> None:
    said = visitor(1).get(a_text().url)["Content-Disposition"]
    assert said.startswith('attachment; filename="')
    assert said.endswith(f"filename*=UTF-8''{quote(NAME)}")
    assert said.isascii()


@pytest.mark.parametrize(
    ("content", "name", "way"),
    [
        (samples.a_pdf(), "a.pdf", "inline"),
        (samples.PNG, "a.png", "inline"),
        (samples.JPEG, "a.jpg", "inline"),
        (samples.an_office_file(), "a.docx", "attachment"),
        (b"<script>alert(1)</script>", "a.txt", "attachment"),
    ],
)
def test_only_pages_and_pictures_are_shown_and_nothing_can_act(
    visitor: Visitor, content: bytes, name: str, way: str
) -> None:
    stored = store(actor=an_actor(1), content=content, name=name, owner=DESK)
    response = visitor(1).get(stored.url)
    assert response["Content-Disposition"].startswith(way)
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert visitor(1).get(stored.url + "?download")["Content-Disposition"].startswith("attachment")


def test_head_tells_the_size_and_sends_nothing(visitor: Visitor) -> None:
    stored = a_text()
    response = visitor(1).head(stored.url)
    assert (response.status_code, response["Content-Length"], response.content) == (200, str(stored.size), b"")


def _looks() -> int:
    return Entry.objects.filter(action="files.opened").count()


def test_opening_a_restricted_file_is_on_the_trail_once_a_sitting(visitor: Visitor) -> None:
    stored = a_text(restricted=True)
    browser = visitor(1)
    browser.head(stored.url)
    assert _looks() == 0
    response = browser.get(stored.url, headers={"Range": "bytes=100-200"})
    assert response["Cache-Control"] == "private, no-store"
    browser.get(stored.url, headers={"If-None-Match": f'"{stored.sha256}"'})
    assert _looks() == 1
    visitor(2).get(stored.url)
    assert _looks() == 2
    entry = Entry.objects.filter(action="files.opened").order_by("pk").first()
    assert entry is not None
    assert (entry.target_kind, entry.target_id, entry.account_id) == ("files.storedfile", stored.pk, 1)


def test_a_restricted_file_kept_by_the_browser_is_sent_and_noted_anew(visitor: Visitor) -> None:
    stored = a_text(restricted=True)
    response = visitor(1).get(stored.url, headers={"If-None-Match": f'"{stored.sha256}"'})
    assert response.status_code == 200
    assert _looks() == 1


def test_an_open_file_leaves_no_trail_and_a_refused_look_neither(visitor: Visitor) -> None:
    visitor(1).get(a_text().url)
    visitor(3).get(a_text(restricted=True).url)
    assert _looks() == 0


def test_a_picture_of_a_page_stands_under_the_same_rule(visitor: Visitor) -> None:
    stored = store(actor=an_actor(1), content=samples.a_pdf(), name="a.pdf", owner=DESK, restricted=True)
    derive(stored, "page-1.png", samples.PNG, mime="image/png")
    response = visitor(1).get(stored.derivative_url("page-1.png"))
    assert _body(response) == samples.PNG
    assert response["Content-Type"] == "image/png"
    assert _looks() == 1
    assert visitor(1).get(stored.derivative_url("text")).status_code == 404
    assert visitor(3).get(stored.derivative_url("page-1.png")).status_code == 404


def test_missing_bytes_are_told_not_half_sent(visitor: Visitor) -> None:
    stored = a_text()
    storage.disk().path(stored.sha256).unlink()
    with pytest.raises(Refused, match="khet files check"):
        visitor(1).get(stored.url)


def test_only_reading_is_possible_at_the_address_of_a_file(visitor: Visitor) -> None:
    assert visitor(1).post(a_text().url).status_code == 405
