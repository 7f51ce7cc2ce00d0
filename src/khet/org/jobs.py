"""What org does by itself, and the long work of its imports."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone

from khet.jobs.services import Run, every, job
from khet.kernel.errors import Refused
from khet.org.imports import runs as imports
from khet.org.imports import undoing
from khet.org.models import ImportRun, OncePost
from khet.org.reads.actors import actor_again
from khet.org.services.today import bring_up_to_date

KEEP_KEYS = timedelta(days=2)  # longer than any page stays open and is sent again


@every("org.turn_the_day", daily_at="00.02")
def turn_the_day(run: Run, **_: object) -> None:
    """Units, posts and accounts are brought up to date with their dates; old workbooks are destroyed."""
    bring_up_to_date(on=timezone.localdate())
    imports.purge(on=timezone.localdate())
    undoing.forget()


@every("org.tidy", daily_at="03.30")
def tidy(run: Run, **_: object) -> None:
    """Keys of forms that were posted, and sessions that are over."""
    now = timezone.now()
    OncePost.objects.filter(at__lt=now - KEEP_KEYS).delete()
    Session.objects.filter(expire_date__lt=now).delete()


@job("org.import_check", lane="bulk", attempts=2, lease=900)
def import_check(run: Run, *, run_id: int, **who: Any) -> None:
    found = ImportRun.objects.get(pk=run_id)
    run.progress(0, int(found.report.get("rows", 0)) or 1)
    imports.check(actor=actor_again(**who), run=found, tell=run.progress)


@job("org.import_carry", lane="bulk", attempts=5, lease=900)  # each attempt goes on where the last one ended
def import_carry(run: Run, *, run_id: int, **who: Any) -> None:
    found = ImportRun.objects.get(pk=run_id)
    run.progress(0, int(found.report.get("rows", 0)) or 1)
    try:
        imports.carry_out(actor=actor_again(**who), run=found, tell=run.progress)
    except Refused as refusal:
        imports.fail(run_id, refusal.message)
