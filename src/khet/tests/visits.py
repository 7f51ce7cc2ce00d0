"""Which addresses the tests reached: kept per process under KHET_VISITS, read by tools/visited.py after the suites."""

import atexit
import os
from collections.abc import Callable
from pathlib import Path

from django.http import HttpRequest, HttpResponse

seen: set[str] = set()


def record(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware of the test run: an address counts as visited when a view answered without falling over."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        if match is not None and response.status_code < 500:
            seen.add(match.route)
        return response

    return handle


def _write() -> None:
    folder = os.environ.get("KHET_VISITS")
    if folder and seen:
        path = Path(folder)
        path.mkdir(parents=True, exist_ok=True)
        (path / f"{os.getpid()}.txt").write_text("\n".join(sorted(seen)), encoding="utf-8")


atexit.register(_write)
