"""How long somebody at a page waits for the database before being told that it is busy.

A job may wait long for its turn; a person does not. What is counted is the waiting alone, over all the writes of one
request, so that a long upload that waited for nobody still gets its turn at its end.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Final

from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
REQUEST_SECONDS: Final = 4.0  # ten times the longest wait measured in the queue (ADR 005)
LEAST: Final = 0.05  # the last writes of a request still look once, such as keeping the session


class Patience:
    """What is left to wait, in seconds."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    @contextmanager
    def waiting(self) -> Iterator[float]:
        """Gives how long this wait may be, and takes off how long it was."""
        begun = monotonic()
        try:
            yield max(self.left, LEAST)
        finally:
            self.left -= monotonic() - begun


_patience: ContextVar[Patience | None] = ContextVar("khet.sqlite.patience", default=None)


def current() -> Patience | None:
    return _patience.get()


@contextmanager
def limited(seconds: float) -> Iterator[Patience]:
    """All writes inside wait so many seconds together."""
    token = _patience.set(Patience(seconds))
    try:
        yield _patience.get() or Patience(seconds)
    finally:
        _patience.reset(token)


def patient(get_response: Handler) -> Handler:
    """Middleware: a page view or a form waits REQUEST_SECONDS at most, then the page says that the hub is busy."""

    def handle(request: HttpRequest) -> HttpResponse:
        with limited(REQUEST_SECONDS):
            return get_response(request)

    return handle
