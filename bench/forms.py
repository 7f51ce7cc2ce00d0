"""66 schools × 200 cells by 60 clerks at once, two in a form: how quick a save is, and how many cells get lost."""

import asyncio
import json
import random
import re
import secrets
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from bench.kit import (
    Hub,
    Options,
    PostgresMissingError,
    Result,
    at_most,
    exactly,
    missing,
    postgresql_hub,
    reported,
    spread,
    sqlite_hub,
)
from bench.kit.figures import Figure
from bench.kit.serving import served

SCHOOLS, CLERKS, CELLS = 66, 60, 200
PAUSE = 1.5  # seconds between two saves of a clerk who goes on typing
AT_ONCE = 5  # cells typed in such a pause
SHARED = 10  # cells in the middle of a form that both of its clerks fill in


# ---- the parent: databases, a server, clerks -----------------------------------------------------------------------


def run(options: Options) -> Result:
    result, engines = Result("forms", ""), []
    for opened in options.engines(sqlite_hub, postgresql_hub):
        try:
            with opened() as hub:
                engines.append(hub.engine)
                result.figures += _measure(hub, options)
        except PostgresMissingError as error:
            result.figures.append(missing("PostgreSQL: a save, p95", "ms", "< 300", str(error)))
    result.engine = ", ".join(engines)
    result.notes = [
        f"each clerk saves {AT_ONCE} changed cells about every {PAUSE} s over HTTP, on the house's own granian workers;"
        " the answer holds checks, computed cells and what others changed",
        f"two clerks fill one form, {SHARED} cells are filled in by both: whoever owns a cell settles its conflict",
        "baseline: the very same saves, in the order in which they were answered, replayed on one JSON blob per form,"
        " read when the page is opened and written back whole (last writer wins)",
    ]
    return result


def _measure(hub: Hub, options: Options) -> list[Figure]:
    name = hub.engine.partition(" ")[0]
    hub.migrate()
    forms = options.scaled(SCHOOLS)
    told = json.loads(hub.run("bench.forms", "fill", forms))
    hub.run("khet", "collectstatic", "--no-input", "-v0")
    with served(hub) as port:
        load = Load(port, told, min(CLERKS, forms * 2))
        asyncio.run(load.run())
    kept = json.loads(hub.run("bench.forms", "values"))
    lost = sum(
        kept.get(form, {}).get(path) != value for form, cells in load.wanted.items() for path, value in cells.items()
    )
    saves = spread(load.saves)
    opened = spread(load.opened)
    blob = load.lost_in_blobs()
    return [
        reported(f"{name}: saves", len(load.saves), "saves", f"{load.conflicts} conflicts shown and settled"),
        at_most(f"{name}: a save, p95", saves.p95, 300, "ms", f"median {saves.p50:.0f}, longest {saves.longest:.0f}"),
        reported(f"{name}: a form of {CELLS} cells opened, p95", opened.p95, "ms", f"median {opened.p50:.0f}"),
        exactly(f"{name}: cells lost of {forms * CELLS:,}", lost, 0, "cells", f"{blob} lost with one blob per form"),
    ]


@dataclass(slots=True)
class Half:
    """What one clerk fills in of one form: cells of its own, and the middle that both fill in."""

    form: str
    own: dict[str, str]
    other: dict[str, str]


