"""What search asks of an engine: keep rows, and recall the ids that match, newest first and never without a right.

An engine recalls; it does not rank. Ranking is the same code over the same bags on every engine (khet.search.ranking).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, Protocol

from khet.search.models import Slot

Where = Literal["title", "people", "any"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the cutter, anywhere or in one field; prefix: it may go on."""

    text: str
    where: Where = "any"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Clusters one after another; open: the last of them may go on (as it is typed)."""

    clusters: tuple[str, ...]
    where: Literal["title", "any"] = "any"
    open: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A number or code in its comparable form; open: it may go on."""

    text: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class All:
    parts: "tuple[Match, ...]"


@dataclass(frozen=True, slots=True)
class Any:
    parts: "tuple[Match, ...]"


Match = Word | Phrase | Code | All | Any


@dataclass(frozen=True, slots=True)
class Row:
    """One document, cut: the words of each field, clusters of title and text, codes, and the bag to rank by."""

    kind: str
    target_id: int
    title: str
    text: str
    people: str
    unit_id: int | None
    desk_id: int | None
    day: date | None
    year_be: int | None
    digest: str
    version: str
    title_words: tuple[str, ...]
    people_words: tuple[str, ...]
    words: tuple[str, ...]
    title_clusters: tuple[str, ...]
    clusters: tuple[str, ...]
    runs: tuple[int, ...]
    codes: tuple[str, ...]
    bag: bytes
    terms: frozenset[int]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: what the actor holds (never empty-handed by accident: no terms, no results), and the filters.

    unit_ids: any of them as unit or desk; first, last: days, included; newest: the highest id of the table.
    """

    kind: str
    terms: frozenset[int]
    unit_ids: frozenset[int] = frozenset()
    year_be: int | None = None
    first: date | None = None
    last: date | None = None
    person: tuple[str, ...] = ()
    newest: int = 0


@dataclass(slots=True)
class Kept:
    """What the index holds of a document now."""

    id: int
    digest: str
    version: str
    terms: frozenset[int] = field(default_factory=frozenset)


class Bagged(NamedTuple):
    """What ranking asks of a document."""

    bag: bytes
    day: date | None


class Backend(Protocol):
    """Every call names the table it means; changes belong into the caller's transaction.

    takes_many: several processes may write at once.
    """

    takes_many: bool

    def put(self, slot: Slot, rows: Sequence[Row], *, fresh: bool = False) -> None:
        """Add or replace documents. fresh: those that stand there already stay as they are (they are newer)."""

    def regrant(self, slot: Slot, ids: dict[int, frozenset[int]]) -> None:
        """New terms for documents whose content did not change; by document id."""

    def kept(self, slot: Slot, kind: str, target_ids: Collection[int]) -> dict[int, Kept]:
        """By target id."""

    def drop(self, slot: Slot, kind: str, target_ids: Collection[int]) -> int: ...

    def begin(self, slot: Slot) -> None:
        """Empty, ready for many rows."""

    def finish(self, slot: Slot) -> None:
        """All rows are in: make it quick to search. Outside a transaction where there may be one."""

    def reading(self) -> AbstractContextManager[None]:
        """Around several recalls."""

    def newest(self, slot: Slot) -> int:
        """The highest id of the table, 0 when it is empty."""

    def recall(self, slot: Slot, match: Match, scope: Scope, *, most: int) -> list[int]:
        """Ids of documents, newest in the index first."""

    def bags(self, slot: Slot, ids: Sequence[int]) -> dict[int, Bagged]:
        """Of those that are there still."""

    def documents(self, slot: Slot) -> int:
        """How many there are."""

    def words(self, slot: Slot) -> Iterable[tuple[str, int]]:
        """Every word with the number of documents it stands in."""

    def targets(self, slot: Slot, kind: str) -> Iterator[int]: ...

    def size(self, slot: Slot) -> int:
        """Bytes on disk, indexes included."""
