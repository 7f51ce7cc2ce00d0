"""How far a dispatch is, and who has the letter."""

from django.db.models import QuerySet

from khet.saraban.models import Delivery, Dispatch, Letter


def dispatch_progress(dispatch: Dispatch) -> tuple[int, int]:
    """(reached, all)."""
    fresh = Dispatch.objects.only("done", "total").get(pk=dispatch.pk)
    return fresh.done, fresh.total


def receivers(letter: Letter, *, stage: str = "") -> QuerySet[Delivery]:
    """Deliveries of one's own letter with their units, for the sender's list; order by key."""
    rows = Delivery.objects.filter(letter=letter).select_related("unit", "to_post", "to_person")
    return (rows.filter(stage=stage) if stage else rows).order_by("pk")