@dataclass(slots=True)
class Load:
    """All clerks, what they are to leave behind, and what happened."""

    port: int
    told: dict[str, Any]
    clerks: int
    saves: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    conflicts: int = 0
    wanted: dict[str, dict[str, str]] = field(default_factory=dict)
    story: list[tuple[float, str, int, dict[str, str]]] = field(default_factory=list)

    async def run(self) -> None:
        random.seed(66)
        work: asyncio.Queue[Half] = asyncio.Queue()
        for form, paths in self.told["forms"].items():
            for half in self._halves(form, paths):
                work.put_nowait(half)
        for form in [*self.told["forms"]][:1] * 8:  # each worker has read its templates once
            await Clerk(self, Half(form, {}, {}), self.told["cookies"][form][0]).look()
        async with asyncio.TaskGroup() as group:
            for number in range(self.clerks):
                group.create_task(self._clerk(number, work))

    def _halves(self, form: str, paths: list[str]) -> list[Half]:
        middle = len(paths) // 2
        values = {path: str(random.randint(0, 400)) for path in paths}
        self.wanted[form] = values
        first, second = paths[:middle], paths[middle:]
        overlap = SHARED // 2
        return [
            Half(form, {p: values[p] for p in first}, {p: str(random.randint(401, 800)) for p in second[:overlap]}),
            Half(form, {p: values[p] for p in second}, {p: str(random.randint(401, 800)) for p in first[-overlap:]}),
        ]

    async def _clerk(self, number: int, work: "asyncio.Queue[Half]") -> None:
        await asyncio.sleep(random.random() * PAUSE)
        while not work.empty():
            half = work.get_nowait()
            await Clerk(self, half, self.told["cookies"][half.form][number % 2]).fill()

    def lost_in_blobs(self) -> int:
        """The same saves on a blob per form: each clerk's page holds what stood there when it was opened."""
        blobs: dict[str, dict[str, str]] = {form: {} for form in self.wanted}
        pages: dict[int, dict[str, str]] = {}
        for _at, form, clerk, cells in sorted(self.story, key=lambda each: each[0]):
            page = pages.setdefault(clerk, dict(blobs[form]))
            page.update(cells)
            blobs[form] = dict(page)
        return sum(
            blobs[form].get(path) != value for form, cells in self.wanted.items() for path, value in cells.items()
        )


class Clerk:
    """One clerk at one half of a form, on a connection that is kept open."""

    def __init__(self, load: Load, half: Half, cookie: str) -> None:
        self.load, self.half, self.cookie = load, half, cookie
        self.versions: dict[str, int] = {}
        self.since = ""
        self.there: set[str] = set()  # cells of the other clerk that the page has shown meanwhile: left alone

    async def look(self) -> None:
        """The page alone."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.load.port)
        await self._ask("GET", f"/collect/given/{self.half.form}/")
        self.writer.close()

    async def fill(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.load.port)
        started = time.perf_counter()
        page = await self._ask("GET", f"/collect/given/{self.half.form}/")
        self.load.opened.append((time.perf_counter() - started) * 1000)
        self.load.story.append((time.perf_counter(), self.half.form, id(self), {}))
        for path, version in re.findall(rb'data-path="([^"]+)" data-version="(\d+)"', page):
            self.versions[path.decode()] = int(version)
        self.there = {path for path in self.half.other if self.versions.get(path)}
        cells = [*self.half.own.items(), *self.half.other.items()]
        random.shuffle(cells)
        for begin in range(0, len(cells), AT_ONCE):
            await asyncio.sleep(PAUSE * random.uniform(0.8, 1.2))
            await self._save({p: v for p, v in cells[begin : begin + AT_ONCE] if p not in self.there})
        self.writer.close()

    async def _save(self, cells: dict[str, str]) -> None:
        """Until all of one's own are in: a conflict in one's own cell is settled by one's own value."""
        while cells:
            body = {
                "key": secrets.token_hex(8),
                "since": self.since,
                "cells": [{"path": p, "value": v, "version": self.versions.get(p, 0)} for p, v in cells.items()],
            }
            started = time.perf_counter()
            told = json.loads(await self._ask("POST", f"/collect/given/{self.half.form}/cells/", json.dumps(body)))
            ended = time.perf_counter()
            self.load.saves.append((ended - started) * 1000)
            self.load.story.append((ended, self.half.form, id(self), {p: cells[p] for p in told["saved"]}))
            if told["refused"]:
                raise RuntimeError(f"refused: {told['refused'][:3]}")
            self.since = told["at"]
            self.versions |= {path: cell["version"] for path, cell in told["saved"].items()}
            news = [each for each in told["fresh"] if each["version"] > self.versions.get(each["path"], 0)]
            self.versions |= {cell["path"]: cell["version"] for cell in (*news, *told["conflicts"])}
            self.there |= {each["path"] for each in news if each["path"] in self.half.other}
            self.load.conflicts += len(told["conflicts"])
            cells = {c["path"]: c["mine"] for c in told["conflicts"] if c["path"] in self.half.own}
            cells |= {each["path"]: self.half.own[each["path"]] for each in news if each["path"] in self.half.own}

    async def _ask(self, verb: str, path: str, body: str = "") -> bytes:
        session, token = self.cookie.split(" ")
        head = [f"{verb} {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {session}; csrftoken={token}"]
        if body:
            head += [f"X-CSRFToken: {token}", "Content-Type: application/json", f"Content-Length: {len(body.encode())}"]
        self.writer.write("\r\n".join([*head, "", body]).encode())
        answer = await self.reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", answer, re.IGNORECASE)
        content = await self.reader.readexactly(int(length[1])) if length else await self._chunks()
        if not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{path}: {answer.splitlines()[0].decode()} {content[:300].decode(errors='replace')}")
        return content

    async def _chunks(self) -> bytes:
        body = b""
        while size := int((await self.reader.readuntil(b"\r\n"))[:-2], 16):
            body += (await self.reader.readexactly(size + 2))[:-2]
        await self.reader.readexactly(2)
        return body


