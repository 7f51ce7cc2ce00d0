"""What was looked for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from khet.kernel.actor import Actor
from khet.search.models import Miss, Recent


@dataclass(frozen=True, slots=True)
class Missed:
    """Words that found nothing, and how often they were asked for."""

    text: str
    times: int


def recent(actor: Actor, *, limit: int = 8) -> list[str]:
    """The actor's own latest searches, newest first."""
    if actor.person_id is None:
        return []
    rows = Recent.objects.filter(person_id=actor.person_id).order_by("-at", "-pk")
    return list(rows.values_list("text", flat=True)[:limit])


def misses(*, since: date | None = None, limit: int = 100) -> list[Missed]:
    """For the knowledge team: what was missed most, without who asked."""
    rows = Miss.objects.filter(day__gte=since) if since else Miss.objects.all()
    counted = rows.values_list("text").annotate(times_asked=Sum("times")).order_by("-times_asked", "text")
    return [Missed(text, times) for text, times in counted[:limit]]
