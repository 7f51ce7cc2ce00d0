"""As it is typed: titles, numbers, people and units that begin with it or hold it."""

from dataclasses import dataclass

from khet.kernel.actor import Actor
from khet.search.backends import backend
from khet.search.backends.protocol import Any, Code, Match, Phrase, Scope
from khet.search.backends.shared import model_of
from khet.search.cutting import codes_of
from khet.search.models import Slot
from khet.search.reads.find import Marked, marked
from khet.search.registry import Source, ordered
from khet.search.services.state import state
from khet.search.services.terms import held
from khet.thai import analysis
from khet.thai.analysis import Query
from khet.thai.clusters import stream
from khet.thai.mapping import searchable

FEWEST = 2
"""Clusters before anything is suggested."""
LONGEST = 120
MOST_LOOKED_AT = 30
MOST = 8


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somewhere to go at once: title as (piece, is it marked)."""

    kind: str
    label: str
    icon: str
    title: Marked
    note: str
    url: str


def suggest(actor: Actor, text: str, *, limit: int = MOST) -> list[Suggestion]:
    """What may be meant, best first; nothing that the actor may not see, and nothing for fewer than two clusters."""
    folded = searchable(text[:LONGEST])
    clusters = tuple(stream(folded))
    if len(clusters) < FEWEST and not any(each.isdecimal() and len(each) >= FEWEST for each in clusters):
        return []
    match = _match(folded, clusters)
    now = state()
    sources = ordered()
    terms = held(actor, sources)
    query = analysis.query(folded)
    found: list[tuple[tuple[int, int, int], Suggestion]] = []
    for place, source in enumerate(sources):
        if terms[source.kind]:
            scope = Scope(source.kind, terms[source.kind])
            ids = backend().recall(Slot(now.slot), match, scope, most=MOST_LOOKED_AT)
            found += _of_source(actor, Slot(now.slot), source, ids, query, folded, place)
    found.sort(key=lambda each: each[0])
    return _different([each for _rank, each in found])[:limit]


def _match(folded: str, clusters: tuple[str, ...]) -> Match:
    parts: list[Match] = [Phrase(clusters, "title", open=True)]
    if any(sign.isdecimal() for sign in folded):
        parts += [Code(code, open=True) for code in codes_of(folded)[-1:]]
    return Any(tuple(parts))


def _of_source(
    actor: Actor, slot: Slot, source: Source, ids: list[int], query: Query, folded: str, place: int
) -> list[tuple[tuple[int, int, int], Suggestion]]:
    rows = list(model_of(slot).objects.filter(pk__in=ids).only("target_id", "title"))
    shown = source.shown([row.target_id for row in rows], actor)
    found = []
    for row in rows:
        where = shown.get(row.target_id)
        if where is not None:
            rank = (_how_well(searchable(row.title), folded), place, -row.pk)
            title = marked(row.title, query)
            found.append((rank, Suggestion(source.kind, str(source.label), source.icon, title, where.note, where.url)))
    return found


def _how_well(title: str, folded: str) -> int:
    """0: it is the title; 1: the title begins so; 2: it stands inside; 3: found by number."""
    if title == folded:
        return 0
    if title.startswith(folded):
        return 1
    return 2 if folded in title else 3


def _different(found: list[Suggestion]) -> list[Suggestion]:
    """One of those that read the same."""
    kept: dict[tuple[str, str, str], Suggestion] = {}
    for each in found:
        kept.setdefault((each.kind, "".join(piece for piece, _mark in each.title), each.note), each)
    return list(kept.values())
