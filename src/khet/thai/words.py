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

from khet.thai.clusters import THAI_CLUSTER
from khet.thai.lexicon import LONGEST, SHORT, Lexicon

__all__ = ["LONGEST", "Lexicon", "breakable", "cut", "cut_run", "dictionary", "is_thai", "pieces"]

_PIECE = re.compile(
    r"[\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e]+|[\u0e2f\u0e46]+|[^\W\u0e00-\u0e7f]+|\s+|.", re.DOTALL
)
# No cut inside a cluster: behind a leading vowel, or before a vowel or mark that hangs on the letter ahead of it.
_CLUSTER = re.compile(THAI_CLUSTER)
_BREAKABLE_AFTER = re.compile("[ก-๎]$")
_BREAKABLE_BEFORE = re.compile("^[ก-ฮเ-ไ]")
_NO_LETTERS = "\u0e2f\u0e3b\u0e3c\u0e3d\u0e3e\u0e3f\u0e46"  # ฯ, places without a sign, ฿, ๆ
_NO_PLACE = 1 << 40  # inside a cluster, or behind the end
_UNKNOWN = 3  # what an unknown cluster costs; a known word costs 1
ZERO_WIDTH_SPACE = "\u200b"


def cut(text: str, *, extra: Lexicon | None = None) -> list[str]:
    """The words of a text, blanks and signs included: "".join(cut(text)) == text. The first call loads the list.

    extra: words known beside the list, such as those of a database; nothing is kept of them.
    """
    return [word for piece in pieces(text) for word in (cut_run(piece, extra=extra) if is_thai(piece) else (piece,))]


def pieces(text: str) -> list[str]:
    """Runs of Thai, of other letters and digits, of blanks, and single signs."""
    return _PIECE.findall(text)


def is_thai(piece: str) -> bool:
    """Is the piece a run of Thai letters, to be cut?"""
    return "\u0e01" <= piece[0] <= "\u0e4e" and piece[0] not in _NO_LETTERS


def breakable(text: str, *, mark: str = ZERO_WIDTH_SPACE) -> str:
    """The text with a mark wherever a line may break between Thai words; for paper only, never to be stored."""
    words = cut(text)
    pieces = words[:1]
    for left, right in pairwise(words):
        if _BREAKABLE_AFTER.search(left) and _BREAKABLE_BEFORE.match(right):
            pieces.append(mark)
        pieces.append(right)
    return "".join(pieces)


def cut_run(run: str, *, extra: Lexicon | None = None) -> list[str]:
    """The words of one run of Thai letters: known words cost 1, unknown clusters more; longer first among equals."""
    steps, known = _cheapest(run, extra)
    found: list[str] = []
    at = start = 0
    while at < len(run):
        end = steps[at]
        if known[at]:
            if start < at:
                found.append(run[start:at])
            found.append(run[at:end])
            start = end
        at = end
    if start < at:
        found.append(run[start:at])
    return found


def _cheapest(run: str, extra: Lexicon | None) -> tuple[list[int], bytearray]:
    """For each place: where the next word ends, and whether it is known. From the end to the front."""
    base = dictionary()
    words, lengths = base.words, base.lengths
    added, more = (words, lengths) if extra is None else (extra.words, extra.beside(base))
    size = len(run)
    cost = [_NO_PLACE] * (size + LONGEST + 1)
    cost[size] = 0
    steps, known = [0] * size, bytearray(size)
    following = size
    for at in reversed([found.start() for found in _CLUSTER.finditer(run)]):
        low, step = cost[following] + _UNKNOWN, following
        start = run[at : at + 3]
        for length in more.get(start) or lengths.get(start, SHORT):
            price = cost[at + length] + 1
            if price < low:
                word = run[at : at + length]
                if word in words or word in added:
                    low, step, known[at] = price, at + length, 1
        cost[at], steps[at], following = low, step, at
    return steps, known


@cache
def dictionary() -> Lexicon:
    """The list that the library carries (CC0) and the words of our offices. About 18 MB, loaded once."""
    return Lexicon(_listed())


def _listed() -> Iterator[str]:
    # The list is read as a file: importing the library itself would cost far more memory than its words.
    library = find_spec("pythainlp")
    if library is not None and library.submodule_search_locations:
        yield from _lines(Path(library.submodule_search_locations[0], "corpus", "words_th.txt").read_text("utf-8"))
    yield from _lines(resources.files("khet.thai").joinpath("data/words.txt").read_text("utf-8"))


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line and not line.startswith("#"))
