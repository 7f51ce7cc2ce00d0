"""What the tests reached and what it left: kept per process under KHET_VISITS, read by tools/visited.py afterwards.

A line is a JSON list [route, method, test, actions on the trail, tables written]; of posts only what succeeded.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from khet.audit.registry import actions

TRAIL = "audit_entry"
WRITE = re.compile(r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
READS = ("GET", "HEAD", "OPTIONS")
seen: set[str] = set()


@dataclass
class Left:
    """What one request wrote: entries of the trail by their action, and the tables of everything else."""

    entries: list[str] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)

    def note(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if found := WRITE.match(sql):
            table = found[1].lower()
            if table == TRAIL:
                self.entries.append(next((word for word in params if isinstance(word, str) and word in actions), "?"))
            else:
                self.tables.add(table)
        return execute(sql, params, many, context)


@contextmanager
def watched(request: HttpRequest) -> Iterator[Left]:
    left = Left()
    if request.method in READS:
        yield left
    else:
        with connection.execute_wrapper(left.note):
            yield left


def record(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware of the test run: an address counts as visited when a view answered without falling over."""

    def handle(request: HttpRequest) -> HttpResponse:
        with watched(request) as left:
            response = get_response(request)
        match = request.resolver_match
        if match is not None and response.status_code < 500:
            _keep(match.route, request, response, left)
        return response

    return handle


def _keep(route: str, request: HttpRequest, response: HttpResponse, left: Left) -> None:
    if request.method in READS:
        _write(route, "GET", "", [], [])
    elif response.status_code >= 400:
        _write(route, "no", "", [], [])
    else:
        test = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0]
        _write(route, request.method, test, left.entries, sorted(left.tables))


def _write(*told: object) -> None:
    """At once and only what is new: a process of the suite may be killed."""
    line = json.dumps(told)
    folder = os.environ.get("KHET_VISITS")
    if not folder or line in seen:
        return
    seen.add(line)
    Path(folder).mkdir(parents=True, exist_ok=True)
    with Path(folder, f"{os.getpid()}.txt").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
