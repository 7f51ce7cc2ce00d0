"""A bag: which words a document holds, how often in which field, and how long it is. What ranking reads of a document.

Written as one run of bytes: length of title, of body with files, number of words and of runs; the numbers of the words
in order (32 bits each); those of every two neighbouring clusters; how often each word stands in title (3 bits), people
and numbers (3), body (6) and files (4).
"""

import struct
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from khet.search.backends.marks import PAIR_NUMBERS, Table, number_of

MOST_WORDS = 30_000
"""Different words of a document that are kept for ranking; beyond that the rarest in it are left out."""
NUMBER = "\ue002"
MOST_RUNS = 40_000
MANY = 15
"""So many times more runs in a bag than are looked for, and each is looked up by itself."""
_HEAD = struct.Struct("<IIII")


@dataclass(frozen=True, slots=True)
class Bag:
    """The words of each field in any order, with repetitions."""

    title: Sequence[str]
    people: Sequence[str]
    body: Sequence[str]
    files: Sequence[str]
    codes: Sequence[str] = ()
    runs: Sequence[int] = ()
    """In order."""


@dataclass(frozen=True, slots=True)
class Times:
    """How often a word stands in each field."""

    title: int = 0
    people: int = 0
    body: int = 0
    files: int = 0

    @property
    def total(self) -> int:
        return self.title + self.people + self.body + self.files


NEVER = Times()


def word_number(word: str) -> int:
    return number_of(word)


_NUMBERS: Table[str, int] = Table(word_number, 1 << 14)


def number_mark(code: str) -> int:
    """For looking up whether a code is the thing's own number."""
    return word_number(f"{NUMBER}{code}")


def pack(bag: Bag) -> bytes:
    found: dict[int, int] = {}
    for word, times in _most(Counter(bag.body)):
        found[_NUMBERS[word]] = times << 4 if times < 63 else 63 << 4
    for word, times in _most(Counter(bag.files)):
        number = _NUMBERS[word]
        found[number] = found.get(number, 0) | min(times, 15)
    people = [*bag.people, *(f"{NUMBER}{code}" for code in bag.codes)]
    for words, shift in ((bag.title, 13), (people, 10)):
        for word, times in Counter(words).items():
            number = _NUMBERS[word]
            found[number] = found.get(number, 0) | min(times, 7) << shift
    ordered, seen = sorted(found), bag.runs[:MOST_RUNS]
    head = _HEAD.pack(len(bag.title), len(bag.body) + len(bag.files), len(ordered), len(seen))
    numbers = array("I", ordered).tobytes() + array("I", seen).tobytes()
    return head + numbers + array("H", map(found.__getitem__, ordered)).tobytes()


def _most(words: "Counter[str]") -> Iterable[tuple[str, int]]:
    return words.most_common(MOST_WORDS) if len(words) > MOST_WORDS else words.items()


def runs(*fields: Sequence[str]) -> set[int]:
    """The numbers of every two neighbouring clusters: what survives a slip elsewhere in the word."""
    return set(map(PAIR_NUMBERS.__getitem__, set(chain.from_iterable(map(pairwise, fields)))))


class Opened:
    """A bag to look words up in."""

    __slots__ = ("_numbers", "_runs", "_times", "body_length", "title_length")

    def __init__(self, packed: bytes) -> None:
        self.title_length, self.body_length, words, seen = _HEAD.unpack_from(packed)
        view = memoryview(packed)[_HEAD.size :]
        self._numbers = view[: words * 4].cast("I")
        self._runs = view[words * 4 : (words + seen) * 4].cast("I")
        self._times = view[(words + seen) * 4 :].cast("H")

    def held(self, wanted: frozenset[int]) -> frozenset[int]:
        """Those of the numbers of runs() that stand here; in a long bag each is looked up by itself."""
        if len(self._runs) < MANY * len(wanted):
            return wanted.intersection(self._runs)
        return frozenset(run for run in wanted if self._holds(run))

    def _holds(self, run: int) -> bool:
        at = bisect_left(self._runs, run)
        return at < len(self._runs) and self._runs[at] == run

    def times(self, number: int) -> Times:
        """For a number of word_number."""
        at = bisect_left(self._numbers, number)
        if at == len(self._numbers) or self._numbers[at] != number:
            return NEVER
        packed = self._times[at]
        return Times(packed >> 13, packed >> 10 & 7, packed >> 4 & 63, packed & 15)
