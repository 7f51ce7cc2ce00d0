"""The frozen content of a letter: canonical text and its hash."""

import hashlib
import json
from typing import Any

from django.utils import timezone

from khet.kernel.actor import Actor
from khet.saraban.models import Letter, LetterVersion
from khet.saraban.rules.capacity import title_of

PARTS = (
    "kind",
    "subject",
    "to_text",
    "salutation",
    "body",
    "closing",
    "references",
    "enclosures",
    "contact",
    "copy_to",
    "urgency",
    "secrecy",
    "circular",
    "thai_digits",
    "from_text",
)
OUTSIDE_PARTS = ("letter_no", "dated")


def content_of(letter: Letter) -> str:
    """Canonical JSON of every part and of the files' hashes; numbers and dates of issue are not content."""
    names = PARTS + (OUTSIDE_PARTS if letter.origin == Letter.Origin.OUTSIDE else ())
    parts: dict[str, Any] = {name: _plain(getattr(letter, name)) for name in names}
    files = (
        letter.files.exclude(role="signed").order_by("order", "pk").values_list("role", "file__name", "file__sha256")
    )
    parts["files"] = [list(row) for row in files]
    return json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | bool | None) else str(value)


def hash_of(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def content_hash(letter: Letter) -> str:
    """What a signer approves: SHA-256 of the content as it stands (hex)."""
    return hash_of(content_of(letter))


def snapshot(actor: Actor, letter: Letter, why: str) -> LetterVersion:
    """Keep the letter as it is now; the letter must be locked."""
    content = content_of(letter)
    return letter.versions.create(
        seq=letter.versions.count() + 1,
        why=why,
        content=content,
        content_hash=hash_of(content),
        by_name=actor.person_name,
        by_title=title_of(actor),
        at=timezone.now(),
    )
