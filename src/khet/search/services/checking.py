"""Does the index hold what the tables hold? Missing and surplus documents, by source; and their repair."""

from dataclasses import dataclass

from khet.search.backends import backend
from khet.search.models import Slot
from khet.search.registry import Source, ordered
from khet.search.services.indexing import index
from khet.search.services.state import state


@dataclass(frozen=True, slots=True)
class Gap:
    """ids that the tables have and the index lacks, and the other way about."""

    kind: str
    missing: tuple[int, ...]
    surplus: tuple[int, ...]

    @property
    def count(self) -> int:
        return len(self.missing) + len(self.surplus)


def gap(source: Source) -> Gap:
    wanted = set(source.all_ids())
    there = set(backend().targets(Slot(state().slot), source.kind))
    return Gap(source.kind, tuple(sorted(wanted - there)), tuple(sorted(there - wanted)))


def gaps() -> list[Gap]:
    return [found for source in ordered() if (found := gap(source)).count]


def mend() -> int:
    """Bring the index up to the tables; returns how many documents were out. Nightly, for writes nobody told of."""
    count = 0
    for source in ordered():
        found = gap(source)
        index(source, [*found.missing, *found.surplus])
        count += found.count
    return count
