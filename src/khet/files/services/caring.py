"""The life of a kept file: moved, held, retained, discarded."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khet.audit import services as audit
from khet.files.models import StoredFile
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref


@transaction.atomic
def attach(stored: StoredFile, *, owner: Ref, restricted: bool | None = None) -> StoredFile:
    """Move a file to another owner (a draft becomes a letter); from then on that owner's rule is asked.

    restricted: whether every opening is on the trail from now on; None leaves it.
    """
    row = StoredFile.objects.select_for_update(of=("self",)).get(pk=stored.pk)
    if row.discarded_at is not None:
        raise Refused(_("นำไฟล์ %(name)s ออกไปแล้ว แนบอีกครั้ง") % {"name": row.name}, code="discarded")
    row.owner_kind, row.owner_id = owner.kind, owner.id
    row.restricted = row.restricted if restricted is None else restricted
    row.save(update_fields=["owner_kind", "owner_id", "restricted"])
    return row


@transaction.atomic
def discard(stored: StoredFile, *, actor: Actor, reason: str) -> StoredFile:
    """Take a file off its owner; nobody can open it, and after 30 days the bytes go.

    Raises Refused while a hold or the time of retention stands against it.
    """
    row = StoredFile.objects.select_for_update(of=("self",)).get(pk=stored.pk)
    if row.discarded_at is not None:
        return row
    if row.must_stay_on(timezone.localdate()):
        raise Refused(
            _("ไฟล์ %(name)s ยังต้องเก็บไว้ (%(why)s) จึงนำออกไม่ได้")
            % {"name": row.name, "why": row.hold_reason or _("ยังไม่พ้นอายุการเก็บ")},
            code="must_stay",
        )
    row.discarded_at, row.discarded_reason, row.discarded_by = timezone.now(), reason, actor.person_name
    row.save(update_fields=["discarded_at", "discarded_reason", "discarded_by"])
    audit.record(actor, "files.discarded", row, before={"sha256": row.sha256, "owner": str(row.owner)}, note=reason)
    return row


@transaction.atomic
def hold(stored: StoredFile, *, actor: Actor, reason: str) -> None:
    """Forbid discarding whatever the age (a case, an inspection), until release()."""
    if not StoredFile.objects.kept().filter(pk=stored.pk).update(hold_reason=reason):
        raise Refused(_("นำไฟล์ %(name)s ออกไปแล้ว ขอไฟล์จากเจ้าของเรื่อง") % {"name": stored.name}, code="discarded")
    audit.record(actor, "files.held", stored, note=reason)


@transaction.atomic
def release(stored: StoredFile, *, actor: Actor, reason: str) -> None:
    StoredFile.objects.filter(pk=stored.pk).update(hold_reason="")
    audit.record(actor, "files.released", stored, note=reason)


def retain(stored: StoredFile, *, retention_class: str, keep_until: date | None) -> None:
    """Set how long it must stay; None: no end is known yet, the class alone decides later."""
    StoredFile.objects.filter(pk=stored.pk).update(retention_class=retention_class, keep_until=keep_until)
