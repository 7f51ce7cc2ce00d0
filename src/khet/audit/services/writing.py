"""Appending to a chain: lock the head, add the entry; the database moves the head itself (two statements)."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from khet.audit import canonical
from khet.audit.models import Entry, Head, Mention, PrivateValue
from khet.audit.registry import followers
from khet.audit.services.parts import Part
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.kernel.rows import insert


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry ready to be linked, with its personal values and the other things it mentions."""

    entry: Entry
    private_values: list[PrivateValue]
    mentions: list[Ref]


def lock_head(chain: int) -> tuple[int, str]:
    """Number and hash of the chain's last entry, locked until the transaction ends."""
    return _locked(chain) or _first(chain)


def _locked(chain: int) -> tuple[int, str] | None:
    # On SQLite the whole database is locked already. Plain SQL: everybody at this desk waits here.
    suffix = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT seq, hash FROM audit_head WHERE chain = %s{suffix}", [chain])  # noqa: S608
        found: tuple[int, str] | None = cursor.fetchone()
    return found


def _first(chain: int) -> tuple[int, str]:
    Head.objects.bulk_create([Head(chain=chain)], ignore_conflicts=True)
    return _locked(chain) or (0, "")


def append(part: Part) -> Entry:
    """Write one command. Everything slow is done before the head is locked."""
    draft = prepare(part)
    _tell(part)
    seq, previous = lock_head(draft.entry.chain)
    link(draft.entry, seq=seq + 1, previous=previous, at=timezone.now())
    insert([draft.entry])
    for value in draft.private_values:
        value.entry = draft.entry
    insert(draft.private_values)
    insert([Mention(entry=draft.entry, kind=ref.kind, target_id=ref.id) for ref in draft.mentions])
    return draft.entry


def _tell(part: Part) -> None:
    refs = {ref for each in part.tree() if (ref := canonical.ref_of(each.target))}
    for follower in followers if refs else ():
        follower.tell(refs)


def prepare(part: Part) -> Draft:
    part.seal_secrets()
    target = canonical.ref_of(part.target)
    entry = Entry(
        action=part.action,
        target_kind=target.kind if target else "",
        target_id=target.id if target else None,
        secret=any(each.secret for each in part.tree()),
        content=canonical.dump(part.content()),
        **_snapshot(part.actor),
    )
    values = _private_values(entry, part)
    entry.private_digest = canonical.private_digest({value.name: value.digest for value in values})
    others = {ref for each in part.tree() if (ref := canonical.ref_of(each.target)) and ref != target}
    return Draft(entry, values, sorted(others))


def link(entry: Entry, *, seq: int, previous: str, at: dt.datetime) -> None:
    """Give an entry its place in the chain and its hash."""
    entry.seq, entry.previous, entry.at = seq, previous, at.astimezone(dt.UTC)
    entry.hash = canonical.entry_hash([getattr(entry, name) for name in canonical.FIELDS])


def _snapshot(actor: Actor) -> dict[str, object]:
    ids = ("account_id", "person_id", "appointment_id", "post_id", "unit_id", "desk_id")
    names = ("person_name", "post_name", "unit_name", "desk_name", "phrase", "phrase_for")
    return {
        "chain": actor.desk_id or 0,
        **{name: getattr(actor, name) for name in ids},
        **{name: canonical.line(getattr(actor, name)) for name in names},
    }


def _private_values(entry: Entry, command: Part) -> list[PrivateValue]:
    """Personal values of the command and its parts; a part's are named "3/phone" after its place in the tree.

    Of a secret step only the digest is kept, as if erased at once.
    """
    found = []
    for place, part in enumerate(command.tree()):
        for name, value in (part.private or {}).items():
            salt, text = canonical.new_salt(), canonical.dump(value)
            digest = canonical.value_digest(salt, text)
            label = canonical.line(f"{place}/{name}" if place else name)
            kept = {} if part.secret else {"salt": salt, "value": text}
            found.append(PrivateValue(entry=entry, name=label, digest=digest, **kept))
    return found
