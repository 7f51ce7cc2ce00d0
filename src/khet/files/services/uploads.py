"""Uploads in pieces: begin, add, look, claim. A dropped line or a restart loses at most the piece under way.

The bytes lie in parts/<token> on the local disk until the last one has come; then they are judged and kept.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from khet.files import intake, names, storage
from khet.files.intake import Received
from khet.files.kinds import ANYTHING, DOCUMENTS, FileRule, Kind
from khet.files.models import StoredFile, Upload, UploadState
from khet.files.services.keeping import blob_for, paper, store
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref

LIVES = timedelta(hours=24)
MOST_OPEN = 20  # times the largest file, that one account may have lying unclaimed
TRY_AGAIN = frozenset({"disk_full", "storage_down"})


Incoming = Received | str
"""A file judged and kept, or the token of an upload that is claimed when its owner is known."""


class WrongOffset(Exception):  # noqa: N818
    """The piece does not begin where the bytes we have end; offset says where that is."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


def begin(*, actor: Actor, name: str, size: int) -> Upload:
    """Raises Refused: empty, too_large, runnable, too_many."""
    assert actor.account_id is not None
    if size <= 0:
        raise intake.empty()
    if size > ANYTHING.limit:
        raise intake.too_large(ANYTHING.limit)
    shown = names.display_name(name)
    intake.refuse_runnable(shown, ANYTHING)
    lying = mine(actor).exclude(state=UploadState.CLAIMED).aggregate(total=Sum("size"))["total"] or 0
    if lying + size > MOST_OPEN * ANYTHING.limit:
        raise Refused(_("ท่านมีไฟล์ที่ส่งค้างไว้มากแล้ว ใช้หรือลบไฟล์เดิมก่อน แล้วส่งใหม่"), code="too_many")
    upload = Upload(account_id=actor.account_id, name=shown, size=size, expires_at=timezone.now() + LIVES)
    with intake.room():
        part(upload).touch()
    upload.save()
    return upload


def mine(actor: Actor) -> QuerySet[Upload]:
    """The living uploads of this account; nobody else's are found."""
    if actor.account_id is None:
        return Upload.objects.none()
    return Upload.objects.filter(account_id=actor.account_id, expires_at__gt=timezone.now())


def find(*, actor: Actor, token: str) -> Upload | None:
    return mine(actor).filter(token=token).exclude(state=UploadState.CLAIMED).first()


def received_bytes(upload: Upload) -> int:
    """How far we have it for certain: a machine that lost power may have less on disk than it noted."""
    if upload.state != UploadState.OPEN:
        return upload.offset
    path = part(upload)
    return min(upload.offset, path.stat().st_size if path.exists() else 0)


def add(upload: Upload, *, offset: int, piece: bytes) -> Upload:
    """Write one piece where the last ended; the last piece has the whole judged and kept.

    An empty piece at the end finishes what a dropped answer left open. Raises WrongOffset; Refused (too_large when
    more comes than was declared, and all that intake.receive refuses).
    """
    with intake.room(), _alone(upload) as file:
        upload.refresh_from_db()
        check_offset(upload, offset)
        if offset + len(piece) > upload.size:
            raise Refused(_("ไฟล์เปลี่ยนไประหว่างส่ง เลือกไฟล์แล้วส่งใหม่"), code="too_large")
        if upload.state == UploadState.COMPLETE:
            return upload
        _write(file, offset, piece)
        upload.offset = offset + len(piece)
        upload.save(update_fields=["offset"])
        if upload.offset == upload.size:
            _finish(upload)
    return upload


def check_offset(upload: Upload, offset: int) -> None:
    """Raises WrongOffset, or Refused when the whole was refused before."""
    if upload.state == UploadState.REFUSED:
        raise Refused(upload.refusal, code="refused")
    if offset != received_bytes(upload):
        raise WrongOffset(received_bytes(upload))


def drop(upload: Upload) -> None:
    """The person took it off the list."""
    part(upload).unlink(missing_ok=True)
    upload.delete()


