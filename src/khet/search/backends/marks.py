"""How documents and questions are written for both engines."""

import re
import zlib
from collections.abc import Iterable, Iterator
from itertools import pairwise

JOIN = "\ue002"
"""Between the clusters of a pair: a private character that the cutter never makes."""
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
