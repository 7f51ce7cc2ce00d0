"""A set of words ready for cutting: the base list, our own vocabulary, or words learned from a database."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping

LONGEST = 40
"""Longest word that takes part in cutting, in characters."""
SHORT = (2,)  # the lengths to try where no longer word begins


class Lexicon:
    """Words, and for each three first letters the lengths that occur, longest first. Compared by identity."""

    __slots__ = ("__weakref__", "_beside", "_shapes", "lengths", "words")

    def __init__(self, words: Iterable[str]) -> None:
        self.words: frozenset[str] = frozenset(word for word in words if 2 <= len(word) <= LONGEST)
        lengths: dict[str, set[int]] = {}
        for word in self.words:
            lengths.setdefault(word[:3], set(SHORT)).add(len(word))
        shared: dict[tuple[int, ...], tuple[int, ...]] = {}
        ordered = ((start, tuple(sorted(found, reverse=True))) for start, found in lengths.items())
        self.lengths: Mapping[str, tuple[int, ...]] = {start: shared.setdefault(row, row) for start, row in ordered}

        self._beside: dict[str, tuple[int, ...]] | None = None
        self._shapes: dict[int, tuple[list[str], array[int]]] | None = None

    def __contains__(self, word: object) -> bool:
        return word in self.words

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    def __len__(self) -> int:
        return len(self.words)

    def beside(self, base: "Lexicon") -> Mapping[str, tuple[int, ...]]:
        """For the starts of these words: the lengths of both, longest first. base is the same at every call."""
        if self._beside is None:
            self._beside = {
                start: tuple(sorted({*row, *base.lengths.get(start, SHORT)}, reverse=True))
                for start, row in self.lengths.items()
            }
        return self._beside

    def joined(self, other: "Lexicon") -> "Lexicon":
        """The words of both."""
        return Lexicon(self.words | other.words)

    def near(self, keyed: str, key: Callable[[str], str]) -> Iterator[str]:
        """Words whose key has nearly the same letters (at most two differ) and length. Built at the first call."""
        if self._shapes is None:
            self._shapes = _shapes(self.words, key)
        wanted = _shape(keyed)
        for length in (len(keyed), len(keyed) - 1, len(keyed) + 1):
            words, shapes = self._shapes.get(length, ([], array("Q")))
            for place, shape in enumerate(shapes):
                if (shape ^ wanted).bit_count() <= 2:
                    yield words[place]


def _shapes(words: Iterable[str], key: Callable[[str], str]) -> dict[int, tuple[list[str], "array[int]"]]:
    found: dict[int, tuple[list[str], array[int]]] = {}
    for word in words:
        keyed = key(word)
        row = found.setdefault(len(keyed), ([], array("Q")))
        row[0].append(word)
        row[1].append(_shape(keyed))
    return found


def _shape(keyed: str) -> int:
    """The letters of a word as bits; two letters may share one, which lets a few words too many through."""
    bits = 0
    for sign in keyed:
        bits |= 1 << (ord(sign) & 63)
    return bits
