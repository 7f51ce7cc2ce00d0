"""A shelf of papers that everybody signed in may read: for measurements, and where rights do not matter."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from khet.kernel.actor import Actor
from khet.search.registry import Document, Found, Source, same

EVERYBODY = frozenset({"all"})
READER = Actor(account_id=1, person_id=1, person_name="ผู้อ่าน")
"""Somebody who may read shelves and nothing else."""


def shelf(
    kind: str,
    label: str,
    *,
    read: Callable[[Sequence[int]], Iterable[Document]],
    ids: Callable[[], Iterable[int]],
    url: str = "/shelf/{kind}/{id}/",
    icon: str = "file-text",
) -> Source:
    """A source whose documents carry EVERYBODY as terms; register it with registry.sources.register."""

    def shown(found: Sequence[int], actor: Actor) -> Mapping[int, Found]:
        return {pk: Found(url.format(kind=kind, id=pk)) for pk in found}

    return Source(
        kind=kind,
        label=label,
        icon=icon,
        documents=read,
        all_ids=ids,
        terms=lambda actor: EVERYBODY,
        shown=shown,
        follows={kind: same},
    )
