"""What lies in the object store: a list to keep with a backup, and whether all of it is still there."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from khet.files import storage
from khet.files.models import Blob

LIST = "objects.tsv"
HEAD = "key\tbytes\tsha256\n"
S3 = "s3"


@dataclass(frozen=True, slots=True)
class Listed:
    """How much the object store holds for this hub. versioned: the bucket keeps what is removed; None: not told."""

    count: int = 0
    size: int = 0
    versioned: bool | None = None


def _blobs() -> Iterator[Blob]:
    """In the order of their keys, so that the store's own listing can be walked beside them."""
    return Blob.objects.filter(backend=S3).only("sha256", "size").order_by("sha256").iterator(chunk_size=2000)


def write_list(target: Path) -> Listed:
    """One line per object, as key, bytes and SHA-256; however many there are, a few thousand are in memory."""
    store = storage.objects()
    count = size = 0
    with target.open("w", encoding="utf-8") as out:
        out.write(HEAD)
        for blob in _blobs():
            out.write(f"{store.key(blob.sha256)}\t{blob.size}\t{blob.sha256}\n")
            count, size = count + 1, size + blob.size
    return Listed(count, size, store.versioned())


def lost() -> Iterator[str]:
    """Digests whose object is gone or has another size; the listing costs one request per thousand objects."""
    store = storage.objects()
    listing = iter(store.sizes())
    found, size = next(listing, ("", -1))
    for blob in _blobs():
        while found and found < blob.sha256:
            found, size = next(listing, ("", -1))
        same = found == blob.sha256 and size == blob.size
        # A store that lists in another order, or late, is asked once more before we say that something is lost.
        if not same and store.size(blob.sha256) != blob.size:
            yield blob.sha256


def count() -> int:
    return Blob.objects.filter(backend=S3).count()
