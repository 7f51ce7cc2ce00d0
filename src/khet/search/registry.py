"""What can be found: each capability registers its sources; the index is built from them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from khet.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Document:
    """One findable thing. terms says who may find it: a person needs one of them ("unit:3", "person:7")."""

    id: int
    title: str
    body: str = ""
    number: str = ""
    unit_id: int | None = None
    day: date | None = None
    people: tuple[str, ...] = ()
    terms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of thing (a reference kind), its Thai label, and how its documents are read by id."""

    kind: str
    label: str
    icon: str
    documents: Callable[[Iterable[int]], Iterable[Document]]
    all_ids: Callable[[], Iterable[int]]


sources: Registry[Source] = Registry("search.sources", key=lambda source: source.kind)
