"""Questions about stored files, for those whose files they are. `StoredFile` is named here for what holds one."""

from collections.abc import Collection, Iterable

from khet.files.models import StoredFile
from khet.kernel.refs import Ref

__all__ = ["StoredFile", "by_id", "first_of", "in_bulk", "of", "of_owners", "owners_among", "sample"]


def by_id(file_id: int) -> StoredFile | None:
    """One file with its bytes' place, kept or discarded."""
    return StoredFile.objects.select_related("blob").filter(pk=file_id).first()


def in_bulk(file_ids: Collection[int]) -> dict[int, StoredFile]:
    return StoredFile.objects.in_bulk(list(file_ids))


def first_of(owner: Ref, *, purpose: str | None = None, public_id: str | None = None) -> StoredFile | None:
    """The oldest kept file of an owner; for a purpose, or of a public id, when one is given."""
    rows = StoredFile.objects.of(owner)
    if purpose is not None:
        rows = rows.filter(purpose=purpose)
    if public_id is not None:
        rows = rows.filter(public_id=public_id)
    return rows.first()


def of(owner: Ref) -> list[StoredFile]:
    """The kept files of one owner, in the order they came."""
    return list(StoredFile.objects.of(owner))


def of_owners(kind: str, ids: Collection[int]) -> dict[int, list[StoredFile]]:
    """Kept files by the number of their owner, in the order they came; one query."""
    found: dict[int, list[StoredFile]] = {}
    for file in StoredFile.objects.kept().filter(owner_kind=kind, owner_id__in=ids).order_by("pk"):
        found.setdefault(file.owner_id, []).append(file)
    return found


def owners_among(kind: str, file_ids: Collection[int]) -> Iterable[int]:
    """Numbers of the owners of one kind that these files belong to."""
    return StoredFile.objects.filter(pk__in=file_ids, owner_kind=kind).values_list("owner_id", flat=True)


def sample(count: int) -> list[StoredFile]:
    """Some files whose bytes are kept, by chance: a backup is tried with them."""
    return list(StoredFile.objects.exclude(blob=None).order_by("?")[:count])
