"""Documents into the index: cut outside the lock, written inside it, and only if they are still the same."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from khet.search.backends import backend, protocol
from khet.search.cutting import Ready, cut, digest_of, version
from khet.search.models import Slot, Touched
from khet.search.registry import Document, Source
from khet.search.services import terms
from khet.search.services.learning import learned
from khet.search.services.state import locked, serving
from khet.search.services.texts import texts_of

CHUNK = 20
ROUNDS = 3


@dataclass(slots=True)
class Done:
    """How many documents were cut, given new terms only, left as they were, or taken out."""

    cut: int = 0
    granted: int = 0
    same: int = 0
    gone: int = 0

    def __iadd__(self, other: "Done") -> "Done":
        self.cut += other.cut
        self.granted += other.granted
        self.same += other.same
        self.gone += other.gone
        return self


def index(source: Source, ids: Sequence[int], *, tell: Callable[[int], None] | None = None) -> Done:
    """Make the documents of these ids stand in the serving index as they are now; those that are gone leave it."""
    done = Done()
    for at in range(0, len(ids), CHUNK):
        done += _index_chunk(source, list(ids[at : at + CHUNK]))
        if tell:
            tell(min(at + CHUNK, len(ids)))
    return done


def _index_chunk(source: Source, ids: list[int]) -> Done:
    """A document that changed while it was cut is cut again; the third time with the door closed."""
    ready: dict[int, Ready] = {}
    for turn in range(ROUNDS):
        if turn < ROUNDS - 1:
            known = backend().kept(serving(), source.kind, ids)
            ready |= _cut_changed(gather(source, ids), known, ready)
        with transaction.atomic():
            state = locked()
            slot = Slot(state.slot)
            documents, known = gather(source, ids), backend().kept(slot, source.kind, ids)
            missing = [pk for pk in _changed(documents, known) if ready.get(pk, NOTHING).digest != documents[pk].digest]
            if missing and turn < ROUNDS - 1:
                continue
            ready |= _cut_changed(documents, known, ready)
            done = write(slot, source, ids, documents, ready, known)
            if state.building:
                Touched.objects.bulk_create([Touched(kind=source.kind, target_id=pk) for pk in ids])
            return done
    raise AssertionError("unreachable")


@dataclass(frozen=True, slots=True)
class Gathered:
    """A document with the texts of its files, and the digest of all of it."""

    document: Document
    texts: tuple[str, ...]
    digest: str


NOTHING = Ready(digest="", row=None)


def gather(source: Source, ids: Sequence[int]) -> dict[int, Gathered]:
    documents = list(source.documents(ids))
    texts = texts_of({pk for document in documents for pk in document.file_ids})
    found = {}
    for document in documents:
        own = tuple(texts[pk] for pk in document.file_ids if texts.get(pk))
        found[document.id] = Gathered(document, own, digest_of(document, own))
    return found


def _changed(documents: dict[int, Gathered], known: dict[int, protocol.Kept]) -> list[int]:
    now = version()
    return [
        pk
        for pk, each in documents.items()
        if pk not in known or known[pk].digest != each.digest or known[pk].version != now
    ]


def _cut_changed(
    documents: dict[int, Gathered], known: dict[int, protocol.Kept], ready: dict[int, Ready]
) -> dict[int, Ready]:
    extra = learned()
    found = {}
    for pk in _changed(documents, known):
        each = documents[pk]
        if pk not in ready or ready[pk].digest != each.digest:
            found[pk] = Ready(each.digest, cut(each.document, each.texts, extra=extra))
    return found


def write(
    slot: Slot,
    source: Source,
    ids: Iterable[int],
    documents: dict[int, Gathered],
    ready: dict[int, Ready],
    known: dict[int, protocol.Kept],
    *,
    fresh: bool = False,
) -> Done:
    """Inside the lock: what changed is put, what only has new readers is granted anew, what is gone is dropped."""
    granted = _granted(source, documents)
    changed = set(_changed(documents, known))
    rows = [ready[pk].as_row(source.kind, documents[pk].document, granted[pk]) for pk in sorted(changed)]
    backend().put(slot, rows, fresh=fresh)
    regrant = {known[pk].id: granted[pk] for pk in documents if pk not in changed and known[pk].terms != granted[pk]}
    backend().regrant(slot, regrant)
    gone = [pk for pk in ids if pk not in documents and pk in known]
    if gone:
        backend().drop(slot, source.kind, gone)
    same = len(documents) - len(changed) - len(regrant)
    return Done(cut=len(changed), granted=len(regrant), same=same, gone=len(gone))


def _granted(source: Source, documents: dict[int, Gathered]) -> dict[int, frozenset[int]]:
    names = {pk: {terms.name(source.kind, term) for term in each.document.terms} for pk, each in documents.items()}
    known = terms.numbered({each for wanted in names.values() for each in wanted})
    return {pk: frozenset(known[each] for each in wanted) for pk, wanted in names.items()}
