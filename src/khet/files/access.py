"""Who may read a file: whoever may read what it belongs to. Each capability answers for its own kinds."""

from collections.abc import Callable
from dataclasses import dataclass

from khet.files.models import StoredFile
from khet.kernel.actor import Actor
from khet.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class FileAccess:
    """kind of owner ("saraban.letter") and the rule: may_read(actor, owner_id); the actor may be nobody."""

    kind: str
    may_read: Callable[[Actor, int], bool]


access: Registry[FileAccess] = Registry("files.access", key=lambda entry: entry.kind)
register = access.register


def may_read(actor: Actor, stored: StoredFile) -> bool:
    """No when nobody answers for the kind of the owner, or the file was discarded."""
    answer = access.get(stored.owner_kind)
    return answer is not None and stored.discarded_at is None and answer.may_read(actor, stored.owner_id)
