"""What can be found: each capability registers its sources; the index is built from them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from khet.kernel.actor import Actor
from khet.kernel.registry import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Ids = Callable[[Sequence[int]], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Document:
    """One findable thing. terms says who may find it: a person needs one of them ("lead:3", "person:7").

    numbers are found in any spelling (ที่, เลขทะเบียน). people: names that belong to it. unit_id drafted it, desk_id is
    the office or school it belongs to. file_ids: stored files whose text is found as part of it.
    """

    id: int
    title: str
    body: str = ""
    numbers: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    unit_id: int | None = None
    desk_id: int | None = None
    day: date | None = None
    file_ids: tuple[int, ...] = ()
    terms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """How a hit is shown to one actor: where it leads, and one quiet line under the title."""

    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of thing, its Thai label, and how its documents are read.

    documents(ids): those that exist; what is missing leaves the index. terms(actor): what the actor may find of this
    kind, in the words of Document.terms; nobody else's words count, each kind has its own. shown(ids, actor): address
    and note of hits, asked again of the live tables: what the actor no longer sees is left out. follows: kinds of
    reference whose change changes documents of this source, and which. turned(day): what changes by the calendar alone.
    words: names worth learning (units, people, places). named: its titles are suggested while one types; else only
    its numbers.
    """

    kind: str
    label: "StrOrPromise"
    icon: str
    documents: Callable[[Sequence[int]], Iterable[Document]]
    all_ids: Callable[[], Iterable[int]]
    terms: Callable[[Actor], Iterable[str]]
    shown: Callable[[Sequence[int], Actor], Mapping[int, Found]]
    follows: Mapping[str, Ids] = field(default_factory=dict)
    turned: Callable[[date], Iterable[int]] | None = None
    words: Callable[[], Iterable[str]] | None = None
    named: bool = True
    order: int = 50


def same(ids: Sequence[int]) -> Iterable[int]:
    """For follows: the thing itself."""
    return ids


sources: Registry[Source] = Registry("search.sources", key=lambda source: source.kind)


def ordered() -> list[Source]:
    return sorted(sources, key=lambda source: (source.order, source.kind))
