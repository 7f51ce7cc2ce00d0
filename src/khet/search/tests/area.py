"""A source of its own for the tests of the index: documents in a dict, seen by term."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from khet.kernel.actor import Actor
from khet.search import services
from khet.search.registry import Document, Found, Source, same, sources

KIND = "test.paper"


class Papers:
    """What there is; an actor sees what bears "all" or one of the own units."""

    def __init__(self) -> None:
        self.rows: dict[int, Document] = {}

    def add(self, pk: int, title: str, body: str = "", *terms: str, **parts: object) -> None:
        given = frozenset(terms or {"all"})
        self.rows[pk] = replace(Document(id=pk, title=title, body=body, terms=given), **parts)  # type: ignore[arg-type]

    def index(self, *ids: int) -> services.Done:
        return services.index(sources[KIND], ids or tuple(self.rows))

    def source(self) -> Source:
        return Source(
            kind=KIND,
            label="เอกสาร",
            icon="file-text",
            documents=lambda ids: [self.rows[pk] for pk in ids if pk in self.rows],
            all_ids=lambda: sorted(self.rows),
            terms=lambda actor: ["all", *(f"unit:{unit}" for unit in actor.unit_ids)],
            shown=self.shown,
            follows={KIND: same},
        )

    def shown(self, ids: Sequence[int], actor: Actor) -> Mapping[int, Found]:
        return {pk: Found(f"/paper/{pk}/", f"ฉบับ {pk}") for pk in ids if pk in self.rows}


@contextmanager
def papers_registered() -> Iterator[Papers]:
    """Alone: what capabilities ship is found too, and would be counted."""
    papers, others = Papers(), dict(sources._entries)
    sources._entries.clear()
    sources.register(papers.source())
    try:
        yield papers
    finally:
        sources._entries.clear()
        sources._entries.update(others)


READER = Actor(account_id=1, person_id=1, unit_ids=frozenset({7}))
OTHER = Actor(account_id=2, person_id=2, unit_ids=frozenset({8}))
