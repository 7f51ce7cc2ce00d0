"""A large index, 200,000 documents on SQLite and 1,000,000 on PostgreSQL: how quick it answers and is made, how big."""

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.kit import (
    Figure,
    Hub,
    Options,
    PostgresMissingError,
    Result,
    at_least,
    at_most,
    missing,
    postgresql_hub,
    reported,
    spread,
    sqlite_hub,
)
from bench.searching.texts import register, wiki
from bench.searching.watching import Watch

SQLITE, POSTGRESQL = 200_000, 1_000_000
ASKED, DESKS, DAYS = 200, 67, 2_400
LENGTHS = (0, 0, 0, 1, 1, 1, 2, 3, 5, 12)
"""Sentences of a document's body: most are a title alone or a few lines, some are pages."""
KIND = "bench.paper"


def run(options: Options) -> Result:
    result = Result("search --scale", "")
    for opened, count in ((sqlite_hub, SQLITE), (postgresql_hub, POSTGRESQL)):
        if opened is postgresql_hub and options.quick:
            continue
        try:
            with opened() as hub:
                result.engine += (", " if result.engine else "") + hub.engine
                hub.migrate()
                result.figures += _figures(hub, options.scaled(count))
        except PostgresMissingError as error:
            result.figures.append(missing("PostgreSQL: a query, p95", "ms", "<= 100", str(error)))
    result.notes = [
        "texts: sentences of the passages and of the register vocabulary, put together by chance (seed: the id)"
    ]
    return result


def _figures(hub: Hub, count: int) -> list[Figure]:
    path = hub.home / "scale.json"
    hub.run("bench.searching.scale", count, path, timeout=6 * 3600)
    said: dict[str, Any] = json.loads(path.read_text("utf-8"))
    together = float(hub.run("bench.searching.together", count, timeout=3600))
    name = f"{hub.engine.partition(' ')[0]}, {count:,} documents"
    by_clock = said["bytes"] / 1e6 / said["seconds"]
    (clock, by_kind), (core, core_by_kind) = _p95(said["took"], "clock"), _p95(said["took"], "core")
    return [
        at_most(f"{name}: a query, p95", clock, 100, "ms", f"p95 of {by_kind}"),
        reported(f"{name}: a query, p95 of processor time, the server's with it", core, "ms", f"p95 of {core_by_kind}"),
        at_most(f"{name}: a suggestion, p95", spread(said["suggested"]["clock"]).p95, 100, "ms"),
        at_least(f"{name}: indexed, per core", said["bytes"] / 1e6 / said["core_seconds"], 1, "MB/s"),
        reported(f"{name}: indexed, by the clock with {said['workers']} process(es)", by_clock, "MB/s"),
        reported(f"{name}: of the core seconds, the server's", said["server_seconds"], "s"),
        reported(f"{name}: the process(es) that built, at most together", said["building_mb"], "MB"),
        reported(f"{name}: text", said["bytes"] / 1e6, "MB"),
        reported(f"{name}: index with the text kept for snippets", said["index_bytes"] / 1e6, "MB"),
        at_most(f"{name}: parent, two processes that searched and one that indexed, together", together, 450, "MB"),
    ]


def _p95(took: dict[str, dict[str, list[float]]], which: str) -> tuple[float, str]:
    """Of all queries, and of each kind."""
    everything = [one for kind in took.values() for one in kind[which]]
    return spread(everything).p95, ", ".join(f"{kind} {spread(row[which]).p95:.0f}" for kind, row in took.items())


# ---- the child -----------------------------------------------------------------------------------------------------


