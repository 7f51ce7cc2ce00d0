"""100,000 letters, 1,000,000 deliveries: how quick register, inbox and wall are, how heavy, and how many a second."""

import asyncio
import contextlib
import gzip
import hashlib
import json
import os
import re
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import psycopg

from bench.kit import (
    Figure,
    Hub,
    Options,
    PostgresMissingError,
    Result,
    Spread,
    at_least,
    at_most,
    exactly,
    missing,
    reported,
    spread,
)
from bench.kit.hubs import ROOT, SERVER, _environment
from bench.kit.serving import served

LETTERS, SCHOOLS = 100_000, 66
PEER = "Kolibri 0.19.5 on such a machine: 39 pages/s of its sign-in shell, 255/s of a small JSON"
KEPT = ROOT / "var" / "bench"
BEGIN = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


# ---- the parent: databases that are kept, a server, requests ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """One page that is measured, and whose session asks for it."""

    name: str
    who: str
    path: str


def run(options: Options) -> Result:
    result, engines = Result("letters", ""), []
    for opened in options.engines(kept_sqlite, kept_postgresql):
        try:
            with opened(options.scaled(LETTERS)) as hub, opened(options.scaled(LETTERS) // 100) as little:
                engines.append(hub.engine)
                result.figures += _measure(hub, little, options)
        except PostgresMissingError as error:
            result.figures.append(missing("PostgreSQL: inbox p95", "ms", "< 100", str(error)))
    result.engine = ", ".join(engines)
    result.notes = [
        "milliseconds from the first byte sent to the last byte read on loopback, signed in, granian with 2 workers",
        f"filled databases are kept in {KEPT} (and on the PostgreSQL server) for the next run",
    ]
    return result


def _measure(hub: Hub, little: Hub, options: Options) -> list[Figure]:
    name, facts = hub.engine.partition(" ")[0], json.loads(hub.run("bench.letters", "facts"))
    figures = [
        reported(f"{name}: letters", facts["letters"], "letters"),
        reported(f"{name}: deliveries", facts["deliveries"], "deliveries"),
        reported(f"{name}: of them at the school that is measured", facts["inbox"], "deliveries"),
    ]
    for each in (hub, little):
        each.run("khet", "collectstatic", "--no-input", "-v0")
    many, few = (json.loads(each.run("bench.letters", "queries")) for each in (hub, little))
    for page, count in many.items():
        beside = f"{few[page]} with a hundredth of the letters"
        figures.append(exactly(f"{name}: queries of {page}", count, few[page], "queries", beside))
    with served(hub) as port:
        cookies = json.loads(hub.run("bench.letters", "cookies"))
        times = 40 if options.quick else 300
        for page in (Page(**each) for each in facts["pages"]):
            for connections in (1, 2):
                found = spread(asyncio.run(_ask(port, page.path, cookies[page.who], connections, times)))
                label = f"{name}: {page.name}, {connections} connection{'s'[: connections - 1]}"
                figures.append(_within(label, found))
        inbox, home = (next(Page(**each) for each in facts["pages"] if each["name"] == n) for n in ("inbox", "home"))
        rates = {
            page.name: _load(port, page.path, cookies[page.who], 16, 4.0 if options.quick else 15.0)
            for page in (inbox, home)
        }
        figures.append(at_least(f"{name}: signed-in inbox, 16 connections", rates["inbox"], 150, "pages/s", PEER))
        figures.append(reported(f"{name}: home with all its panels, 16 connections", rates["home"], "pages/s"))
        if name == "SQLite":
            figures += _weights(port, home.path, cookies[home.who])
    return figures


def _within(label: str, found: Spread) -> Figure:
    return at_most(f"{label}: p95", found.p95, 100, "ms", f"median {found.p50:.1f}, longest {found.longest:.1f}")


async def _ask(port: int, path: str, cookie: str, connections: int, times: int) -> list[float]:
    """Milliseconds of each answer, on connections that are kept open; the first few are not counted."""

    async def one() -> list[float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        found = []
        for turn in range(times // connections + 5):
            started = time.perf_counter()
            await _get(reader, writer, path, cookie)
            if turn >= 5:
                found.append((time.perf_counter() - started) * 1000)
        writer.close()
        return found

    parts = await asyncio.gather(*(one() for _ in range(connections)))
    return [value for part in parts for value in part]


def _load(port: int, path: str, cookie: str, connections: int, seconds: float) -> float:
    """Pages a second while so many connections ask one after the other.

    Sockets and a selector, as every moment spent here is taken from the server on the same cores; each answer is still
    read to its last byte, and one that is not 200 ends the bench.
    """
    asked = _request(path, cookie)
    with selectors.DefaultSelector() as ready, contextlib.ExitStack() as stack:
        for _ in range(connections):
            door = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            ready.register(door, selectors.EVENT_READ, bytearray())
            door.sendall(asked)
        done, started = 0, time.perf_counter()
        while (now := time.perf_counter()) - started < seconds:
            for key, _ in ready.select(1.0):
                door, heard = cast("socket.socket", key.fileobj), key.data
                heard += door.recv(1 << 18)
                if _whole(heard, path):
                    done += 1
                    heard.clear()
                    door.sendall(asked)
        return done / (now - started)


def _request(path: str, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nAccept-Encoding: gzip\r\n\r\n".encode()


def _whole(heard: bytearray, path: str) -> bool:
    """Whether the answer has arrived to its end. Raises RuntimeError when it is not 200."""
    head, mark, body = heard.partition(b"\r\n\r\n")
    if not mark:
        return False
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{path}: {head.splitlines()[0].decode()}")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    if length:
        return len(body) >= int(length[1])
    while body:
        size, mark, body = body.partition(b"\r\n")
        if not mark or len(body) < int(size, 16) + 2:
            return False
        if not int(size, 16):
            return True
        body = body[int(size, 16) + 2 :]
    return False


async def _get(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, cookie: str) -> bytes:
    writer.write(_request(path, cookie))
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{path}: {head.splitlines()[0].decode()}")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    if length:
        return await reader.readexactly(int(length[1]))
    body = b""
    while size := int((await reader.readuntil(b"\r\n"))[:-2], 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return body


def _weights(port: int, path: str, cookie: str) -> list[Figure]:
    """Compressed bytes of a first view (page, styles, scripts, pictures, fonts) and of a later one (the page)."""
    base = f"http://127.0.0.1:{port}"
    html, page = _fetch(base + path, cookie)
    links = re.findall(r'<(?:link[^>]+(?:stylesheet|preload|icon)[^>]+href|script[^>]+src|img[^>]+src)="([^"]+)"', html)
    links += [each.partition("#")[0] for each in re.findall(r'<use[^>]+href="([^"]+)"', html)]
    parts, fonts = {}, set()
    for link in dict.fromkeys(each for each in links if each.startswith("/")):
        text, parts[link] = _fetch(base + link, cookie)
        if ".css" in link:
            fonts |= {(link, url) for url in re.findall(r"url\([\"']?([^\"')]+\.woff2)", text)}
    for sheet, url in sorted(fonts):
        link = urllib.parse.urljoin(sheet, url)
        parts.setdefault(link, _fetch(base + link, cookie)[1])
    told = ", ".join(f"{Path(link).name.split('.')[0]} {size / 1000:.1f}" for link, size in parts.items())
    return [
        at_most("first view of the home, all files", (page + sum(parts.values())) / 1000, 80, "KB", told),
        at_most("later view of the home", page / 1000, 15, "KB"),
    ]


def _fetch(url: str, cookie: str) -> tuple[str, int]:
    """The text (of a compressed answer too), and how many bytes came over the wire."""
    request = urllib.request.Request(url, headers={"Cookie": cookie, "Accept-Encoding": "br, gzip"})
    with urllib.request.urlopen(request) as answer:
        raw = answer.read()
        how = answer.headers.get("Content-Encoding", "")
    if how == "br":
        plain = urllib.request.Request(url, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        with urllib.request.urlopen(plain) as answer:
            body = answer.read()
            how = answer.headers.get("Content-Encoding", "")
    else:
        body = raw
    return (gzip.decompress(body) if how == "gzip" else body).decode("utf-8", "replace"), len(raw)


def _fingerprint() -> str:
    """Changes with the tables and with what is filled in."""
    filling = Path(__file__).read_text().partition("\n# ---- what is filled in")[2].partition("\n# ---- ")[0]
    digest = hashlib.sha256(filling.encode())
    for path in sorted((ROOT / "src").glob("khet/*/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


@contextmanager
def kept_sqlite(letters: int) -> Iterator[Hub]:
    """A filled database file: kept, and copied for each run."""
    import sqlite3

    KEPT.mkdir(parents=True, exist_ok=True)
    mark = _fingerprint()
    for old in KEPT.glob("letters-*.sqlite3*"):
        if mark not in old.name:
            old.unlink()
    people, kept = (KEPT / f"letters-{what}-{mark}.sqlite3" for what in ("people", letters))
    with tempfile.TemporaryDirectory(prefix="khet-bench-", dir=os.environ.get("KHET_BENCH_DIR")) as folder:
        home = Path(folder)
        file, url = home / "khet.sqlite3", f"sqlite:///{home / 'khet.sqlite3'}"
        hub = Hub(f"SQLite {sqlite3.sqlite_version}", home, url, _environment(home, url))

        def keep(target: Path) -> None:
            sqlite3.connect(file).execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(file, target.with_suffix(".part"))
            target.with_suffix(".part").rename(target)

        if kept.exists():
            shutil.copy(kept, file)
        else:
            if people.exists():
                shutil.copy(people, file)
            else:
                hub.migrate()
                hub.run("bench.letters", "people")
                keep(people)
            hub.run("bench.letters", "fill", letters, timeout=1800)
            keep(kept)
        yield hub


@contextmanager
def kept_postgresql(letters: int) -> Iterator[Hub]:
    """A filled database on the server: kept for the next run, those of older tables dropped."""
    server = os.environ.get("KHET_BENCH_PG") or SERVER
    try:
        connection = psycopg.connect(server, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        raise PostgresMissingError("no PostgreSQL here; set KHET_BENCH_PG=postgresql://…") from error
    mark = _fingerprint()
    people, name = (f"khet_kept_{what}_{mark}" for what in ("people", letters))
    with connection, tempfile.TemporaryDirectory(prefix="khet-bench-") as folder:
        version = connection.info.server_version
        engine = f"PostgreSQL {version // 10000}.{version % 10000}"
        names = {
            row[0] for row in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'khet_kept_%'")
        }
        for old in names:
            if mark not in old:
                connection.execute(f'DROP DATABASE "{old}" WITH (FORCE)')

        def hub_of(database: str) -> Hub:
            url = f"{server.rpartition('/')[0]}/{database}"
            return Hub(engine, Path(folder), url, _environment(Path(folder), url))

        def make(database: str, like: str, *steps: Callable[[Hub], object]) -> None:
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{like}"')
            try:
                for step in steps:
                    step(hub_of(database))
            except subprocess.CalledProcessError:
                connection.execute(f'DROP DATABASE "{database}" WITH (FORCE)')
                raise

        if name not in names:
            if people not in names:
                make(people, "template1", Hub.migrate, lambda hub: hub.run("bench.letters", "people"))
            make(name, people, lambda hub: hub.run("bench.letters", "fill", letters, timeout=1800))
        yield hub_of(name)


# ---- what is filled in (a change here makes the kept databases anew) ---------------------------------------------


def people() -> None:
    """The area and its people, without the month of letters and the years of rounds."""
    from khet.seed import demo, rounds
    from khet.seed import letters as month

    month.load = rounds.load = lambda **given: None
    demo.load(say=lambda text: None)


def fill(letters: int) -> None:
    """Letters in the shares of an area office.

    15 % circulars to all schools, 10 % received from outside, the rest the office's and the schools' own.
    """
    from django.db import connection, transaction

    with transaction.atomic():
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA cache_size = -400000")
        _Filler(letters).run()
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")  # as its autovacuum does; nothing does so for SQLite


class _Filler:
    """Rows in bulk: one template per table, and what differs from row to row."""

    def __init__(self, letters: int) -> None:
        from khet.org.models import Account, Unit
        from khet.org.reads.actors import actor_of

        self.circulars, self.outside = letters * 15 // 100, letters // 10
        self.total = letters
        self.office = Unit.objects.get(kind="office")
        self.schools = list(Unit.objects.filter(kind="school").order_by("order").values_list("pk", flat=True))
        self.clerk = actor_of(Account.objects.get(username="clerk"))
        self.officer = actor_of(Account.objects.get(username="officer"))
        self.open = min(120, self.circulars // 3)
        self.asked = min(1000, self.circulars)

    def run(self) -> None:
        from khet.saraban.models import DeskSetting

        DeskSetting.objects.create(desk=self.office, letter_prefix="ศธ 04999")
        self._letters()
        self._deliveries()
        self._entries()
        self._items()

    def at(self, place: int) -> datetime:
        return BEGIN + timedelta(seconds=place * 25_000_000 // self.total)

    def _letters(self) -> None:
        from khet.saraban.models import Letter

        base = Letter(
            desk=self.office,
            unit_id=self.officer.unit_id or 0,
            to_text="ผู้อำนวยการโรงเรียนในสังกัดทุกโรงเรียน",
            body="ด้วยมีราชการที่ต้องดำเนินการ\n\nขอให้ดำเนินการตามที่เห็นสมควร\n\nจึงเรียนมาเพื่อโปรดพิจารณา" * 4,
            from_text=self.office.name,
            drafted_by_id=self.officer.person_id,
            drafted_name=self.officer.person_name,
            signed_name="ผู้ลงนาม",
            content_hash="0" * 64,
            synthetic=True,
        )
        names = "id kind origin state desk_id unit_id subject letter_no search_no dated circular created_at updated_at"
        pour(base, f"{names} issued_at dispatched_at delivery_count".split(), self._letter_rows())

    def _letter_rows(self) -> Iterator[tuple[Any, ...]]:
        kinds = ("external", "memo", "order", "external", "certificate")
        for place in range(self.total):
            at, circular = self.at(place), place < self.circulars
            outside = self.circulars <= place < self.circulars + self.outside
            number = f"ศธ 04999/{'ว' if circular else ''}{place + 1}"
            desk = self.office.pk if place % 3 or circular or outside else self.schools[place % SCHOOLS]
            yield (
                place + 1,
                "external" if circular or outside else kinds[place % 5],
                "outside" if outside else "own",
                "received" if outside else "dispatched" if circular else "ready",
                desk,
                self.officer.unit_id if desk == self.office.pk else desk,
                f"การดำเนินงานตามนโยบายและแผนปฏิบัติการ เรื่องที่ {place + 1}",
                number,
                number.replace(" ", ""),
                at.date(),
                circular,
                at,
                at,
                at,
                at if circular else None,
                SCHOOLS if circular else 0,
            )

    def _deliveries(self) -> None:
        from khet.saraban.models import Delivery

        base = Delivery(from_desk=self.office, opened_name="ผู้เปิด", synthetic=True)
        names = (
            "id letter_id unit_id desk_id holder_unit_id stage arrived_at opened_at registered_at closed_at held_since"
        )
        pour(base, names.split(), self._delivery_rows())

    def _delivery_rows(self) -> Iterator[tuple[Any, ...]]:
        pk = 0
        for place in range(self.circulars + self.outside):
            to = self.schools if place < self.circulars else [self.office.pk]
            at, fresh = self.at(place), self.circulars - self.open <= place < self.circulars
            stage = "arrived" if fresh else "registered" if place % 7 == 0 else "closed"
            later = None if fresh else at + timedelta(minutes=30)
            for unit in to:
                pk += 1
                closed = later if stage == "closed" else None
                yield pk, place + 1, unit, unit, unit, stage, at, later, later, closed, at

    def _entries(self) -> None:
        """Sent and received registers of the office and of every school."""
        from khet.saraban.models import RegisterEntry

        base = RegisterEntry(
            year_be=2569, from_text=self.office.name, to_text="ผู้อำนวยการ", registered_name="ธุรการ", synthetic=True
        )
        names = "desk_id book series number letter_id delivery_id unit_id letter_no search_no dated subject"
        pour(base, f"{names} registered_on registered_at".split(), self._entry_rows())

    def _entry_rows(self) -> Iterator[tuple[Any, ...]]:
        delivery, counts = 0, dict.fromkeys([self.office.pk, *self.schools], 0)
        for place in range(self.total):
            at, number = self.at(place), f"ศธ 04999/{place + 1}"
            subject = f"การดำเนินงานตามนโยบายและแผนปฏิบัติการ เรื่องที่ {place + 1}"
            shared = (number, number.replace(" ", ""), at.date(), subject, at.date(), at)
            if place < self.circulars or place >= self.circulars + self.outside:
                desk = self.office.pk if place % 3 or place < self.circulars else self.schools[place % SCHOOLS]
                series = "ว" if place < self.circulars else ""
                yield desk, "sent", series, place + 1, place + 1, None, desk, *shared
            if place >= self.circulars + self.outside:
                continue
            for unit in self.schools if place < self.circulars else [self.office.pk]:
                delivery += 1
                if self.circulars - self.open <= place < self.circulars:
                    continue
                counts[unit] += 1
                yield unit, "received", "", counts[unit], place + 1, delivery, unit, *shared

    def _items(self) -> None:
        """ลงรับ for every delivery, and an answer owed on the last thousand circulars."""
        from khet.work.models import Ask, WorkItem

        first = self.circulars - self.asked
        day = self.at(self.circulars) + timedelta(days=3)
        Ask.objects.bulk_create(
            Ask(
                id=place + 1,
                basis_kind="saraban.letter",
                basis_id=place + 1,
                kind="saraban.reply",
                label="ตอบภายในกำหนด",
                due_at=day,
            )
            for place in range(first, self.circulars)
        )
        base = WorkItem(
            subject_kind="saraban.delivery",
            asked_by_unit_id=self.officer.unit_id,
            asked_by_person_id=self.officer.person_id,
            synthetic=True,
        )
        names = "kind subject_id basis_kind basis_id ask_id label asked_unit_id opened_at due_at sort_at state waiting"
        pour(base, f"{names} answered_at closed_at".split(), self._item_rows(first, day))

    def _item_rows(self, first: int, day: datetime) -> Iterator[tuple[Any, ...]]:
        from khet.work.models.items import NO_DUE

        delivery = 0
        for place in range(self.circulars):
            at, fresh = self.at(place), place >= self.circulars - self.open
            label = f"การดำเนินงานตามนโยบายและแผนปฏิบัติการ เรื่องที่ {place + 1}"
            done = None if fresh else at + timedelta(hours=1)
            state = "open" if fresh else "closed"
            for turn, unit in enumerate(self.schools):
                delivery += 1
                common = (label, unit, at)
                basis = ("saraban.letter", place + 1)
                yield (
                    "saraban.register",
                    delivery,
                    *basis,
                    None,
                    *common,
                    None,
                    done or NO_DUE,
                    state,
                    fresh,
                    done,
                    done,
                )
                if place >= first:
                    owed = fresh and (turn + place) % 2 == 0
                    answered = None if owed else at + timedelta(hours=2)
                    yield (
                        "saraban.reply",
                        delivery,
                        *basis,
                        place + 1,
                        *common,
                        day,
                        day if owed else answered,
                        "open" if owed else "answered",
                        owed,
                        answered,
                        None,
                    )


def pour(base: Any, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Many rows of one table: those columns as given, the others as the base has them."""
    from django.db import connection

    fields = [f for f in base._meta.concrete_fields if f.attname in names or not f.primary_key]
    values = [f.get_db_prep_save(getattr(base, f.attname), connection) for f in fields]
    places = [next(i for i, f in enumerate(fields) if f.attname == name) for name in names]
    columns = ", ".join(connection.ops.quote_name(f.column) for f in fields)
    table = connection.ops.quote_name(base._meta.db_table)
    sqlite = connection.vendor == "sqlite"

    def whole() -> Iterator[tuple[Any, ...]]:
        row = list(values)
        for given in rows:
            for place, value in zip(places, given, strict=True):
                row[place] = _plain(value) if sqlite else value
            yield tuple(row)

    connection.ensure_connection()
    if sqlite:
        marks = ", ".join("?" * len(fields))
        connection.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", whole())
        return
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in whole():
            copy.write_row(row)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if hasattr(value, "isoformat") else value


# ---- the children: facts, queries, sessions, the server ---------------------------------------------------------

PAGES = (
    ("inbox", "s01-clerk", "/work/"),
    ("home", "s01-clerk", "/"),
    ("letters in", "s01-clerk", "/letters/in/"),
    ("register", "s01-clerk", "/letters/registers/received/"),
    ("office's register", "clerk", "/letters/registers/sent/"),
    ("wall", "officer", "/work/wall/saraban.letter/{letter}/"),
)


def _pages() -> list[dict[str, str]]:
    from khet.saraban.models import Letter

    letter = Letter.objects.filter(circular=True).order_by("-pk").values_list("pk", flat=True)[:1].get()
    return [{"name": name, "who": who, "path": path.format(letter=letter)} for name, who, path in PAGES]


def facts() -> str:
    from khet.org.models import Account
    from khet.saraban.models import Delivery, Letter

    school = Account.objects.values_list("person__home_desk", flat=True).get(username="s01-clerk")
    return json.dumps(
        {
            "letters": Letter.objects.count(),
            "deliveries": Delivery.objects.count(),
            "inbox": Delivery.objects.filter(desk_id=school).count(),
            "pages": _pages(),
        }
    )


def _client(who: str) -> Any:
    from django.test import Client

    from khet.org.models import Account

    client = Client(SERVER_NAME="127.0.0.1")
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(Account.objects.get(username=who), backend=backend)
    return client


def queries() -> str:
    """How many statements each page asks of the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = {}
    for page in _pages():
        client = _client(page["who"])
        client.get(page["path"])
        with CaptureQueriesContext(connection) as asked:
            if client.get(page["path"]).status_code != 200:
                raise RuntimeError(f"{page['path']} did not answer")
        found[page["name"]] = len(asked)
    return json.dumps(found)


def cookies() -> str:
    return json.dumps({who: f"khet={_client(who).cookies['khet'].value}" for who in {each[1] for each in PAGES}})


if __name__ == "__main__":
    verb, *given = sys.argv[1:]
    if verb == "serve":
        import django

        django.setup()
        from khet.hosting import roles

        roles.web("127.0.0.1", int(given[0]))
    else:
        import django

        django.setup()
        if verb == "people":
            people()
        elif verb == "fill":
            fill(int(given[0]))
        else:
            sys.stdout.write({"facts": facts, "queries": queries, "cookies": cookies}[verb]())
