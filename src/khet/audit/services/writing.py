"""Appending to a chain: lock the head, add the entry; the database moves the head itself (two statements)."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from khet.audit import canonical
from khet.audit.models import Entry, Head, Mention, PrivateValue
from khet.audit.services.parts import Part
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry ready to be linked, with its personal values and the other things it mentions."""

    entry: Entry
    private_values: list[PrivateValue]
    mentions: list[Ref]


def lock_head(chain: int) -> Head:
    """The chain's head, locked until the transaction ends (SQLite: the write lock is already ours)."""
    locked = Head.objects.select_for_update(of=("self",))
    head = locked.filter(chain=chain).first()
    if head is None:
        Head.objects.bulk_create([Head(chain=chain)], ignore_conflicts=True)
        head = locked.get(chain=chain)
    return head


def append(part: Part) -> Entry:
    """Write one command. Everything slow is done before the head is locked."""
    draft = prepare(part)
    head = lock_head(draft.entry.chain)
    link(draft.entry, seq=head.seq + 1, previous=head.hash, at=timezone.now())
    draft.entry.save(force_insert=True)
    if draft.private_values:
        PrivateValue.objects.bulk_create(draft.private_values)
    if draft.mentions:
        mentions = [Mention(entry=draft.entry, kind=ref.kind, target_id=ref.id) for ref in draft.mentions]
        Mention.objects.bulk_create(mentions, batch_size=2000)
    return draft.entry


def prepare(part: Part) -> Draft:
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
    """Personal values of the command and its parts; a part's are named "3/phone" after its place in the tree."""
    found = []
    for place, part in enumerate(command.tree()):
        for name, value in (part.private or {}).items():
            salt, text = canonical.new_salt(), canonical.dump(value)
            digest = canonical.value_digest(salt, text)
            label = canonical.line(f"{place}/{name}" if place else name)
            found.append(PrivateValue(entry=entry, name=label, digest=digest, salt=salt, value=text))
    return found
