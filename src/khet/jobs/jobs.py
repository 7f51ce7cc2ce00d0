"""The outbox keeps itself small."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from khet.jobs.models import Job, State
from khet.jobs.registry import every
from khet.jobs.run import Run

KEEP_DONE, KEEP_FAILED = timedelta(days=14), timedelta(days=180)


@every("jobs.prune", daily_at="03.40")
def prune(run: Run, **_payload: Any) -> None:
    """Remove rows that ended long ago; failures stay longer, for whoever asks later."""
    now = timezone.now()
    ended = Job.objects.filter(state__in=[State.DONE, State.CANCELLED], finished_at__lt=now - KEEP_DONE)
    failed = Job.objects.failed().filter(finished_at__lt=now - KEEP_FAILED)
    ended.delete()
    failed.delete()
