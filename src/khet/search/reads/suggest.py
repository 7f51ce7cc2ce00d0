"""As it is typed: titles, numbers, people and units that begin with it or hold it."""

from collections import Counter
from dataclasses import dataclass

from khet.kernel.actor import Actor
from khet.search.backends import backend
from khet.search.backends.protocol import Any, Code, Match, Phrase, Scope
from khet.search.backends.shared import model_of
from khet.search.cutting import whole_code
from khet.search.models import Slot
from khet.search.reads.results import Marked, marked, typed
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
MOST, MOST_OF_KIND = 8, 4


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
    named, numbered = _matches(folded, clusters)
    now = state()
    sources = ordered()
    terms = held(actor, sources)
    query = typed(analysis.query(folded))
    found: list[tuple[tuple[int, int, int], Suggestion]] = []
    slot = Slot(now.slot)
    newest = backend().newest(slot)
    with backend().reading():
        recalled = {
            source.kind: _recalled(slot, source, Scope(source.kind, terms[source.kind], newest=newest), named, numbered)
            for source in sources
            if terms[source.kind]
        }
    for place, source in enumerate(sources):
        if ids := recalled.get(source.kind):
            found += _of_source(actor, slot, source, ids, query, folded, place)
    found.sort(key=lambda each: each[0])
    return _different([each for _rank, each in found])[:limit]


def _matches(folded: str, clusters: tuple[str, ...]) -> tuple[Match, Match | None]:
    """By title, and by number when there is a digit in it."""
    number = whole_code(folded) if any(sign.isdecimal() for sign in folded) else ""
    return Phrase(clusters, "title", open=True), Code(number, open=True) if number else None


def _recalled(slot: Slot, source: Source, scope: Scope, named: Match, numbered: Match | None) -> list[int]:
    parts = tuple(each for each in (named if source.named else None, numbered) if each is not None)
    return backend().recall(slot, Any(parts), scope, most=MOST_LOOKED_AT) if parts else []


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
    """One of those that read the same, and a few of each kind."""
    kept: dict[tuple[str, str, str], Suggestion] = {}
    counts: Counter[str] = Counter()
    for each in found:
        key = (each.kind, "".join(piece for piece, _mark in each.title), each.note)
        if key not in kept and counts[each.kind] < MOST_OF_KIND:
            kept[key] = each
            counts[each.kind] += 1
    return list(kept.values())
