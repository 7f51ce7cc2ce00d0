"""What the rules found."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from khet.collect.checks.ruleset import Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """One wrong cell. row: its number in the file, 0 for the file as a whole. column: our key; head: what the file
    calls it; place: where it stands there (from 0, -1 when it does not). value: its text as it stands. message and
    hint: Thai.
    """

    row: int
    column: str
    value: str
    rule: str
    severity: Severity
    message: str
    hint: str
    head: str = ""
    place: int = -1


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that could not be run, and why: shown, never hidden."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Findings:
    """items by row: at most as many as asked for; counts: every finding, by rule. wrong_rows: rows with any.

    broken: rules that failed; skipped: rules that had nothing to look at (a column that the file does not have, no
    earlier file). seconds: how long it took.
    """

    items: tuple[Finding, ...]
    counts: Mapping[str, int]
    rows: int
    wrong_rows: int
    blocking: int
    broken: tuple[Broken, ...] = ()
    skipped: tuple[str, ...] = ()
    version: int = 0
    seconds: float = 0.0
    severities: Mapping[str, Severity] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def __len__(self) -> int:
        """Every finding, also those that are not in items."""
        return sum(self.counts.values())

    @property
    def cut_off(self) -> int:
        """How many are counted but not listed."""
        return len(self) - len(self.items)

    @property
    def may_enter(self) -> bool:
        """Nothing that keeps the file out."""
        return not self.blocking

    def by_row(self) -> dict[int, list[Finding]]:
        found: dict[int, list[Finding]] = {}
        for item in self.items:
            found.setdefault(item.row, []).append(item)
        return found

    def by_severity(self) -> Counter[Severity]:
        counted: Counter[Severity] = Counter()
        for rule, number in self.counts.items():
            counted[self.severities[rule]] += number
        return counted