@transaction.atomic
def claim(
    *,
    actor: Actor,
    token: str,
    owner: Ref,
    restricted: bool = False,
    allow: FileRule = DOCUMENTS,
    purpose: str = "",
) -> StoredFile:
    """Put an uploaded file on its owner. Raises Refused: gone, incomplete, wrong_kind, too_large."""
    upload = mine(actor).select_for_update(of=("self",)).filter(token=token).first()
    if upload is None or upload.state in {UploadState.CLAIMED, UploadState.REFUSED}:
        raise Refused(_("ไม่พบไฟล์ที่ส่งไว้ หรือเกิน 24 ชั่วโมงแล้ว แนบไฟล์ใหม่อีกครั้ง"), code="gone")
    if upload.state != UploadState.COMPLETE or upload.blob is None:
        raise Refused(_("ไฟล์ %(name)s ยังส่งไม่ครบ รอให้ครบแล้วบันทึกอีกครั้ง") % {"name": upload.name}, code="incomplete")
    intake.check_kind(Kind(upload.kind), upload.name, allow)
    if upload.size > allow.limit:
        raise intake.too_large(allow.limit)
    blob = upload.blob
    received = Received(upload.name, Kind(upload.kind), upload.size, blob.sha256, blob.backend)
    Upload.objects.filter(pk=upload.pk).update(state=UploadState.CLAIMED, blob=None)
    return paper(received, blob, actor=actor, owner=owner, restricted=restricted, purpose=purpose)


def keep(
    incoming: list[Incoming],
    *,
    actor: Actor,
    owner: Ref,
    restricted: bool = False,
    allow: FileRule = DOCUMENTS,
    purpose: str = "",
) -> list[StoredFile]:
    """Put what a FilesField cleaned on its owner, in order, in the caller's transaction. Raises Refused."""
    return [
        claim(actor=actor, token=one, owner=owner, restricted=restricted, allow=allow, purpose=purpose)
        if isinstance(one, str)
        else store(actor=actor, content=one, owner=owner, restricted=restricted, allow=allow, purpose=purpose)
        for one in incoming
    ]


def peek(incoming: Incoming, *, actor: Actor) -> bytes:
    """The bytes of what a FilesField cleaned, to be read at once and kept on nothing. Raises Refused: gone."""
    if isinstance(incoming, str):
        upload = mine(actor).filter(token=incoming, state=UploadState.COMPLETE).select_related("blob").first()
        if upload is None or upload.blob is None:
            raise Refused(_("ไม่พบไฟล์ที่ส่งไว้ หรือเกิน 24 ชั่วโมงแล้ว แนบไฟล์ใหม่อีกครั้ง"), code="gone")
        sha256, backend = upload.blob.sha256, upload.blob.backend
    else:
        sha256, backend = incoming.sha256, incoming.backend
    with storage.backend(backend).local(sha256) as path:
        return path.read_bytes()


def part(upload: Upload) -> Path:
    return storage.disk().parts / upload.token


def _write(file: IO[bytes], offset: int, piece: bytes) -> None:
    file.seek(offset)
    file.truncate()
    file.write(piece)
    file.flush()
    os.fsync(file.fileno())


def _finish(upload: Upload) -> None:
    try:
        received = intake.receive_part(part(upload), name=upload.name)
    except Refused as refused:
        if refused.code not in TRY_AGAIN:
            upload.state, upload.refusal = UploadState.REFUSED, refused.message
            upload.save(update_fields=["state", "refusal"])
            part(upload).unlink(missing_ok=True)
        raise
    with transaction.atomic():
        upload.blob, upload.name, upload.kind = blob_for(received), received.name, received.kind.value
        upload.state = UploadState.COMPLETE
        upload.save(update_fields=["blob", "name", "kind", "state"])
    part(upload).unlink(missing_ok=True)


@contextmanager
def _alone(upload: Upload) -> Iterator[IO[bytes]]:
    """One piece at a time: the second of two that race finds the offset moved."""
    handle = os.open(part(upload), os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
