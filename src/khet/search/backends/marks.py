"""How documents and questions are written for both engines."""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import TypeVar

JOIN = "\ue002"
"""Between the clusters of a pair: a private character that the cutter never makes."""
K = TypeVar("K")
V = TypeVar("V")
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def pairs(clusters: Iterable[str]) -> Iterator[str]:
    """Neighbouring clusters as one sign each, then the last one with nothing behind it.

    A phrase of n clusters is n-1 pairs one after another; pairs are rarer than single clusters, so quicker to meet.
    """
    for left, right in pairwise((*clusters, "")):
        yield f"{left}{JOIN}{right}"


def inner_pairs(clusters: tuple[str, ...]) -> list[str]:
    """The pairs within a phrase, without an end."""
    return [f"{left}{JOIN}{right}" for left, right in pairwise(clusters)]


def kind_mark(kind: str) -> str:
    return f"k{_NOT_WORD.sub('', kind.casefold())}"


def year_mark(year_be: int) -> str:
    return f"y{year_be}"


def stretch_mark(number: int) -> str:
    return f"s{number}"


def unit_mark(unit_id: int) -> str:
    return f"u{unit_id}"


def number_of(sign: str) -> int:
    """32 bits for a word or pair."""
    return zlib.crc32(sign.encode())


class Table(dict[K, V]):
    """What was made of keys that come again and again; emptied when it has grown to its most."""

    def __init__(self, make: Callable[[K], V], most: int) -> None:
        super().__init__()
        self._make, self._most = make, most

    def __missing__(self, key: K) -> V:
        if len(self) >= self._most:
            self.clear()
        made = self[key] = self._make(key)
        return made


def _number_of_pair(pair: tuple[str, str]) -> int:
    return number_of(f"{pair[0]}{JOIN}{pair[1]}")


PAIR_NUMBERS: Table[tuple[str, str], int] = Table(_number_of_pair, 1 << 15)
"""number_of of two neighbouring clusters joined. Text of one kind uses a few thousand pairs nearly always."""
