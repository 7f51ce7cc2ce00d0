"""The words of offices and schools that general lists lack, what they are also called, and words that say little."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

from khet.thai.lexicon import Lexicon
from khet.thai.mapping import searchable

_SIGNS = re.compile(r"[\s.\-–/ฯๆ]+")
_SINGLE = re.compile("^[ก-ฮ]\\.$")


@cache
def lexicon() -> Lexicon:
    """Our own list: posts, papers, subjects, places, units. For search; paper breaks lines by words.cut alone."""
    return Lexicon(word for name in _names("vocabulary") for line in _lines(name) for word in line.split())


@lru_cache(maxsize=2)
def with_learned(learned: Lexicon | None) -> Lexicon:
    """Our own list and the learned words."""
    return lexicon() if learned is None else lexicon().joined(learned)


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """By plain form (see plain): the other spellings of the same, as people write them."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines(_data().joinpath("synonyms.txt")):
        names = tuple(searchable(name) for name in line.split("="))
        for name in names:
            others = tuple(other for other in names if plain(other) != plain(name))
            found[plain(name)] = tuple(dict.fromkeys((*found.get(plain(name), ()), *others)))
    return found


@cache
def longest_synonym() -> int:
    """Characters of the longest plain form."""
    return max(map(len, synonyms()), default=0)


@cache
def common() -> frozenset[str]:
    """Words too frequent to tell one text from another; kept in phrases, left out when words are weighed."""
    return frozenset(word for line in _lines(_data().joinpath("common.txt")) for word in line.split())


@cache
def latin() -> frozenset[str]:
    """Latin words that are typed in offices, in small letters."""
    return frozenset(word for line in _lines(_data().joinpath("latin.txt")) for word in line.split())


def plain(name: str) -> str:
    """Without dots and blanks: "รอง ผอ." → "รองผอ". A single letter keeps its dot: จ. is no word."""
    return name if _SINGLE.match(name) else _SIGNS.sub("", name)


def _data() -> Traversable:
    return resources.files("khet.thai").joinpath("data")


def _names(folder: str) -> list[Traversable]:
    return sorted(_data().joinpath(folder).iterdir(), key=lambda path: path.name)


def _lines(path: Traversable) -> Iterator[str]:
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return (line for line in lines if line and not line.startswith("#"))
