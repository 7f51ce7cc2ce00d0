"""Where a query stands in a text: parts of the original, whole syllables, and the piece of the text worth showing."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from khet.thai import vocabulary
from khet.thai.clusters import HANGING, LEADING, LETTERS, stream
from khet.thai.mapping import Mapped, mapped
from khet.thai.parts import parts
from khet.thai.querying import Query
from khet.thai.querying import query as queried
from khet.thai.words import cut_run, is_thai, pieces

_GAP = r"[\s.,:;/()\-–ๆฯ]{0,3}"
_BEFORE = f"(?<![{LEADING}])"
_BEFORE_MARK = f"(?<![{LETTERS}{LEADING}{HANGING}])"
_MARKS = re.compile(f"[{HANGING}]")
_BEHIND = f"(?![{HANGING}])(?![{LETTERS}]\u0e4c)"
_BEFORE_LATIN, _BEHIND_LATIN = r"(?<![^\W\u0e00-\u0e7f])", rf"(?![^\W\u0e00-\u0e7f]|[{HANGING}])"
_THAI_RUN = re.compile(f"[{LETTERS}{LEADING}{HANGING}]+")
_SURE_CLUSTERS = 4  # a phrase of so many clusters is marked wherever it stands; a shorter one only as whole words
_TELLING_PART = 3  # a shorter part of the query is marked as a whole word alone: ประ of ประชุม is not that of ประสาน
_MOST_NEEDLES = 80
_LONGEST_PHRASE = 16  # clusters; the words of a longer one are marked by themselves
_ABBREVIATION = re.compile(f"[{LETTERS}]{{2,5}}")
_SAID = re.compile(f"[{LETTERS}]|[^\\W\u0e00-\u0e7f]")
_ENOUGH = 8.0  # so much stands in a window that the rest of a long text is not looked at
_BLOCK, _MOST_BLOCKS = 4000, 50
Span = tuple[int, int]


def cuts(original: str, query: Query | str) -> list[Span]:
    """(start, end) of what the query finds in the original, from left to right, never inside a syllable."""
    return _spans(mapped(original), _needles(queried(query) if isinstance(query, str) else query))


def snippet(original: str, query: Query | str, length: int = 160) -> list[tuple[str, bool]]:
    """The piece of the original where the query stands thickest, as (text, is it marked), cut between words.

    "".join of the texts is a piece of the original, with … where something was left out. Texts of more than 200,000
    characters are looked at to there.
    """
    needles = _needles(queried(query) if isinstance(query, str) else query)
    best: tuple[float, int, list[Span]] = (-1.0, 0, [])
    for start in range(0, min(len(original), _BLOCK * _MOST_BLOCKS) or 1, _BLOCK):
        block = original[start : start + _BLOCK + length]
        spans = [(start + one, start + other) for one, other in _spans(mapped(block), needles)]
        weight, place = _thickest(original, spans, length)
        if weight > best[0]:
            best = (weight, place if spans else start, spans)
        if needles.main is None or weight >= _ENOUGH:
            break
    return _shown(original, best[1], best[2], length)


# ---- what to look for ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Needles:
    """main: phrases, words and other names; parts: parts of compounds, for when nothing else is found."""

    main: re.Pattern[str] | None
    parts: tuple[str, ...]


@lru_cache(maxsize=64)
def _needles(query: Query) -> _Needles:
    phrases = [*query.quoted, query.whole, *query.phrases, *(other for _, other in query.synonyms)]
    joined = [_joined(phrase) for phrase in phrases if phrase.count(" ") < _LONGEST_PHRASE]
    words = [_alone(term.word) for term in query.terms if term.word in query.words]
    return _Needles(_pattern([*joined, *words]), tuple(part for term in query.terms for part in term.parts))


@lru_cache(maxsize=64)
def _pattern_of_parts(parts: tuple[str, ...]) -> re.Pattern[str] | None:
    return _pattern([_alone(part) for part in parts])


def _pattern(needles: Iterable[str]) -> re.Pattern[str] | None:
    listed = sorted(set(filter(None, needles)), key=len, reverse=True)[:_MOST_NEEDLES]
    return re.compile("|".join(listed)) if listed else None


def _joined(phrase: str) -> str:
    """A cluster phrase: signs and blanks may stand between its clusters."""
    return _edged(phrase.replace(" ", ""), _GAP.join(map(re.escape, phrase.split(" ")))) if phrase else ""


def _alone(word: str) -> str:
    """A word as it is written; an abbreviation with its dots or without."""
    return _joined(" ".join(word)) if _ABBREVIATION.fullmatch(word) else _edged(word, re.escape(word))


def _edged(word: str, needle: str) -> str:
    """Not inside a syllable, nor inside a Latin word or a number."""
    if not _SAID.search(word):
        return ""
    before = (_BEFORE if not _MARKS.match(word) else _BEFORE_MARK) if is_thai(word[0]) else _BEFORE_LATIN
    behind = _BEHIND if is_thai(word[-1]) else _BEHIND_LATIN
    return before + needle + behind


# ---- where it stands -----------------------------------------------------------------------------------------------


def _spans(text: Mapped, needles: _Needles) -> list[Span]:
    found = _found(text, needles.main)
    return found or _found(text, _pattern_of_parts(needles.parts), whole_below=_TELLING_PART)


def _found(text: Mapped, pattern: re.Pattern[str] | None, *, whole_below: int = 0) -> list[Span]:
    return _merged([text.span(*at) for at in _standing(text.text, pattern, whole_below)]) if pattern else []


def _standing(text: str, pattern: re.Pattern[str], whole_below: int) -> Iterable[Span]:
    """whole_below: what has fewer clusters must be whole words of the text; the rest may be parts of its compounds."""
    runs: list[Span] | None = None
    for match in pattern.finditer(text):
        start, end = match.span()
        if not is_thai(text[start]) and not is_thai(text[end - 1]):
            yield start, end
            continue
        clusters = len(stream(match.group()))
        if clusters >= _SURE_CLUSTERS:
            yield start, end
            continue
        runs = runs or [run.span() for run in _THAI_RUN.finditer(text)]
        edges = _edges if clusters < whole_below else _inner_edges
        if _at_edge(text, runs, start, edges) and _at_edge(text, runs, end, edges):
            yield start, end


def _at_edge(text: str, runs: list[Span], place: int, edges: Callable[[str], frozenset[int]]) -> bool:
    """Does a word, or a part of a compound, begin or end here?"""
    at = bisect_left(runs, (place, place)) - 1
    if at < 0 or runs[at][1] <= place:
        return True
    start, end = runs[at]
    return place - start in edges(text[start:end])


@lru_cache(maxsize=256)
def _edges(run: str) -> frozenset[int]:
    """Where the words of a run begin and end."""
    return frozenset(accumulate(map(len, cut_run(run, extra=vocabulary.lexicon())), initial=0))


@lru_cache(maxsize=256)
def _inner_edges(run: str) -> frozenset[int]:
    """And the parts of its compounds."""
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
    best, place, weight, end = 0.0, 0, 0.0, 0
    words = [original[one:other] for one, other in spans]
    inside: Counter[str] = Counter()
    for at, (start, _) in enumerate(spans):
        while end < len(spans) and (end <= at or spans[end][1] - start <= length):
            weight += 0.0 if inside[words[end]] else min(len(words[end]), 12) ** 0.5
            inside[words[end]] += 1
            end += 1
        if weight > best + 1e-6:
            best, place = weight, start
        inside[words[at]] -= 1
        weight -= 0.0 if inside[words[at]] else min(len(words[at]), 12) ** 0.5
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
