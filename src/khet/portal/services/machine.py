"""What an administrator tells the machine to do."""

from django.db import transaction

from khet.audit import services as audit
from khet.jobs.services import enqueue
from khet.kernel.actor import Actor


@transaction.atomic
def ask_backup(*, actor: Actor) -> None:
    """Have the worker write a backup; asking twice is asking once."""
    enqueue("portal.backup", key="portal.backup")
    audit.record(actor, "portal.backup_asked")
