"""Does search find Thai: 739 questions over 192 passages, typing errors, 500 register terms, titles; beside others."""

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
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
from bench.searching import scale
from bench.searching.baselines import fts5_default, fts5_trigram, postgresql_simple, words_only
from bench.searching.counting import Quality, bootstrapped, quality
from bench.searching.slips import SLIPS, with_any_slip, with_slip
from bench.searching.texts import DATA, Asked, Register, Wiki, folder, register, wiki

LIMIT, EVERYTHING = 10, 1000
PLAIN, ANY_SLIP, TITLES, TITLE_SLIP = "questions", "one error of any kind", "titles", "titles, one error"
WHOLES, PARTS = "register terms", "their parts"
Ranks = list[int | None]
Sets = dict[str, list[Asked]]


# ---- the parent: puts the questions, counts ---------------------------------------------------------------------


def run(options: Options) -> Result:
    if options.scale:
        return scale.run(options)
    result = Result("search", "")
    every = 10 if options.quick else 1
    terms, wikis = register(every=every), wiki(every=every)
    sets = _sets(wikis) if wikis else {}
    others = _others(wikis, sets) if wikis else {}
    for opened in (sqlite_hub, postgresql_hub):
        try:
            with opened() as hub:
                result.engine += (", " if result.engine else "") + hub.engine
                hub.migrate()
                name = hub.engine.partition(" ")[0]
                if wikis:
                    if name == "PostgreSQL":
                        others["PostgreSQL simple"] = _ranks(postgresql_simple(wikis.passages, hub.url), sets)
                    result.figures += _wiki_figures(name, wikis, *_asked(hub, wikis.passages, sets, LIMIT), others)
                result.figures += _register_figures(hub, name, terms)
        except PostgresMissingError as error:
            result.figures.append(missing("PostgreSQL: recall@5", "", ">= 0.95", str(error)))
    if wikis is None:
        why = f"no iApp Wiki QA in {folder()}; set {DATA}"
        result.figures.append(missing("questions: recall@5", "", ">= 0.95", why))
    result.notes = [
        *_table(others, sets),
        "ours: the search of the product, through its own reads; others: any piece may fit",
    ]
    return result


def _sets(wikis: Wiki) -> Sets:
    """Every way the questions and titles are asked; with an error only those that can have it."""
    found = {PLAIN: wikis.questions, TITLES: wikis.titles}
    for name, slip in SLIPS.items():
        found[name] = _mistyped(wikis.questions, with_slip([asked.text for asked in wikis.questions], slip))
    found[ANY_SLIP] = _mistyped(wikis.questions, with_any_slip([asked.text for asked in wikis.questions]))
    found[TITLE_SLIP] = _mistyped(wikis.titles, with_any_slip([asked.text for asked in wikis.titles]))
    return found


def _mistyped(asked: Sequence[Asked], typed: Sequence[str | None]) -> list[Asked]:
    return [Asked(text, one.answer) for one, text in zip(asked, typed, strict=True) if text is not None]


def _unmistaken(wikis: Wiki, name: str) -> list[int]:
    """Which of the plain questions can have the error, by place."""
    typed = with_slip([asked.text for asked in wikis.questions], SLIPS[name])
    return [place for place, text in enumerate(typed) if text is not None]


def _others(wikis: Wiki, sets: Sets) -> dict[str, dict[str, Ranks]]:
    """The ranks of every base line that needs no server."""
    made: dict[str, Callable[[Sequence[str]], Callable[[str], list[int]]]] = {
        "words only": words_only,
        "FTS5 trigram": fts5_trigram,
        "FTS5 default": fts5_default,
    }
    return {name: _ranks(make(wikis.passages), sets) for name, make in made.items()}


def _ranks(search: Callable[[str], list[int]], sets: Sets) -> dict[str, Ranks]:
    return {name: [_place(search(one.text), one.answer) for one in asked] for name, asked in sets.items()}


def _place(found: Sequence[int], answer: int) -> int | None:
    return found.index(answer) if answer in found else None


def _wiki_figures(
    engine: str, wikis: Wiki, ours: dict[str, Ranks], took: list[float], others: dict[str, dict[str, Ranks]]
) -> list[Figure]:
    plain = quality(ours[PLAIN])
    size = f"{plain.asked} questions, {len(wikis.passages)} passages"
    best = max(others, key=lambda name: quality(others[name][PLAIN]).at_5)
    difference, low, high = bootstrapped(ours[PLAIN], others[best][PLAIN])
    figures = [
        reported(f"{engine}: recall@1", plain.at_1, "", _beside(others, PLAIN, "at_1")),
        at_least(f"{engine}: recall@5 ({size})", plain.at_5, 0.95, "", _beside(others, PLAIN, "at_5")),
        reported(f"{engine}: MRR@10", plain.mrr, "", _beside(others, PLAIN, "mrr")),
        at_least(
            f"{engine}: recall@5 less the best base line's, highest of the 95 % interval",
            high,
            0,
            "",
            f"{best}: {difference:+.4f}, interval {low:+.4f} to {high:+.4f}",
        ),
    ]
    for name in SLIPS:
        figures += _slip_figure(engine, name, ours, _unmistaken(wikis, name), others)
    mixed = quality(ours[ANY_SLIP])
    figures.append(
        at_most(
            f"{engine}: {ANY_SLIP}: recall@5 {mixed.at_5:.4f}, points lost",
            100 * (plain.at_5 - mixed.at_5),
            5.0001,
            "points",
            _beside(others, ANY_SLIP, "at_5"),
        )
    )
    titles, slipped = quality(ours[TITLES]), quality(ours[TITLE_SLIP])
    return [
        *figures,
        at_least(
            f"{engine}: {titles.asked} titles, success@10", titles.at_10, 0.98, "", _beside(others, TITLES, "at_10")
        ),
        reported(f"{engine}: {TITLE_SLIP}, success@10", slipped.at_10, "", _beside(others, TITLE_SLIP, "at_10")),
        reported(f"{engine}: a query of these, p95", spread(took).p95, "ms"),
    ]


