"""What was looked for: misses without the person, and one's own recent searches."""

import re
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from khet.kernel.actor import Actor
from khet.search.models import Habit, Miss, Recent
from khet.thai.digits import to_arabic

KEEP_MISSES = timedelta(days=90)
MOST_RECENT = 12
LONGEST = 200
MOST_MISSES_A_DAY = 5_000
_NUMBERED = re.compile(r"(?:[0-9G][ .-]?){13}")


def note(actor: Actor, text: str, *, found: bool) -> None:
    """Remember one search that somebody sent off; what was only typed on the way is never noted.

    Nor is a search with a number as long as a citizen number: it may be one.
    """
    words = " ".join(text.split())[:LONGEST]
    if not words or _NUMBERED.search(to_arabic(words)):
        return
    if not found:
        _miss(words)
    elif actor.person_id is not None and keeps_recent(actor):
        _recent(actor.person_id, words)


@transaction.atomic
def _miss(words: str) -> None:
    day = timezone.localdate()
    if Miss.objects.filter(day=day, text=words).update(times=F("times") + 1):
        return
    if Miss.objects.filter(day=day).count() < MOST_MISSES_A_DAY:
        Miss.objects.bulk_create([Miss(day=day, text=words)], ignore_conflicts=True)


@transaction.atomic
def _recent(person_id: int, words: str) -> None:
    Recent.objects.update_or_create(person_id=person_id, text=words, defaults={"at": timezone.now()})
    old = Recent.objects.filter(person_id=person_id).order_by("-at").values_list("pk", flat=True)[MOST_RECENT:]
    Recent.objects.filter(pk__in=list(old)).delete()


def keeps_recent(actor: Actor) -> bool:
    return not Habit.objects.filter(person_id=actor.person_id or 0, keep_recent=False).exists()


@transaction.atomic
def keep_recent(*, actor: Actor, keep: bool) -> None:
    """The switch; off also forgets what was kept."""
    Habit.objects.update_or_create(person_id=actor.person_id or 0, defaults={"keep_recent": keep})
    if not keep:
        forget_recent(actor=actor)


def forget_recent(*, actor: Actor) -> int:
    return Recent.objects.filter(person_id=actor.person_id or 0).delete()[0]


def drop_old_misses() -> int:
    return Miss.objects.filter(day__lt=timezone.localdate() - KEEP_MISSES).delete()[0]
