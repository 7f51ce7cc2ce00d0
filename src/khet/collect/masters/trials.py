"""What a file would do to a register, before it does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from khet.collect.models import RecordRow


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that cannot be taken; column "" means the row as such."""

    row: int
    column: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A row of the register as it will stand. row: the one that is there, None for a new one.

    changes: [before, after] by path; since: the day from which it holds.
    """

    number: int
    desk_id: int
    identity: str
    row: RecordRow | None
    values: Mapping[str, str]
    title: str
    found: str
    warns: int
    changes: Mapping[str, list[str]]
    since: date

    @property
    def restored(self) -> bool:
        return self.row is not None and self.row.archived

    @property
    def same(self) -> bool:
        return self.row is not None and not self.changes and not self.restored and self.row.identity == self.identity


@dataclass(frozen=True, slots=True)
class Leaving:
    """A row of the register that the file no longer has."""

    row: RecordRow
    title: str
    desk: str


@dataclass(frozen=True, slots=True)
class Trial:
    """planned in the order of the file; leaving: of the schools that the file tells about. Nothing while wrong."""

    planned: tuple[Planned, ...]
    wrong: tuple[Wrong, ...]
    leaving: tuple[Leaving, ...]
    notes: tuple[str, ...]
    schools: int

    @property
    def new(self) -> int:
        return sum(each.row is None for each in self.planned)

    @property
    def changed(self) -> int:
        return sum(each.row is not None and not each.same and not each.restored for each in self.planned)

    @property
    def restored(self) -> int:
        return sum(each.restored for each in self.planned)

    @property
    def same(self) -> int:
        return sum(each.same for each in self.planned)

    @property
    def nothing(self) -> bool:
        """Every row stands in the register as in the file."""
        return not self.wrong and self.same == len(self.planned)
