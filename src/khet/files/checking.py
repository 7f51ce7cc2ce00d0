"""Checking that every kept file still has its bytes, and that they are the same."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from khet.files import storage
from khet.files.models import Blob, StoredFile


@dataclass(frozen=True, slots=True)
class Fault:
    """what: missing, size or content; papers: public ids of the files that are hurt."""

    sha256: str
    what: str
    papers: tuple[str, ...]


def faults(*, content: bool = False) -> Iterator[Fault]:
    """Look at every blob; with content also read and digest all bytes (slow)."""
    for blob in Blob.objects.order_by("pk").iterator():
        what = _fault(blob, content=content)
        if what:
            hurt = StoredFile.objects.filter(blob=blob).values_list("public_id", flat=True)
            yield Fault(blob.sha256, what, tuple(hurt))


def _fault(blob: Blob, *, content: bool) -> str:
    store = storage.backend(blob.backend)
    size = store.size(blob.sha256)
    if size is None:
        return "missing"
    if size != blob.size:
        return "size"
    if not content:
        return ""
    digest = hashlib.sha256()
    for piece in store.read(blob.sha256):
        digest.update(piece)
    return "" if digest.hexdigest() == blob.sha256 else "content"
