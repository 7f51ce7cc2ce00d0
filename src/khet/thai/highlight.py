"""Where a query stands in a text: parts of the original, whole syllables, and the piece of the text worth showing."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache

from khet.thai import vocabulary
from khet.thai.clusters import HANGING, LEADING, LETTERS, stream
from khet.thai.mapping import Mapped, mapped
from khet.thai.parts import parts
from khet.thai.querying import Query
from khet.thai.querying import query as queried
from khet.thai.words import cut_run, is_thai, pieces

_GAP = r"[\s.,:;/()\-–ๆฯ]{0,3}"
_BEFORE = f"(?<![{LEADING}])"
_BEHIND = f"(?![{HANGING}])(?![{LETTERS}]\u0e4c)"
_BEFORE_LATIN, _BEHIND_LATIN = r"(?<![^\W\u0e00-\u0e7f])", r"(?![^\W\u0e00-\u0e7f])"
_THAI_RUN = re.compile(f"[{LETTERS}{LEADING}{HANGING}]+")
_SURE_CLUSTERS = 4  # a phrase of so many clusters is marked wherever it stands; a shorter one only as whole words
_MOST_NEEDLES = 80
_BLOCK, _MOST_BLOCKS = 4000, 50
Span = tuple[int, int]


def cuts(original: str, query: Query | str) -> list[Span]:
    """(start, end) of what the query finds in the original, from left to right, never inside a syllable."""
    needles = _needles(queried(query) if isinstance(query, str) else query)
    return _spans(mapped(original), needles) if needles else []


def snippet(original: str, query: Query | str, length: int = 160) -> list[tuple[str, bool]]:
    """The piece of the original where the query stands thickest, as (text, is it marked), cut between words.

    "".join of the texts is a piece of the original, with … where something was left out. Texts of more than 200,000
    characters are looked at to there.
    """
    needles = _needles(queried(query) if isinstance(query, str) else query)
    best: tuple[float, int, list[Span]] = (-1.0, 0, [])
    for start in range(0, min(len(original), _BLOCK * _MOST_BLOCKS) or 1, _BLOCK):
        block = original[start : start + _BLOCK + length]
        spans = [(start + one, start + other) for one, other in _spans(mapped(block), needles)] if needles else []
        weight, place = _thickest(original, spans, length)
        if weight > best[0]:
            best = (weight, place if spans else start, spans)
        if not needles or weight >= _enough(needles):
            break
    return _shown(original, best[1], best[2], length)


# ---- what to look for ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _needles(query: Query) -> tuple[tuple[re.Pattern[str], ...], ...]:
    """Patterns in order of worth: the phrases; the words and other names; the parts, when nothing else is found."""
    first = [*query.quoted, query.whole, *query.phrases]
    words = [term.clusters for term in query.terms if term.word in query.words]
    second = [
        *words,
        *(phrase for term in query.terms for phrase in term.forms),
        *(other for _, other in query.synonyms),
    ]
    third = [" ".join(stream(part)) for term in query.terms for part in term.parts]
    found = (_pattern(first), _pattern([*first, *second]), _pattern(third))
    return tuple((pattern,) for pattern in found if pattern)


def _pattern(phrases: Iterable[str]) -> re.Pattern[str] | None:
    listed = sorted({phrase for phrase in phrases if phrase}, key=len, reverse=True)[:_MOST_NEEDLES]
    return re.compile("|".join(map(_needle, listed))) if listed else None


def _needle(phrase: str) -> str:
    clusters = phrase.split(" ")
    thai_first, thai_last = is_thai(clusters[0]), is_thai(clusters[-1])
    before = _BEFORE if thai_first else _BEFORE_LATIN
    behind = _BEHIND if thai_last else _BEHIND_LATIN
    return before + _GAP.join(map(re.escape, clusters)) + behind


def _enough(needles: Sequence[object]) -> float:
    return 8.0 if needles else 0.0


# ---- where it stands -----------------------------------------------------------------------------------------------


def _spans(text: Mapped, needles: tuple[tuple[re.Pattern[str], ...], ...]) -> list[Span]:
    for (pattern,) in needles[1:]:
        found = [text.span(*at) for at in _standing(text.text, pattern)]
        if found:
            return _merged(found)
    return []


def _standing(text: str, pattern: re.Pattern[str]) -> Iterable[Span]:
    runs: list[Span] | None = None
    for match in pattern.finditer(text):
        start, end = match.span()
        if not is_thai(text[start]) and not is_thai(text[end - 1]):
            yield start, end
            continue
        if len(stream(match.group())) >= _SURE_CLUSTERS:
            yield start, end
            continue
        runs = runs or [run.span() for run in _THAI_RUN.finditer(text)]
        if _at_words(text, runs, start) and _at_words(text, runs, end):
            yield start, end


def _at_words(text: str, runs: list[Span], place: int) -> bool:
    """Does a word, or a part of a compound, begin or end here?"""
    at = bisect_left(runs, (place, place)) - 1
    if at < 0 or runs[at][1] <= place:
        return True
    start, end = runs[at]
    return place - start in _edges(text[start:end])


@lru_cache(maxsize=256)
def _edges(run: str) -> frozenset[int]:
    extra = vocabulary.lexicon()
    found, at = {0}, 0
    for word in cut_run(run, extra=extra):
        for part in parts(word, extra=extra):
            inside = word.find(part)
            found.update((at + inside, at + inside + len(part)))
        at += len(word)
        found.add(at)
    return frozenset(found)


def _merged(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


# ---- what to show --------------------------------------------------------------------------------------------------


def _thickest(original: str, spans: list[Span], length: int) -> tuple[float, int]:
    """Where a window of the length holds most that is different."""
    best, place = 0.0, 0
    for at, (start, _) in enumerate(spans):
        seen: set[str] = set()
        for one, other in spans[at : at + 40]:
            if other - start > length:
                break
            seen.add(original[one:other])
        weight = sum(min(len(word), 12) ** 0.5 for word in seen)
        if weight > best:
            best, place = weight, start
    return best, place


def _shown(original: str, place: int, spans: list[Span], length: int) -> list[tuple[str, bool]]:
    before = min(place, length // 4)
    start = _edge(original, place - before, place) if place else 0
    end = _edge(original, start + length, min(len(original), start + length + 24), back=True)
    inside = [(one, other) for one, other in spans if start <= one and other <= end]
    found: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for one, other in inside:
        found += [(original[at:one], False), (original[one:other], True)]
        at = other
    found += [(original[at:end], False)] + ([("…", False)] if end < len(original) else [])
    return [(text, marked) for text, marked in found if text]


def _edge(original: str, place: int, limit: int, *, back: bool = False) -> int:
    """The word edge next to a place: behind it up to the limit, or before it."""
    if place >= len(original):
        return len(original)
    low = max(0, place - 60)
    at, edges = low, [low]
    for piece in pieces(original[low : place + 60]):
        for word in cut_run(piece, extra=vocabulary.lexicon()) if is_thai(piece) else [piece]:
            at += len(word)
            edges.append(at)
    if back:
        return max((edge for edge in edges if edge <= place and edge > low), default=place)
    return min((edge for edge in edges if place <= edge <= limit), default=limit)
