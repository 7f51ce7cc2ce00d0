"""What a workbook asks for, row by row, before anything is written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from khet.kernel.errors import Refused
from khet.org.imports.columns import Problem
from khet.org.models import ImportedRow, Person

Tell = Callable[[int, int], None]  # how far: done, of how many


@dataclass(frozen=True, slots=True)
class Question:
    """A row that may mean a person who is there already. choices: (answer, words); the answer "new" makes another."""

    row: int
    words: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One row's work: make, change or nothing; what holds what the services need."""

    row: int
    verb: str
    words: str
    what: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a run is written: up to which row of the workbook, and the people it entered on the way."""

    row: int = 0
    entered: frozenset[int] = frozenset()


@dataclass(slots=True)
class Written:
    """What this attempt has entered: people by citizen number (several rows may be one person), and all their ids.

    row: that of the workbook which is being written; outcomes: what the rows of this stretch made and changed.
    """

    by_number: dict[str, Person] = field(default_factory=dict)
    entered: list[int] = field(default_factory=list)
    row: int = 0
    outcomes: list[ImportedRow] = field(default_factory=list)

    def note(self, thing: Model, *, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None) -> None:
        """The row made this thing, or changed these fields of it; runs keeps it with the stretch."""
        kind = thing._meta.label_lower
        self.outcomes.append(ImportedRow(row=self.row, kind=kind, target_id=thing.pk, before=before, after=after))


def silent(_done: int, _total: int) -> None:
    """For whoever does not ask how far it is."""


@dataclass(slots=True)
class Plan:
    steps: list[Step] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    def count(self, verb: str) -> int:
        return sum(step.verb == verb for step in self.steps)

    def report(self) -> dict[str, Any]:
        """As it is kept with the run: nothing in it is a citizen number."""
        return {
            "rows": len(self.steps),
            "made": self.count("make"),
            "changed": self.count("change"),
            "same": self.count("same"),
            "notes": list(self.notes),
            "problems": [[one.row, one.column, one.value, one.rule] for one in self.problems[:2000]],
            "problem_count": len(self.problems),
            "questions": [
                [one.row, one.words, [list(choice) for choice in one.choices]] for one in self.questions[:500]
            ],
            "sample": [[step.row, step.verb, step.words] for step in self.steps if step.verb != "same"][:200],
        }


class RowRefused(Refused):
    """A service said no to one row."""

    def __init__(self, row: int, refusal: Refused) -> None:
        super().__init__("แถว %(row)s: %(why)s", code=refusal.code, field=refusal.field, row=row, why=refusal.message)
        self.row, self.rule = row, refusal.message


@contextmanager
def at_row(step: Step) -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        raise RowRefused(step.row, refusal) from refusal
