"""The door to background work: declare a kind, put a job in, mend one that failed."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khet.audit import services as audit
from khet.jobs import leases, registry
from khet.jobs.execute import attempt
from khet.jobs.models import Job, Lane, State
from khet.jobs.outbox import enqueue
from khet.jobs.reads import Progress, progress_of
from khet.jobs.registry import every, job
from khet.jobs.run import Cancelled, LeaseLost, Run
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused

__all__ = [
    "Cancelled",
    "LeaseLost",
    "Progress",
    "Run",
    "cancel",
    "drain",
    "enqueue",
    "every",
    "give_up",
    "job",
    "progress_of",
    "retry",
]


def drain(*, raising: bool = True, worker: str = "drain") -> int:
    """Run everything due here and now, soon before index before bulk; returns how many attempts were made.

    raising: pass on the first error of a handler (after the row says so), so that a test cannot overlook it.
    """
    made = 0
    while (taken := _next(worker)) is not None:
        made += 1
        error = attempt(taken)
        if error is not None and raising:
            raise error
    return made


def _next(worker: str) -> Job | None:
    for lane in Lane:
        taken = leases.claim(lane, worker=worker, lease_of=registry.lease_of)
        if taken is not None:
            return taken
    return None


@transaction.atomic
def retry(*, actor: Actor, job: Job) -> Job:
    """Queue a failed or cancelled job again with all its attempts. Raises Refused when it has not ended so."""
    row = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if row.state not in {State.FAILED, State.CANCELLED}:
        raise Refused(_("งานนี้ไม่ได้ค้างอยู่แล้ว โหลดหน้าใหม่เพื่อดูสถานะล่าสุด"), code="not_failed")
    row.state, row.attempts, row.run_at, row.finished_at = State.QUEUED, 0, timezone.now(), None
    row.cancel_asked, row.worker = False, ""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(_("มีงานเดียวกันรอทำอยู่แล้ว ไม่ต้องสั่งซ้ำ"), code="already_queued") from None
    audit.record(actor, "jobs.retried", row, after={"kind": row.kind})
    return row


@transaction.atomic
def cancel(*, actor: Actor, job: Job) -> Job:
    """End a queued job now; ask a running one to stop at its next check. Raises Refused when it has ended."""
    row = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if row.state not in {State.QUEUED, State.RUNNING}:
        raise Refused(_("งานนี้จบไปแล้ว โหลดหน้าใหม่เพื่อดูสถานะล่าสุด"), code="ended")
    row.cancel_asked = True
    if row.state == State.QUEUED:
        row.state, row.finished_at = State.CANCELLED, timezone.now()
    row.save(update_fields=["cancel_asked", "state", "finished_at"])
    audit.record(actor, "jobs.cancelled", row, after={"kind": row.kind})
    return row


@transaction.atomic
def give_up(*, actor: Actor, job: Job) -> Job:
    """A failed job is not to be done any more; its row stays as cancelled. Raises Refused when it has not failed."""
    row = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if row.state != State.FAILED:
        raise Refused(_("งานนี้ไม่ได้ค้างอยู่แล้ว โหลดหน้าใหม่เพื่อดูสถานะล่าสุด"), code="not_failed")
    row.state = State.CANCELLED
    row.save(update_fields=["state"])
    audit.record(actor, "jobs.given_up", row, after={"kind": row.kind})
    return row
