"""The one search: what fits exactly by kind, then what comes near, only of what the actor may see."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

from django.utils import timezone

from khet.kernel.actor import Actor
from khet.search.asking import Asked, asked, near, weigh, whole_number
from khet.search.backends import backend
from khet.search.backends.protocol import Bagged, Match, Scope
from khet.search.backends.shared import model_of
from khet.search.bags import Opened, runs
from khet.search.cutting import version
from khet.search.models import IndexState, Slot, Word
from khet.search.ranking import Scorer, Signs, recency
from khet.search.reads.results import MOST_COUNTED, Eyes, Found, Group, Hit, marked, typed
from khet.search.registry import Source, ordered
from khet.search.services.learning import learned
from khet.search.services.state import state
from khet.search.services.terms import held
from khet.search.slots import units_within
from khet.thai import analysis
from khet.thai.analysis import Query
from khet.thai.lexicon import Lexicon
from khet.thai.names import split_name

MOST = 300
"""Documents of a kind that are ranked; more are counted only."""
MOST_NEAR = 500
FEW = 5
"""Fewer exact hits than this, and what comes near is shown below them."""
SNIPPET = 180
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """unit_id: as unit or desk, with what hangs below. year: พ.ศ. person: a name. first, last: both included."""

    unit_id: int | None = None
    year: int | None = None
    person: str = ""
    first: date | None = None
    last: date | None = None


def find(
    actor: Actor,
    text: str,
    *,
    kinds: Collection[str] = (),
    unit_id: int | None = None,
    year: int | None = None,
    person: str | None = None,
    first: date | None = None,
    last: date | None = None,
    limit: int = 10,
    offset: int = 0,
    typing: bool = False,
    only: str = "",
) -> Found:
    """Search everything the actor may see; limit and offset count within each kind. Any text gives an answer.

    only: a kind whose hits are wanted; the other kinds are counted.
    """
    began = time.perf_counter()
    filters = Filters(unit_id, year, person or "", first, last)
    search = _Search.of(actor, kinds, filters)
    query = analysis.query(text, learned=search.names)
    page = _Page(limit, offset, only)
    found = search.run(query, page, typing=typing)
    if not found.count and query:
        found = _otherwise(search, query, found, page)
    elif query.repaired and search.any(analysis.query(query.repaired, learned=search.names)):
        found = replace(found, layout=query.repaired)
    return replace(
        found,
        text=text,
        cut_short=query.cut_short,
        stale=search.state.version != version(),
        took_ms=round((time.perf_counter() - began) * 1000, 1),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """Which hits of each kind are wanted; only: of one kind alone."""

    limit: int
    offset: int
    only: str

    @property
    def end(self) -> int:
        return self.offset + self.limit

    def of(self, kind: str, order: "list[_Ranked]") -> "list[_Ranked]":
        return order[self.offset : self.end] if self.only in ("", kind) else []


def _otherwise(search: "_Search", query: Query, found: Found, page: _Page) -> Found:
    """Nothing fits: the other layout, likelier as it is, is searched at once; a spelling is offered if it finds."""
    if query.repaired:
        other = search.run(analysis.query(query.repaired, learned=search.names), page)
        if other.hits:
            return replace(other, instead=query.repaired)
    better = respelt(query.text, search.names)
    if better and search.any(analysis.query(better, learned=search.names)):
        return replace(found, did_you_mean=better)
    return found


@dataclass(frozen=True, slots=True)
class _Search:
    """What stays the same for all queries of one request."""

    actor: Actor
    state: IndexState
    scopes: tuple[tuple[Source, Scope], ...]
    names: Lexicon | None

    @classmethod
    def of(cls, actor: Actor, kinds: Collection[str], filters: Filters) -> "_Search":
        wanted = [source for source in ordered() if not kinds or source.kind in kinds]
        terms, now = held(actor, wanted), state()
        newest = backend().newest(Slot(now.slot))
        named = split_name(filters.person[:LONGEST_NAME])
        words = tuple(analysis.query(f"{named.given} {named.family}").words)
        units = frozenset() if filters.unit_id is None else frozenset(units_within()(filters.unit_id))
        scopes = tuple(
            (source, Scope(kind, terms[kind], units, filters.year, filters.first, filters.last, words, newest))
            for kind, source in ((source.kind, source) for source in wanted)
            if terms[kind]
        )
        return cls(actor, now, scopes, learned())

    @property
    def slot(self) -> Slot:
        return Slot(self.state.slot)

    def any(self, query: Query) -> bool:
        """Would it find anything exactly?"""
        strict = asked(query, {}).strict if query else None
        if strict is None:
            return False
        with backend().reading():
            return any(backend().recall(self.slot, strict, scope, most=1) for _source, scope in self.scopes)

    def run(self, query: Query, page: _Page, *, typing: bool = False) -> Found:
        """What fits exactly; when that is less than a few, what comes near is put behind it."""
        if not query:
            return Found(query.text)
        documents = documents_of({term.word for term in query.terms})
        ask = asked(query, documents, typing=typing)
        scorer = Scorer(ask.weighed, self.state.documents, number=whole_number(query))
        most = max(MOST, page.end + 1)
        room = max(MOST_COUNTED, most) + 1
        meant: Query | None = None
        with backend().reading():
            fitting = [self._fitting(ask, scope, room) for _source, scope in self.scopes]
            ranked = [self._ranked(scorer, each, most) for each in fitting]
            numbered = any(each.codes for each in fitting)
            if not numbered and sum(map(len, ranked)) < min(page.end, FEW):
                meant = self._add_near(query, documents, fitting, ranked)
        eyes = (typed(query) if typing else query, meant or query)
        groups = []
        for (source, _scope), each, order in zip(self.scopes, fitting, ranked, strict=True):
            groups.append(self._group(source, eyes, len(each.all), page.of(source.kind, order)))
        shown = [group for group in groups if group.count or group.hits]
        return Found(query.text, tuple(sorted(shown, key=lambda group: group.near)))

    def _add_near(
        self, query: Query, documents: dict[str, int], fitting: "list[_Fitting]", ranked: "list[list[_Ranked]]"
    ) -> Query | None:
        """Returns what the query was meant to be, when it was misspelt."""
        better = respelt(query.text, self.names)
        meant = analysis.query(better, learned=self.names) if better else None
        if meant:
            documents = documents | documents_of({term.word for term in meant.terms})
        match = near(query, meant, documents, total=self.state.documents)
        if match is None:
            return meant
        known = {term.word for term in query.terms}
        own = weigh(query, documents)
        other = [each for each in weigh(meant, documents) if each.term.word not in known] if meant else []
        numbers = {run for each in (query, meant) if each for run in runs(each.whole.split())}
        scorer = Scorer(own, self.state.documents, other, numbers)
        for (_source, scope), each, order in zip(self.scopes, fitting, ranked, strict=True):
            order += self._near(scorer, match, scope, each.all)
        return meant

    def _group(self, source: Source, eyes: Eyes, count: int, page: "Sequence[_Ranked]") -> Group:
        hits, lost = self._hits(source, eyes, page)
        count -= lost
        return Group(
            kind=source.kind,
            label=str(source.label),
            icon=source.icon,
            count=min(count, MOST_COUNTED),
            more=count > MOST_COUNTED,
            hits=tuple(hits),
        )

    def _fitting(self, ask: Asked, scope: Scope, most: int) -> "_Fitting":
        codes, phrase, words = (
            backend().recall(self.slot, match, scope, most=most) if match is not None else []
            for match in (ask.codes, ask.phrase, ask.words)
        )
        return _Fitting(codes, phrase, words)

    def _ranked(self, scorer: Scorer, fitting: "_Fitting", most: int) -> "list[_Ranked]":
        signs = fitting.signs(most)
        found = backend().bags(self.slot, list(signs))
        scores = {pk: scorer.score(Opened(each.bag), signs[pk]) for pk, each in found.items()}
        return _ordered(scores, found, near=False)

    def _near(self, scorer: Scorer, match: Match, scope: Scope, but: Collection[int]) -> "list[_Ranked]":
        ids = [pk for pk in backend().recall(self.slot, match, scope, most=MOST_NEAR) if pk not in but]
        found = backend().bags(self.slot, ids)
        scores = scorer.near({pk: Opened(each.bag) for pk, each in found.items()})
        best = max(scores.values(), default=0.0)
        return _ordered({pk: score for pk, score in scores.items() if score > best * 0.2}, found, near=True)

    def _hits(self, source: Source, eyes: Eyes, page: "Sequence[_Ranked]") -> tuple[list[Hit], int]:
        """The hits of a page and how many exact ones are not the actor's any more since the index was written."""
        rows = model_of(self.slot).objects.in_bulk([each.id for each in page])
        shown = source.shown([row.target_id for row in rows.values()], self.actor)
        hits, lost = [], 0
        for each in page:
            row = rows.get(each.id)
            where = shown.get(row.target_id) if row is not None else None
            if row is None or where is None:
                lost += not each.near
                continue
            snippet = tuple(analysis.snippet(row.text, eyes[each.near], SNIPPET)) if row.text else ()
            if where.note and not any(mark for _piece, mark in snippet) and row.text.startswith(where.note):
                snippet = ()  # it would only say again what the note says
            hits.append(
                Hit(
                    kind=source.kind,
                    id=row.target_id,
                    title=marked(row.title, eyes[each.near]),
                    snippet=snippet,
                    url=where.url,
                    note=where.note,
                    day=row.day,
                    near=each.near,
                    score=round(each.score, 4),
                )
            )
        return hits, lost


