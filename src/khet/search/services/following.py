"""Following what changes: whatever the trail names is looked at again by a job of the same transaction."""

from collections.abc import Iterable, Mapping, Sequence

from khet.jobs.services import enqueue
from khet.kernel.refs import Ref
from khet.search.registry import ordered

FOLLOW = "search.follow"
MOST_IN_JOB = 400


def follow(refs: Iterable[Ref]) -> None:
    """Have the documents of these things made anew after the commit; kinds that no source follows cost nothing."""
    known = followed()
    wanted: dict[str, set[int]] = {}
    for ref in refs:
        if ref.kind in known:
            wanted.setdefault(ref.kind, set()).add(ref.id)
    for kind, ids in sorted(wanted.items()):
        _ask(kind, sorted(ids))


def touch(kind: str, ids: Sequence[int]) -> None:
    """For writes that the trail does not name one by one (imports); kind of a reference, in the same transaction."""
    follow(Ref(kind, pk) for pk in ids)


def _ask(kind: str, ids: list[int]) -> None:
    for at in range(0, len(ids), MOST_IN_JOB):
        enqueue(FOLLOW, refs={kind: ids[at : at + MOST_IN_JOB]})


def followed() -> frozenset[str]:
    return frozenset(kind for source in ordered() for kind in source.follows)


def meant(refs: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """By source: the ids of the documents that these references change."""
    found: dict[str, list[int]] = {}
    for source in ordered():
        ids: set[int] = set()
        for kind, targets in refs.items():
            if kind in source.follows:
                ids.update(source.follows[kind](targets))
        if ids:
            found[source.kind] = sorted(ids)
    return found
