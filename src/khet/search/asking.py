"""A query as matches: what fits exactly, and what comes near."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from khet.search.backends.protocol import All, Any, Code, Match, Phrase, Word
from khet.search.cutting import whole_code
from khet.thai.analysis import Query, Term
from khet.thai.clusters import stream

MOST_STRICT = 12
MOST_NEAR = 10
LONGEST_NUMBER = 60
MOST_RUNS = 24
RARE = 0.001
BUDGET = 20_000
"""Documents that the words of a loose match may stand in together."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A term with what may stand for it: how many documents hold it, and the corrections that were found for it."""

    term: Term
    documents: int
    corrections: tuple[str, ...] = ()
    others: tuple[tuple[str, ...], ...] = ()

    @property
    def clusters(self) -> tuple[str, ...]:
        return tuple(self.term.clusters.split())


@dataclass(frozen=True, slots=True)
class Asked:
    """Matches in the order of their worth; None where the query has nothing of the kind."""

    codes: Match | None = None
    phrase: Match | None = None
    words: Match | None = None
    near: Match | None = None
    weighed: tuple[Weighed, ...] = field(default=())

    @property
    def strict(self) -> Match | None:
        parts = tuple(part for part in (self.codes, self.phrase, self.words) if part is not None)
        return Any(parts) if parts else None


def asked(
    query: Query,
    documents: Mapping[str, int],
    corrections: Mapping[str, tuple[str, ...]],
    *,
    total: int,
    typing: bool = False,
) -> Asked:
    """documents: in how many of total each word stands; corrections: for words that look like slips.

    typing: the last cluster may go on.
    """
    weighed = tuple(_weighed(query, term, documents, corrections) for term in _telling(query))
    quoted = tuple(Phrase(tuple(phrase.split())) for phrase in query.quoted)
    codes = _codes(query, quoted)
    whole = tuple(query.whole.split())
    alone = len(weighed) == 1 and weighed[0].clusters == whole and not typing
    phrase = All((*quoted, Phrase(whole, open=typing))) if whole and not alone else None
    words = _words(weighed[:MOST_STRICT], quoted, typing=typing)
    if quoted and not weighed:
        phrase = None
    near = _near(query, weighed, quoted, total)
    return Asked(codes=codes, phrase=phrase, words=words, near=near, weighed=weighed)


def _codes(query: Query, quoted: tuple[Match, ...]) -> Match | None:
    """All codes of the query, or a thing that bears the whole of it as its number."""
    found: list[Match] = [All(tuple(map(Code, query.codes)))] if query.codes else []
    if whole := whole_number(query):
        found.append(Code(whole))
    return All((*quoted, Any(tuple(found)))) if found else None


def whole_number(query: Query) -> str:
    """The query as one number, as Document.numbers are kept; "" when it has no digit or is too long for one."""
    if len(query.text) > LONGEST_NUMBER or not any(sign.isdecimal() for sign in query.text):
        return ""
    return whole_code(query.text)


def _telling(query: Query) -> list[Term]:
    wanted = set(query.words)
    return [term for term in query.terms if term.word in wanted]


def _weighed(
    query: Query, term: Term, documents: Mapping[str, int], corrections: Mapping[str, tuple[str, ...]]
) -> Weighed:
    others = [*term.forms, *(other for typed, other in query.synonyms if typed == term.clusters)]
    return Weighed(
        term=term,
        documents=documents.get(term.word, 0),
        corrections=corrections.get(term.word, ()),
        others=tuple(tuple(other.split()) for other in dict.fromkeys(others)),
    )


def _words(weighed: Sequence[Weighed], quoted: tuple[Match, ...], *, typing: bool) -> Match | None:
    """All of them; of what is still being typed the last may go on."""
    wanted = [strict_of(each) for each in weighed]
    if typing and wanted:
        wanted[-1] = Any((wanted[-1], Phrase(weighed[-1].clusters, open=True)))
    return All((*quoted, *wanted)) if wanted or quoted else None


def strict_of(each: Weighed) -> Match:
    """The word, or its clusters one after another where the text was cut otherwise, or what means the same."""
    found: list[Match] = [Word(each.term.word)]
    if len(each.clusters) > 1:
        found.append(Phrase(each.clusters))
    found += [Phrase(other) for other in each.others]
    return Any(tuple(found)) if len(found) > 1 else found[0]


def near_of(each: Weighed) -> list[Match]:
    found = [strict_of(each), *map(Word, each.term.parts)]
    for word in each.corrections:
        found += [Word(word), Phrase(tuple(stream(word)))]
    return found


def _near(query: Query, weighed: Sequence[Weighed], quoted: tuple[Match, ...], total: int) -> Match | None:
    """Any of the rarest words, or of the runs of three clusters around them: what lacks all is hardly meant."""
    found: list[Match] = list(map(Code, query.codes))
    room, taken = BUDGET, []
    for count, each in enumerate(sorted(weighed, key=lambda each: each.documents)):
        if count >= MOST_NEAR or (count and each.documents > room):
            break
        found += near_of(each)
        taken.append(each)
        room -= each.documents
    rare = [each for each in taken if total < BUDGET or each.documents < total * RARE]
    found += [Phrase(run) for run in _runs(query, rare)]
    if not found:
        return None
    loose = Any(tuple(dict.fromkeys(found)))
    return All((*quoted, loose)) if quoted else loose


def _runs(query: Query, rare: Sequence[Weighed]) -> list[tuple[str, ...]]:
    """Runs of three clusters of the query that touch a rare word; of two, when the query has fewer than four."""
    whole = tuple(query.whole.split())
    size = 3 if len(whole) >= 4 else 2
    touched = {cluster for each in rare for cluster in each.clusters}
    found = [whole[at : at + size] for at in range(len(whole) - size + 1)]
    return [run for run in found if touched.intersection(run)][:MOST_RUNS]
