"""What both engines do alike: the rows that Django knows."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from khet.search.backends.protocol import Kept, Row
from khet.search.models import DocumentA, DocumentB, IndexedDocument, Slot

MOST_VALUES = 500
T = TypeVar("T")
FIELDS = (
    "title",
    "text",
    "people",
    "unit_id",
    "desk_id",
    "day",
    "year_be",
    "digest",
    "version",
)


def model_of(slot: Slot) -> Any:
    """The table of a slot."""
    return DocumentA if slot == Slot.A else DocumentB


def parts(values: Sequence[T]) -> Iterator[list[T]]:
    for at in range(0, len(values), MOST_VALUES):
        yield list(values[at : at + MOST_VALUES])


def ids_of(slot: Slot, rows: Sequence[Row]) -> dict[tuple[str, int], int]:
    """The documents that stand there already, by kind and target."""
    found: dict[tuple[str, int], int] = {}
    by_kind: dict[str, list[int]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.target_id)
    for kind, targets_ in by_kind.items():
        for part in parts(targets_):
            rows_ = model_of(slot).objects.filter(kind=kind, target_id__in=part).values_list("target_id", "pk")
            found.update({(kind, target): pk for target, pk in rows_})
    return found


def write_documents(slot: Slot, rows: Sequence[Row], known: dict[tuple[str, int], int]) -> list[int]:
    """Their ids, in the order of the rows."""
    model = model_of(slot)
    made = [_document(model, row, known.get((row.kind, row.target_id))) for row in rows]
    model.objects.bulk_create([each for each in made if each.pk is None], batch_size=200)
    old = [each for each in made if (each.kind, each.target_id) in known]
    if old:
        model.objects.bulk_update(old, [*FIELDS, "indexed_at"], batch_size=100)
    return [each.pk for each in made]


def _document(model: Any, row: Row, pk: int | None) -> IndexedDocument:
    made: IndexedDocument = model(pk=pk, kind=row.kind, target_id=row.target_id)
    for name in FIELDS:
        setattr(made, name, getattr(row, name))
    return made


def kept(slot: Slot, kind: str, target_ids: Collection[int]) -> dict[int, Kept]:
    found: dict[int, Kept] = {}
    for part in parts(list(target_ids)):
        rows = model_of(slot).objects.filter(kind=kind, target_id__in=part)
        for target, *facts in rows.values_list("target_id", "pk", "digest", "version"):
            found[target] = Kept(*facts)
    return found


def remove_documents(slot: Slot, ids: Sequence[int]) -> None:
    for part in parts(ids):
        rows = model_of(slot).objects.filter(pk__in=part)
        rows._raw_delete(rows.db)


def documents(slot: Slot) -> int:
    return int(model_of(slot).objects.count())


def documents_there(slot: Slot) -> bool:
    return bool(model_of(slot).objects.exists())


def targets(slot: Slot, kind: str) -> Iterator[int]:
    return iter(model_of(slot).objects.filter(kind=kind).values_list("target_id", flat=True).iterator(chunk_size=5000))


def streamed(cursor: Any) -> Iterable[Any]:
    while rows := cursor.fetchmany(5000):
        yield from rows