# ---- the child: an area of 66 schools with two people each, and a round that is open --------------------------------


def fill(schools: int) -> str:
    from datetime import date

    from khet.collect.models import Submission
    from khet.collect.schema import slots
    from khet.collect.services import forms, rounds
    from khet.org.models import Account, LegalDuty
    from khet.org.reads.actors import actor_of
    from khet.org.tests import factories as make

    office = make.a_unit("office", "office", "สำนักงานเขตพื้นที่การศึกษา")
    LegalDuty.objects.get_or_create(code="ข", defaults={"order": 1, "text": "ข", "legal_basis": "-"})

    def somebody(unit: Any, role: str, name: str, *duties: str) -> Account:
        person = make.a_person(name, unit.code, desk=unit)
        make.an_appointment(person, make.a_post(unit, "เจ้าหน้าที่", role, *duties))
        return Account.objects.create(username=f"{unit.code}-{role}", person=person, password="!")

    officer = actor_of(somebody(office, "officer", "อร"))
    people = {}
    for number in range(schools):
        unit = make.a_unit(f"s{number:02}", "school", f"โรงเรียน {number}", parent=office)
        people[unit.pk] = [somebody(unit, "clerk", "มา", "registry"), somebody(unit, "officer", "มี")]
    schema = _schema()
    form = forms.make_form(actor=officer, about=forms.About("แบบ 200 ช่อง", duty_id="ข"), schema=schema)
    forms.publish(actor=officer, form=form)
    plan = rounds.Plan(form, "รอบวัด", 2569, date(2026, 6, 10), target={"all_schools": True})
    round_ = rounds.plan(actor=officer, plan=plan)
    rounds.open_alone(actor=officer, round_=round_)
    paths = [slot.path for slot in slots(schema) if slot.type != "computed"]
    assert len(paths) == CELLS
    given = {str(row.pk): row.unit_id for row in Submission.objects.filter(round=round_)}
    cookies = {form: [_cookie(account) for account in people[unit]] for form, unit in given.items()}
    return json.dumps({"forms": dict.fromkeys(given, paths), "cookies": cookies})


def _cookie(account: Any) -> str:
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return f"khet={client.cookies['khet'].value} {_get_new_csrf_string()}"


def _schema() -> Any:
    """80 fields with rules and sums, three tables of 20 × 2."""
    from khet.collect.schema import Check, Field, FieldType, Option, Schema, Section, Table

    def number(at: int) -> Field:
        checks = (Check(f"n{at} <= 800", "มากผิดปกติ"),) if at % 4 == 0 else ()
        return Field(f"n{at}", f"จำนวนที่ {at}", FieldType.INTEGER, lowest=0, checks=checks)

    sums = tuple(
        Field(f"s{at}", f"รวม {at}", FieldType.COMPUTED, compute=" + ".join(f"n{n}" for n in range(at, at + 10)))
        for at in range(0, 80, 10)
    )
    rows = tuple(Option(f"r{n}", f"ชั้น {n}") for n in range(20))
    sexes = (Option("m", "ชาย"), Option("f", "หญิง"))
    tables = tuple(Table(f"t{n}", f"ตาราง {n}", rows=rows, columns=sexes) for n in range(3))
    return Schema((Section("a", "จำนวน", (*(number(at) for at in range(80)), *sums)), Section("b", "ตาราง", tables)))


def values() -> str:
    from khet.collect.models import Cell

    found: dict[str, dict[str, str]] = {}
    for form, path, value in Cell.objects.values_list("submission_id", "path", "value"):
        found.setdefault(str(form), {})[path] = value
    return json.dumps(found)


if __name__ == "__main__":
    import django

    django.setup()
    verb, *given = sys.argv[1:]
    sys.stdout.write(fill(int(given[0])) if verb == "fill" else values())
