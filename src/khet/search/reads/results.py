"""What a search gives back: hits by kind, and texts with what was found marked."""

from dataclasses import dataclass
from datetime import date

from khet.thai import analysis
from khet.thai.analysis import Query

MOST_COUNTED = 1_000
Marked = tuple[tuple[str, bool], ...]
Eyes = tuple[Query, Query]
"""By what exact hits are marked, and by what the near ones."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: texts as (piece, is it marked). near: not all of the query stands in it."""

    kind: str
    id: int
    title: Marked
    snippet: Marked
    url: str
    note: str
    day: date | None
    near: bool
    score: float


@dataclass(frozen=True, slots=True)
class Group:
    """Results of one kind. count: how many fit, at most MOST_COUNTED (then more is set); near ones are not counted."""

    kind: str
    label: str
    icon: str
    count: int
    more: bool
    hits: tuple[Hit, ...]

    @property
    def near(self) -> bool:
        return not self.count


@dataclass(frozen=True, slots=True)
class Found:
    """instead: what was searched because the text as typed (in another keyboard layout) finds nothing.

    did_you_mean and layout: other texts that find something the actor may see. stale: the index is being renewed.
    """

    text: str
    groups: tuple[Group, ...] = ()
    instead: str = ""
    did_you_mean: str = ""
    layout: str = ""
    cut_short: bool = False
    stale: bool = False
    took_ms: float = 0.0

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)

    @property
    def more(self) -> bool:
        return any(group.more for group in self.groups)

    @property
    def hits(self) -> tuple[Hit, ...]:
        return tuple(hit for group in self.groups for hit in group.hits)


def typed(query: Query) -> Query:
    """For marking what is still being typed: as it stands, for its last word is none yet."""
    return Query(text=query.text, whole=query.whole, phrases=query.phrases, quoted=query.quoted)


def marked(text: str, query: Query) -> Marked:
    """The whole text, with what the query finds in it marked."""
    found, at = [], 0
    for start, end in analysis.cuts(text, query):
        found += [(text[at:start], False), (text[start:end], True)]
        at = end
    return tuple((piece, mark) for piece, mark in [*found, (text[at:], False)] if piece)
