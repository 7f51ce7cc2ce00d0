"""Code lists and grades that the checks know (`data/codes.toml`, `data/grades.toml`)."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

List = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Grade:
    """code of the ministry; names, the short one first; usual age in whole years; step of the ladder from 1."""

    code: int
    names: tuple[str, ...]
    usual: int
    step: int
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Grades:
    """windows: years that an age may lie off the usual one (warn_younger, warn_older, block_younger, block_older)."""

    grades: tuple[Grade, ...]
    windows: Mapping[str, int]

    def named(self, code: int) -> str:
        return next((grade.names[0] for grade in self.grades if grade.code == code), "")


@lru_cache
def lists() -> Mapping[str, List]:
    """Each list: canonical value → other spellings."""
    return {
        name: {value: tuple(map(str, spellings)) for value, spellings in told.items()}
        for name, told in _data("codes.toml").items()
    }


@lru_cache
def grades() -> Grades:
    told = _data("grades.toml")
    found = tuple(
        Grade(int(g["code"]), tuple(g["names"]), int(g["usual"]), int(g["step"]), bool(g.get("leaves")))
        for g in told["grade"]
    )
    return Grades(found, {name: int(years) for name, years in told["windows"].items()})


def coded(known: List, column: str) -> str:
    """SQL: the canonical value of a text, NULL when it is none. First spellings first: they decide most rows."""
    every: dict[str, str] = {}
    for value, spellings in known.items():
        every.update(dict.fromkeys((*spellings[:1], value), value))
    for value, spellings in known.items():
        every.update({spelling: value for spelling in spellings[1:] if spelling not in every})
    whens = " ".join(f"WHEN {quoted(text)} THEN {quoted(value)}" for text, value in every.items())
    return f"CASE {column} {whens} END"


def quoted(text: str) -> str:
    """A SQL literal."""
    return "'" + text.replace("'", "''") + "'"


@lru_cache
def places() -> Mapping[str, str]:
    """DOPA code (2, 4 or 6 digits) → name of the province, amphoe or tambon."""
    text = resources.files("khet.collect.checks").joinpath("data/places.csv").read_text("utf-8")
    return dict(tuple(row) for row in csv.reader(text.splitlines()[1:]))  # type: ignore[misc]


@lru_cache
def provinces() -> tuple[str, ...]:
    return tuple(name for code, name in places().items() if len(code) == 2)


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("khet.collect.checks").joinpath(f"data/{name}").read_text("utf-8"))
