"""How a form stands: what is wrong, what was computed, what is hidden, how much is filled in."""

from collections.abc import Mapping
from dataclasses import dataclass

from khet.collect.schema import Severity


@dataclass(frozen=True, slots=True)
class Problem:
    """path: a cell, a part, or "" for the whole form. message says what is wrong, hint how to mend it."""

    path: str
    severity: Severity
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """computed: canonical text of computed cells by path. hidden: parts and cells not shown now ("#key": a section).

    filled and total count the cells that are shown and typed.
    """

    problems: tuple[Problem, ...]
    computed: Mapping[str, str]
    hidden: frozenset[str]
    filled: int
    total: int

    @property
    def blocks(self) -> tuple[Problem, ...]:
        return tuple(each for each in self.problems if each.severity is Severity.BLOCK)

    @property
    def warns(self) -> tuple[Problem, ...]:
        return tuple(each for each in self.problems if each.severity is Severity.WARN)
