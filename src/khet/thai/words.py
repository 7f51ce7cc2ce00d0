"""Where Thai text may be cut: fewest dictionary words, in time that grows only with the length of the text.

Libraries that walk every ambiguous path slow down a thousandfold on repeated syllables; here each place of the text
is visited once, whatever stands there.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

LONGEST = 40
"""Longest word of the dictionary, in characters."""

_PIECE = re.compile(
    r"[\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e]+|[\u0e2f\u0e46]+|[^\W\u0e00-\u0e7f]+|\s+|.", re.DOTALL
)
# No cut inside a cluster: behind a leading vowel, or before a vowel or mark that hangs on the letter ahead of it.
_CLUSTER = re.compile("[เ-ไ]*[ก-ฮ]?[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]*(?:[ก-ฮ]\u0e4c)?|.", re.DOTALL)
_BREAKABLE_AFTER = re.compile("[ก-๎]$")
_BREAKABLE_BEFORE = re.compile("^[ก-ฮเ-ไ]")
_SHORT = (2,)  # the lengths to try where no longer word begins
_UNKNOWN = 3  # what an unknown cluster costs; a known word costs 1
ZERO_WIDTH_SPACE = "\u200b"


def cut(text: str) -> list[str]:
    """The words of a text, blanks and signs included: "".join(cut(text)) == text. The first call loads the list."""
    return [word for piece in _PIECE.findall(text) for word in (_cut_thai(piece) if _is_thai(piece) else (piece,))]


def breakable(text: str, *, mark: str = ZERO_WIDTH_SPACE) -> str:
    """The text with a mark wherever a line may break between Thai words; for paper only, never to be stored."""
    words = cut(text)
    pieces = words[:1]
    for left, right in pairwise(words):
        if _BREAKABLE_AFTER.search(left) and _BREAKABLE_BEFORE.match(right):
            pieces.append(mark)
        pieces.append(right)
    return "".join(pieces)


def _is_thai(piece: str) -> bool:
    return "\u0e01" <= piece[0] <= "\u0e4e" and piece[0] not in "\u0e2f\u0e46"


def _cut_thai(run: str) -> Iterator[str]:
    """Cheapest way through the run: known words cost 1, unknown clusters more; longer words first among equals."""
    places = [0]
    for cluster in _CLUSTER.finditer(run):
        if cluster.end() > places[-1]:
            places.append(cluster.end())
    best = _cheapest(run, places)
    at = start = 0
    while at < len(run):
        end, known = best[at]
        if known:
            if start < at:
                yield run[start:at]
            yield run[at:end]
            start = end
        at = end
    if start < at:
        yield run[start:at]


def _cheapest(run: str, places: list[int]) -> dict[int, tuple[int, bool]]:
    """For each place: where the next word ends, and whether the dictionary has it. From the end to the front."""
    words, lengths = _dictionary()
    cost = {len(run): 0}
    best: dict[int, tuple[int, bool]] = {}
    following = len(run)
    for at in reversed(places[:-1]):
        low, step, known = cost[following] + _UNKNOWN, following, False
        for length in lengths.get(run[at : at + 3], _SHORT):
            end = at + length
            price = cost.get(end)
            if price is not None and price + 1 < low and run[at:end] in words:
                low, step, known = price + 1, end, True
        cost[at], best[at], following = low, (step, known), at
    return best


@cache
def _dictionary() -> tuple[frozenset[str], dict[str, tuple[int, ...]]]:
    """The words, and for each three first letters the lengths that occur, longest first."""
    words = frozenset(word for word in _listed() if 2 <= len(word) <= LONGEST)
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[:3], set(_SHORT)).add(len(word))
    return words, {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}


def _listed() -> Iterator[str]:
    # The list is read as a file: importing the library itself would cost far more memory than its words.
    library = find_spec("pythainlp")
    if library is not None and library.submodule_search_locations:
        yield from _lines(Path(library.submodule_search_locations[0], "corpus", "words_th.txt").read_text("utf-8"))
    yield from _lines(resources.files("khet.thai").joinpath("data/words.txt").read_text("utf-8"))


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line and not line.startswith("#"))