@lru_cache(maxsize=256)
def respelt(text: str, names: Lexicon | None) -> str | None:
    """What a misspelt text was meant to be; asked twice in a search that finds little."""
    return analysis.respell(text, learned=names)


def documents_of(words: Collection[str]) -> dict[str, int]:
    """In how many documents each word stood when the index was last counted."""
    return dict(Word.objects.filter(word__in=list(words)).values_list("word", "documents"))


@dataclass(frozen=True)
class _Fitting:
    """What fits exactly and by which match, each the newest first and as far as is counted."""

    codes: list[int]
    phrase: list[int]
    words: list[int]

    @cached_property
    def all(self) -> frozenset[int]:
        return frozenset((*self.codes, *self.phrase, *self.words))

    def signs(self, most: int) -> dict[int, Signs]:
        """Of the newest of each match, what made them fit."""
        codes, phrase, words = set(self.codes), set(self.phrase), set(self.words)
        wanted = {*self.codes[:most], *self.phrase[:most], *self.words[:most]}
        return {pk: Signs(pk in codes, pk in phrase, pk in words) for pk in wanted}


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A document of the index, by its id there."""

    id: int
    score: float
    near: bool


def _ordered(scores: Mapping[int, float], found: Mapping[int, Bagged], *, near: bool) -> list[_Ranked]:
    today = timezone.localdate()
    ranked = [_Ranked(pk, score * recency(found[pk].day, today), near) for pk, score in scores.items()]
    return sorted(ranked, key=lambda each: (-each.score, -each.id))
