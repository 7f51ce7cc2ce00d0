"""Sweeping: what nobody points at goes, a day after it came; the bytes of discarded files after thirty days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from khet.files import storage
from khet.files.models import Blob, StoredFile, Upload
from khet.files.services import uploads

GRACE = timedelta(hours=24)
AFTER_DISCARD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many of each were removed."""

    uploads: int
    scraps: int
    discarded: int
    blobs: int
    strays: int


def sweep(now: datetime | None = None) -> Swept:
    """Safe to run at any time and twice; young things are never touched."""
    now = now or timezone.now()
    return Swept(
        uploads=_expired_uploads(now),
        scraps=_scraps(now - 2 * GRACE),
        discarded=_discarded(now),
        blobs=sum(_forget(pk, now - GRACE) for pk in _orphans(now - GRACE).values_list("pk", flat=True)),
        strays=_strays(now - GRACE),
    )


def _expired_uploads(now: datetime) -> int:
    gone = list(Upload.objects.filter(expires_at__lt=now))
    for upload in gone:
        uploads.drop(upload)
    return len(gone)


def _scraps(before: datetime) -> int:
    disk = storage.disk()
    return sum(disk.sweep(folder, before=before) for folder in (disk.incoming, disk.parts))


def _discarded(now: datetime) -> int:
    """Rows stay, with name and digest, as proof of what was there."""
    free = Q(hold_reason="") & (Q(keep_until=None) | Q(keep_until__lt=timezone.localdate(now)))
    old = StoredFile.objects.filter(free, discarded_at__lt=now - AFTER_DISCARD, blob__isnull=False)
    return old.update(blob=None)


def _orphans(before: datetime) -> QuerySet[Blob]:
    return Blob.objects.filter(stored_at__lt=before, papers=None, uploads=None, derived_from=None)


def _forget(pk: int, before: datetime) -> bool:
    """The row first, the bytes when that has committed; somebody who brings the same bytes now keeps them."""
    with transaction.atomic():
        blob = Blob.objects.select_for_update(of=("self",)).filter(pk=pk, stored_at__lt=before).first()
        if blob is None or not _orphans(before).filter(pk=pk).exists():
            return False
        blob.delete()
    storage.backend(blob.backend).remove(blob.sha256, unless_after=before)
    return True


def _strays(before: datetime) -> int:
    """Bytes without a row: the transaction that brought them was undone."""
    store, removed = storage.current(), 0
    for some in _by_hundreds(sha for sha, put_at in store.walk() if put_at < before):
        known = set(Blob.objects.filter(sha256__in=some).values_list("sha256", flat=True))
        removed += sum(store.remove(sha, unless_after=before) for sha in some if sha not in known)
    return removed


def _by_hundreds(digests: Iterator[str]) -> Iterator[list[str]]:
    while some := list(islice(digests, 500)):
        yield some
