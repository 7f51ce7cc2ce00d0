"""Real sockets: a line cut in the middle of a piece, and a server that is started anew."""

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house
from django.contrib.sessions.backends.db import SessionStore
from django.middleware.csrf import _get_new_csrf_string
from pytest_django.live_server_helper import LiveServer

from khet.files.services import claim, read_bytes
from khet.files.tests.desk import DESK, an_actor

pytestmark = pytest.mark.django_db(transaction=True)
CONTENT = b"".join(b"%06d\n" % line for line in range(100_000))


@contextmanager
def a_server() -> Iterator[str]:
    server = LiveServer("127.0.0.1")
    try:
        yield f"127.0.0.1:{server.thread.port}"
    finally:
        server.stop()


@pytest.fixture
def headers(db: Any) -> dict[str, str]:
    session = SessionStore()
    session["account"] = 1
    session.create()
    secret = _get_new_csrf_string()
    cookies = f"{house.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={secret}"
    return {"Cookie": cookies, "X-CSRFToken": secret}


def ask(server: str, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(server, timeout=10)
    connection.request(method, path, body=body, headers=headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def begin(server: str, headers: dict[str, str]) -> str:
    about = {**headers, "Upload-Length": str(len(CONTENT)), "Upload-Metadata": "filename YS50eHQ="}
    return str(ask(server, "POST", "/files/upload/", about).headers["Location"])


def have(server: str, path: str, headers: dict[str, str]) -> int:
    return int(str(ask(server, "HEAD", path, headers).headers["Upload-Offset"]))


def send(server: str, path: str, headers: dict[str, str], offset: int, piece: bytes) -> int:
    about = {**headers, "Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
    return ask(server, "PATCH", path, about, piece).status


def cut_in_the_middle(server: str, path: str, headers: dict[str, str], *, said: int, sent: bytes) -> None:
    """Promise so many bytes, send fewer, and hang up."""
    host, port = server.split(":")
    lines = [f"PATCH {path} HTTP/1.1", f"Host: {server}", *(f"{name}: {value}" for name, value in headers.items())]
    lines += ["Content-Type: application/offset+octet-stream", "Upload-Offset: 0", f"Content-Length: {said}", "", ""]
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall("\r\n".join(lines).encode() + sent)


def wait_for(server: str, path: str, headers: dict[str, str], offset: int) -> None:
    """The server notices the cut in its own time."""
    end = time.monotonic() + 10
    while have(server, path, headers) != offset:
        assert time.monotonic() < end, "what had arrived was not kept"


def test_a_cut_line_loses_at_most_its_piece_and_goes_on(headers: dict[str, str]) -> None:
    with a_server() as server:
        path = begin(server, headers)
        cut_in_the_middle(server, path, headers, said=len(CONTENT), sent=CONTENT[:300_000])
        wait_for(server, path, headers, 300_000)
        assert send(server, path, headers, 300_000, CONTENT[300_000:]) == 204
    stored = claim(actor=an_actor(1), token=Path(path).name, owner=DESK)
    assert read_bytes(stored) == CONTENT


def test_an_upload_goes_on_after_the_server_was_started_anew(headers: dict[str, str]) -> None:
    with a_server() as server:
        path = begin(server, headers)
        assert send(server, path, headers, 0, CONTENT[:250_000]) == 204
    with a_server() as server:
        assert have(server, path, headers) == 250_000
        assert send(server, path, headers, 250_000, CONTENT[250_000:]) == 204
    assert read_bytes(claim(actor=an_actor(1), token=Path(path).name, owner=DESK)) == CONTENT
