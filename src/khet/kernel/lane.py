"""How many pages of one process are worked out at once."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
WIDTH = 2
PATIENCE = 0.1
"""Seconds a page waits at most: behind two slow ones it goes ahead all the same."""


class Lane:
    """A WSGI application in front of another: two pages at a time, what is sent to us passes at once.

    Threads of a process take turns at one interpreter, and each turn costs; two keep it busy. The others are there for
    those whose file or form comes in over a weak line, which is waiting and no work.
    """

    def __init__(self, application: Application, *, width: int = WIDTH, patience: float = PATIENCE) -> None:
        self._application, self._patience = application, patience
        self._free = threading.BoundedSemaphore(width)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._application(environ, start_response)
        mine = self._free.acquire(timeout=self._patience)
        try:
            return self._application(environ, start_response)
        finally:
            if mine:
                self._free.release()