def _slip_figure(
    engine: str, name: str, ours: dict[str, Ranks], places: list[int], others: dict[str, dict[str, Ranks]]
) -> list[Figure]:
    if not places:
        return []
    without = quality([ours[PLAIN][place] for place in places])
    slipped = quality(ours[name])
    said = f"{engine}: {name} ({slipped.asked}): recall@5 {slipped.at_5:.4f}, MRR {slipped.mrr:.4f}, points lost"
    return [at_most(said, 100 * (without.at_5 - slipped.at_5), 5.0001, "points", _beside(others, name, "at_5"))]


def _register_figures(hub: Hub, engine: str, terms: Register) -> list[Figure]:
    sets = {WHOLES: terms.wholes, PARTS: terms.parts}
    ranks, _took = _asked(hub, terms.passages, sets, EVERYTHING)
    figures = []
    for name in sets:
        found = sum(rank is not None for rank in ranks[name])
        lost = [one.text for one, rank in zip(sets[name], ranks[name], strict=True) if rank is None]
        figures.append(
            at_least(
                f"{engine}: {name} found ({len(ranks[name])})",
                100 * found / len(ranks[name]),
                100,
                "%",
                ", ".join(lost[:5]),
            )
        )
    figures.append(reported(f"{engine}: {WHOLES}, first of all answers", quality(ranks[WHOLES]).at_1, ""))
    return figures


def _beside(others: dict[str, dict[str, Ranks]], name: str, figure: str) -> str:
    return ", ".join(f"{other} {getattr(quality(ranks[name]), figure):.3f}" for other, ranks in others.items())


def _table(others: dict[str, dict[str, Ranks]], sets: Sets) -> list[str]:
    def shown(found: Quality) -> str:
        return f"recall@1 {found.at_1:.3f}, recall@5 {found.at_5:.3f}, MRR@10 {found.mrr:.3f}"

    return [
        f"base line {other}, {name} ({len(sets[name])}): {shown(quality(ranks[name]))}"
        for other, ranks in others.items()
        for name in sets
    ]


# ---- the child: the product's index and its search ---------------------------------------------------------------


def _asked(hub: Hub, passages: list[str], sets: Sets, limit: int) -> tuple[dict[str, Ranks], list[float]]:
    """Index the passages in the hub, put every query; the ranks by set, and the ms of each query."""
    task = {
        "passages": passages,
        "limit": limit,
        "sets": {name: [one.text for one in row] for name, row in sets.items()},
    }
    path = hub.home / "asked.json"
    path.write_text(json.dumps(task), "utf-8")
    hub.run("bench.search", "ask", path, timeout=3600)
    answer = json.loads(path.read_text("utf-8"))
    ranks = {
        name: [_place(found, one.answer) for one, found in zip(row, answer["found"][name], strict=True)]
        for name, row in sets.items()
    }
    return ranks, answer["took"]


def ask(path: Path) -> None:
    """Read the task, index it, search, and write the answers in its place."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khet.settings")
    import django

    django.setup()
    from khet.search import reads, services
    from khet.search.registry import Document, sources
    from khet.search.shelf import EVERYBODY, READER, shelf

    task: dict[str, Any] = json.loads(path.read_text("utf-8"))
    kind = "bench.passage"
    documents = {
        place: Document(id=place + 1, title="", body=text, terms=EVERYBODY)
        for place, text in enumerate(task["passages"])
    }
    sources.register(
        shelf(
            kind,
            "ข้อความ",
            read=lambda ids: [documents[pk] for pk in ids],
            ids=lambda: list(documents),
        )
    )
    services.rebuild(lambda done, total: None)
    took: list[float] = []
    found: dict[str, list[list[int]]] = {}
    for name, queries in task["sets"].items():
        found[name] = []
        for query in queries:
            began = time.perf_counter()
            hits = reads.find(READER, query, kinds=[kind], limit=task["limit"]).hits
            took.append((time.perf_counter() - began) * 1000)
            found[name].append([hit.id - 1 for hit in hits])
    path.write_text(json.dumps({"found": found, "took": took}), "utf-8")


if __name__ == "__main__":
    verb, word = sys.argv[1:]
    if verb == "ask":
        ask(Path(word))
