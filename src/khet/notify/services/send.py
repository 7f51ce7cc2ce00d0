"""Telling people: notices are written in the caller's transaction, and go out of the house after it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from django.db import transaction

from khet.jobs.services import enqueue
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.notify.models import Notice
from khet.notify.registry import kinds
from khet.notify.rules import VEILED
from khet.notify.services.copies import insert_copies

CHUNK = 5000


def send(
    *,
    kind: str,
    to: Iterable[int],
    title: str,
    body: str = "",
    ref: Ref | None = None,
    urgent: bool = False,
    actor: Actor | None = None,
    secret: bool = False,
    group: str = "",
    once: bool = False,
) -> int:
    """Tell each person (ids, doubles dropped) one thing; returns how many notices were written.

    kind: a registered notice kind. secret: neither title, body nor sender is kept; the list shows the reference's own
    label to those who may read it. group: an unread notice of the same kind and group is folded under the new one.
    once: a person who was ever told the same (kind, ref, group) is not told again.
    Raises RegistryError for an unknown kind.
    """
    known = kinds[kind]
    template = Notice(
        kind=known.key,
        title=VEILED if secret else _one_line(title),
        body="" if secret else body,
        ref_kind=ref.kind if ref else "",
        ref_id=ref.id if ref else None,
        urgent=urgent,
        secret=secret,
        by_name=actor.person_name if actor and not secret else "",
        group=group,
        once_key=_once_key(kind, ref, group) if once else None,
    )
    people = list(dict.fromkeys(to))
    with transaction.atomic(savepoint=False):
        written = sum(_write(template, chunk) for chunk in _chunks(people))
        if written:
            enqueue("notify.dispatch")
    return written


def _write(template: Notice, people: Sequence[int]) -> int:
    if template.once_key:
        already = _already_told(template, people)
        people = [person for person in people if person not in already]
    under = _fold(template, people) if template.group else Counter()
    by_count: dict[int, list[int]] = defaultdict(list)
    for person in people:
        by_count[under[person] + 1].append(person)
    written = 0
    for template.similar, alike in by_count.items():
        # Another process may be telling the same once: the constraint decides, and the second stays silent.
        written += insert_copies(template, alike)
    return written


def _already_told(template: Notice, people: Sequence[int]) -> set[int]:
    told = Notice.objects.filter(person_id__in=people, once_key=template.once_key)
    return set(told.values_list("person_id", flat=True))


def _fold(template: Notice, people: Sequence[int]) -> Counter[int]:
    """Put what lies unread under the new one; returns how many each person has there."""
    heads = Notice.objects.heads().unread().filter(kind=template.kind, group=template.group, person_id__in=people)
    under: Counter[int] = Counter()
    for person, similar in heads.values_list("person_id", "similar"):
        under[person] += similar
    if under:
        heads.update(folded=True)
    return under


def _once_key(kind: str, ref: Ref | None, group: str) -> str:
    return sha256("\n".join((kind, str(ref or ""), group)).encode()).hexdigest()


def _one_line(title: str) -> str:
    """Subjects may not carry line ends (e-mail headers), and a title is no text."""
    line = " ".join(title.split())
    return line if len(line) <= 300 else f"{line[:299]}…"


def _chunks(people: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(people), CHUNK):
        yield people[start : start + CHUNK]