class Papers:
    """Documents made from their numbers, so that none need be kept."""

    def __init__(self, document: Callable[..., Any], terms: frozenset[str]) -> None:
        self._document, self._terms = document, terms
        wikis = wiki()
        texts = (wikis.passages if wikis else []) + register().passages
        self.sentences = [part for text in texts for part in text.split(" ") if len(part) > 8]

    def read(self, ids: Sequence[int]) -> list[Any]:
        return [self._paper(pk) for pk in ids]

    def length(self, pk: int) -> int:
        """Bytes of title and body."""
        paper = self._paper(pk)
        return len(paper.title.encode()) + len(paper.body.encode())

    def _paper(self, pk: int) -> Any:
        chance = random.Random(pk)
        body = " ".join(chance.choice(self.sentences) for _ in range(4 * chance.choice(LENGTHS)))
        return self._document(
            id=pk,
            title=f"{chance.choice(self.sentences)[:60]} {chance.choice(self.sentences)[:30]}",
            body=body,
            numbers=(f"ศธ 04349/ว{pk}",),
            desk_id=pk % DESKS + 1,
            day=date(2020, 1, 1) + timedelta(days=pk * DAYS // POSTGRESQL),
            terms=self._terms,
        )

    def queries(self, count: int) -> dict[str, list[str]]:
        chance, terms = random.Random(1), [asked.text for asked in register().wholes]
        wikis = wiki()
        questions = [asked.text for asked in wikis.questions] if wikis else terms
        return {
            "one term": chance.sample(terms, min(ASKED, len(terms))),
            "two terms": [" ".join(chance.sample(terms, 2)) for _ in range(ASKED)],
            "questions": chance.sample(questions, min(ASKED, len(questions))),
            "numbers": [f"ศธ04349/ว{chance.randrange(1, count)}" for _ in range(ASKED)],
        }


def papers_of(count: int) -> Papers:
    """So many papers, registered as a source that everybody sees."""
    from khet.search.registry import Document, sources
    from khet.search.shelf import EVERYBODY, shelf

    papers = Papers(Document, EVERYBODY)
    sources.register(shelf(KIND, "เอกสาร", read=papers.read, ids=lambda: range(1, count + 1)))
    return papers


def go(count: int, path: Path, *, build: bool = True) -> None:
    """Build the index, put the queries, write what they took to the path; without build: ask the index that stands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khet.settings")
    import django

    django.setup()
    from khet.search import reads
    from khet.search.shelf import READER

    papers = papers_of(count)
    said = _built(count, papers) if build else json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(said), "utf-8")
    asked = papers.queries(count)
    said["took"] = {
        name: _timed(lambda query: reads.find(READER, query, kinds=[KIND]), queries) for name, queries in asked.items()
    }
    typed = [query[: 3 + at % 6] for at, query in enumerate(asked["one term"])]
    said["suggested"] = _timed(lambda query: reads.suggest(READER, query), typed)
    path.write_text(json.dumps(said), "utf-8")


def _built(count: int, papers: Papers) -> dict[str, Any]:
    from django.db import connection

    from khet.search import reads, services

    on_server = connection.vendor == "postgresql"
    workers = os.cpu_count() or 1 if on_server else 1
    with Watch(str(connection.settings_dict["NAME"]) if on_server else "") as watch:
        services.rebuild(workers=workers)
    return {
        "workers": workers,
        "seconds": watch.seconds,
        "core_seconds": watch.core_seconds,
        "server_seconds": watch.server_seconds,
        "building_mb": watch.pss_mb,
        "bytes": sum(papers.length(pk) for pk in range(1, count + 1)),
        "index_bytes": reads.standing().bytes,
    }


def _timed(ask: Callable[[str], object], queries: Iterable[str]) -> dict[str, list[float]]:
    """ms of each by the clock, and of processors (ours and the server's); the first few have warmed the house."""
    clock, core = [], []
    for query in queries:
        began, used = time.perf_counter(), time.process_time() + _server_seconds()
        ask(query)
        clock.append((time.perf_counter() - began) * 1000)
        core.append((time.process_time() + _server_seconds() - used) * 1000)
    return {"clock": clock[5:], "core": core[5:]}


def _server_seconds() -> float:
    """Processor time of the server's process behind our connection, where it runs on this machine."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    path = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(path.read_text().split()[0]) / 1e9 if path.exists() else 0.0


if __name__ == "__main__":
    go(int(sys.argv[1]), Path(sys.argv[2]), build=sys.argv[3:] != ["standing"])
