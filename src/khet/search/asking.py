"""A query as matches: what fits exactly, and what comes near."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from khet.search.backends.protocol import All, Any, Code, Match, Phrase, Word
from khet.search.cutting import whole_code
from khet.thai.analysis import Query, Term

MOST_STRICT = 12
SHORTEST_STEM = 3
MOST_NEAR = 10
LONGEST_NUMBER = 60
MOST_PAIRS, MOST_TRIPLES = 40, 20
SMALL = 5_000
"""Documents; in a larger index two clusters alone stand in too many."""
RARE = 0.001
FEWEST_LOOSE, SHARE_LOOSE, MOST_LOOSE = 2_000, 0.03, 10_000


@dataclass(frozen=True, slots=True)
class Weighed:
    """A term, how many documents hold it, and the phrases of what means the same."""

    term: Term
    documents: int
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
    weighed: tuple[Weighed, ...] = field(default=())

    @property
    def strict(self) -> Match | None:
        parts = tuple(part for part in (self.codes, self.phrase, self.words) if part is not None)
        return Any(parts) if parts else None


def asked(query: Query, documents: Mapping[str, int], *, typing: bool = False) -> Asked:
    """documents: in how many each word stands. typing: the last cluster may go on."""
    weighed = weigh(query, documents)
    quoted = tuple(standing(tuple(phrase.split())) for phrase in query.quoted)
    whole = tuple(query.whole.split())
    alone = len(weighed) == 1 and weighed[0].clusters == whole and not typing
    phrase = All((*quoted, standing(whole, open=typing))) if whole and not alone else None
    if quoted and not weighed:
        phrase = None
    words = _words(weighed[:MOST_STRICT], quoted, typing=typing)
    return Asked(codes=_codes(query, quoted), phrase=phrase, words=words, weighed=weighed)


def weigh(query: Query, documents: Mapping[str, int]) -> tuple[Weighed, ...]:
    wanted = set(query.words)
    return tuple(_weighed(query, term, documents) for term in query.terms if term.word in wanted)


def near(query: Query, meant: Query | None, documents: Mapping[str, int], *, total: int) -> Match | None:
    """What comes near the query, or near what it was meant to be; the quoted must hold all the same."""
    loose = [part for each in (query, meant) if each for part in _loose(each, weigh(each, documents), total)]
    if not loose:
        return None
    found = Any(tuple(dict.fromkeys(loose)))
    quoted = tuple(standing(tuple(phrase.split())) for phrase in query.quoted)
    return All((*quoted, found)) if quoted else found


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


def _weighed(query: Query, term: Term, documents: Mapping[str, int]) -> Weighed:
    others = [*term.forms, *(other for typed, other in query.synonyms if typed == term.clusters)]
    return Weighed(
        term=term,
        documents=documents.get(term.word, 0),
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
    found: list[Match] = [Word(each.term.word), *map(Word, stems(each.term.word))]
    if len(each.clusters) > 1:
        found.append(Phrase(each.clusters))
    found += [named(other) for other in each.others]
    return Any(tuple(found)) if len(found) > 1 else found[0]


def standing(clusters: tuple[str, ...], *, open: bool = False) -> Match:  # noqa: A002 - as the phrase says it
    """These clusters one after another. A single one counts as a word: จ of จ.ตรัง, not of every จร."""
    return Word(clusters[0]) if len(clusters) == 1 and not open else Phrase(clusters, open=open)


def named(clusters: tuple[str, ...]) -> Match:
    """Another name for the same. An abbreviation must stand by itself: น.ส. is not in โรงเรียนสตรี."""
    if len(clusters) == 1 or not all(len(each) == 1 for each in clusters):
        return standing(clusters)
    apart = All((*map(Word, clusters), Phrase(clusters)))
    return Any((Word("".join(clusters)), apart))


def stems(word: str) -> tuple[str, ...]:
    """การประชุม is also asked for as ประชุม: the prefixes that make nouns say nothing of their own."""
    return tuple(
        word.removeprefix(prefix)
        for prefix in ("การ", "ความ")
        if word.startswith(prefix) and len(word) - len(prefix) >= SHORTEST_STEM
    )


def _loose(query: Query, weighed: Sequence[Weighed], total: int) -> list[Match]:
    """Any of the rarest words, or of the runs of clusters around them: what lacks all is hardly meant."""
    found: list[Match] = [Code(code) for code in _telling_codes(query.codes)]
    room, taken = budget(total), []
    telling = [each for each in weighed if not (query.codes and _crumb(each.term.word))]
    for count, each in enumerate(sorted(telling, key=lambda each: each.documents)):
        if count >= MOST_NEAR or (count and each.documents > room):
            break
        found.append(strict_of(each))
        taken.append(each)
        room -= each.documents
    rare = [each for each in taken if total < SMALL or each.documents < total * RARE]
    size, most = (2, MOST_PAIRS) if total < SMALL else (3, MOST_TRIPLES)
    return found + [Phrase(run) for run in _runs(query, rare, size)][:most]


def _crumb(word: str) -> bool:
    """A single letter or a short number: of ค 1.1 ป.1/1 the code tells, its crumbs stand everywhere."""
    return len(word) == 1 or (word.isdecimal() and len(word) < 3)


def budget(total: int) -> int:
    """How many documents the words of a loose match may stand in together: a few of many, all of a few."""
    return min(MOST_LOOSE, max(FEWEST_LOOSE, int(total * SHARE_LOOSE)))


def _telling_codes(codes: Sequence[str]) -> list[str]:
    """Not the beginning of another (ศธ04349 of ศธ04349/ว12), nor a year alone: those stand everywhere."""
    longer = [code for code in codes if not any(other != code and other.startswith(code) for other in codes)]
    return [code for code in longer if not (code.startswith("ปี") and code[2:].isdecimal())]


def _runs(query: Query, rare: Sequence[Weighed], size: int) -> list[tuple[str, ...]]:
    """So many clusters one after another, wherever they touch a rare word."""
    whole = tuple(query.whole.split())
    touched = {cluster for each in rare for cluster in each.clusters}
    found = [whole[at : at + size] for at in range(len(whole) - size + 1)]
    return [run for run in found if touched.intersection(run)]
