"""Keeping bytes and putting them on what they belong to."""

from django.db import transaction
from django.utils import timezone

from khet.files import intake
from khet.files.intake import Content, Received, receive
from khet.files.kinds import DOCUMENTS, FileRule
from khet.files.models import Blob, StoredFile
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref


def store(
    *,
    actor: Actor,
    content: Content | Received,
    name: str = "",
    owner: Ref,
    restricted: bool = False,
    allow: FileRule = DOCUMENTS,
    purpose: str = "",
) -> StoredFile:
    """Keep bytes and put them on their owner; the bytes first, then the row in the caller's transaction.

    With a Received (from receive(), called before the transaction) nothing slow happens here. Raises Refused as
    intake.receive does.
    """
    if isinstance(content, Received):
        intake.check_kind(content.kind, content.name, allow)
        received = content
    else:
        received = receive(content, name=name or getattr(content, "name", ""), allow=allow)
    if received.size > allow.limit:
        raise intake.too_large(allow.limit)
    with transaction.atomic():
        return paper(received, blob_for(received), actor=actor, owner=owner, restricted=restricted, purpose=purpose)


def paper(
    received: Received, blob: Blob, *, actor: Actor, owner: Ref, restricted: bool = False, purpose: str = ""
) -> StoredFile:
    """The row that points at kept bytes, with who brought them."""
    return StoredFile.objects.create(
        blob=blob,
        name=received.name,
        size=received.size,
        mime=received.mime,
        sha256=received.sha256,
        owner_kind=owner.kind,
        owner_id=owner.id,
        restricted=restricted,
        purpose=purpose,
        by_account_id=actor.account_id,
        by_person_id=actor.person_id,
        by_name=actor.person_name,
    )


def blob_for(received: Received) -> Blob:
    """The row of received bytes. Inside a transaction."""
    return row_of(received.sha256, size=received.size, mime=received.mime, backend=received.backend)


def row_of(sha: str, *, size: int, mime: str, backend: str) -> Blob:
    """Found or made; a found one is made young again, so that the sweeper passes over it."""
    defaults = {"size": size, "mime": mime, "backend": backend}
    blob, made = Blob.objects.get_or_create(sha256=sha, defaults=defaults)
    if not made and not Blob.objects.filter(pk=blob.pk).update(stored_at=timezone.now()):
        return Blob.objects.create(sha256=sha, **defaults)  # swept away in between
    return blob
