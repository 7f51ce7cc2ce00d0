"""Building the index anew in the other table, while the old one serves; then the two change places."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from khet.jobs.services import enqueue
from khet.search.backends import backend
from khet.search.cutting import Ready, cut, version
from khet.search.models import IndexState, Slot, Touched
from khet.search.registry import Source, ordered, sources
from khet.search.services.crew import chunks_of, done_by
from khet.search.services.indexing import gather, write
from khet.search.services.learning import learn, learned
from khet.search.services.state import locked, state

REBUILD = "search.rebuild"
CHUNK = 200
QUIET = timedelta(minutes=1)
"""So long the old table stays, for those who were reading in it when the new one took over."""
STUCK = timedelta(minutes=30)
Tell = Callable[[int, int], None]


def ask_for_rebuild() -> None:
    """Queue a building unless one waits already."""
    enqueue(REBUILD, key=REBUILD)


def needs_rebuild(found: IndexState | None = None) -> bool:
    """Never built, or cut by another version of the analyser, and not being built now."""
    found = found or state()
    return found.version != version() and not building_now(found)


def building_now(found: IndexState) -> bool:
    """A building that shows no sign of life for long does not count."""
    return bool(found.building) and found.began_at is not None and timezone.now() - found.began_at < STUCK


def rebuild(tell: Tell = lambda done, total: None, *, workers: int = 1) -> int:
    """Build everything anew; returns how many documents there are. Killed, it begins again; the old index serves on.

    workers: processes that cut and write at once, where the engine takes more than one writer.
    """
    slot, total = _begin()
    done = 0
    for count in done_by(workers if backend().takes_many else 1, _add, lambda: _chunks(slot)):
        done += count
        _note(done)
        tell(done, total)
    backend().finish(slot)
    tell(done, total)
    while not _switch(slot):
        _again(slot)
    learn()
    return backend().documents(slot)


def _begin() -> tuple[Slot, int]:
    total = sum(1 for source in ordered() for _ in source.all_ids())
    with transaction.atomic():
        row = locked()
        slot = Slot(row.slot).other
        row.building, row.began_at, row.done, row.total = version(), timezone.now(), 0, total
        row.save()
        Touched.objects.all().delete()
        backend().begin(slot)
    return slot, total


def _chunks(slot: Slot) -> Iterator[tuple[str, str, list[int]]]:
    for source in ordered():
        for ids in chunks_of(source.all_ids(), CHUNK):
            yield slot, source.kind, ids


def _add(slot: str, kind: str, ids: list[int]) -> int:
    """What changes meanwhile is written down in Touched and done once more at the end."""
    source = sources[kind]
    documents, extra = gather(source, ids), learned()
    ready = {pk: Ready(each.digest, cut(each.document, each.texts, extra=extra)) for pk, each in documents.items()}
    with transaction.atomic():
        write(Slot(slot), source, ids, documents, ready, {}, fresh=True)
    return len(ids)


def _note(done: int) -> None:
    """began_at doubles as the sign of life."""
    IndexState.objects.filter(pk=1).update(done=done, began_at=timezone.now())


def _again(slot: Slot) -> None:
    """What was touched during the building, into the new table. Rows go only after their documents are done."""
    rows = list(Touched.objects.order_by("pk")[:CHUNK])
    by_kind: dict[str, set[int]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, set()).add(row.target_id)
    for kind, ids in by_kind.items():
        if kind in sources:
            _redo(slot, sources[kind], sorted(ids))
    Touched.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _redo(slot: Slot, source: Source, ids: list[int]) -> None:
    """In the lock: nobody changes the serving table meanwhile, so nothing newer can be overtaken."""
    with transaction.atomic():
        locked()
        documents, extra = gather(source, ids), learned()
        ready = {pk: Ready(each.digest, cut(each.document, each.texts, extra=extra)) for pk, each in documents.items()}
        known = backend().kept(slot, source.kind, ids)
        write(slot, source, ids, documents, ready, known)


def _switch(slot: Slot) -> bool:
    with transaction.atomic():
        row = locked()
        if Touched.objects.exists():
            return False
        row.slot, row.version, row.building, row.built_at = slot, row.building, "", timezone.now()
        row.done = row.total
        row.save()
    return True


def tidy() -> bool:
    """Empty the table that serves no more, a while after the change."""
    found = state()
    if found.building or found.built_at is None or timezone.now() - found.built_at < QUIET:
        return False
    other = Slot(found.slot).other
    if not backend().documents(other):
        return False
    with transaction.atomic():
        if locked().slot == found.slot:
            backend().begin(other)
    return True
