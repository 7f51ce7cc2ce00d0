"""Taking a job for a while, keeping it, and giving it back.

Every write after the claim is fenced by (worker, attempts): a worker that overslept its lease changes nothing.
"""

import os
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khet.jobs.models import Job, JobQuerySet, State

LONGEST_WAIT = 3600  # seconds


@transaction.atomic
def claim(lane: str, *, worker: str, lease_of: Callable[[str], int]) -> Job | None:
    """The next due job of a lane, marked as ours for the lease (seconds) of its kind; None when nothing is due.

    PostgreSQL passes over rows that others hold; SQLite's immediate transaction lets one in at a time.
    """
    now = timezone.now()
    due = Job.objects.due(now).filter(lane=lane).order_by("run_at", "id")
    job = due.select_for_update(skip_locked=True, of=("self",)).first()
    if job is None:
        return None
    job.state, job.worker, job.attempts = State.RUNNING, worker, job.attempts + 1
    job.started_at, job.lease_until = now, now + timedelta(seconds=lease_of(job.kind))
    job.save(update_fields=["state", "worker", "attempts", "started_at", "lease_until"])
    return job


def held(job: Job) -> Job | None:
    """The row as it is now, if this attempt still holds it."""
    return _ours(job).first()


def renew(job: Job, *, seconds: int, done: int, total: int) -> bool:
    """Write progress and move the end of the lease; False when the lease was lost."""
    until = timezone.now() + timedelta(seconds=seconds)
    return bool(_ours(job).update(lease_until=until, progress_done=done, progress_total=total))


@transaction.atomic
def finish(job: Job) -> bool:
    """Done; or queued afresh when the same key was asked for while it ran. False when the lease was lost."""
    row = _ours(job).select_for_update(of=("self",)).first()
    if row is None:
        return False
    if row.again:
        return bool(_ours(job).update(again=False, **_requeued(attempts=0)))
    return bool(_ours(job).update(state=State.DONE, error="", **_ended()))


def cancelled(job: Job) -> bool:
    return bool(_ours(job).update(state=State.CANCELLED, **_ended()))


def put_off(job: Job, *, error: str) -> bool:
    """Try again later, twice as long after every failure."""
    wait = min(15 * 2 ** (job.attempts - 1), LONGEST_WAIT) * random.uniform(1, 1.1)  # noqa: S311
    return bool(_ours(job).update(error=error, **_requeued(seconds=wait)))


def give_up(job: Job, *, error: str) -> bool:
    return bool(_ours(job).update(state=State.FAILED, error=error, **_ended()))


def give_back(job: Job) -> bool:
    """The worker stops before the job is done: at once free for others, and not counted as an attempt."""
    return bool(_ours(job).update(**_requeued(attempts=job.attempts - 1)))


@transaction.atomic
def free_abandoned(attempts_of: Callable[[str], int]) -> int:
    """Queue again what killed workers left behind; what was left too often is failed. Returns how many."""
    rows = list(Job.objects.abandoned().select_for_update(skip_locked=True, of=("self",)))
    for job in rows:
        if job.cancel_asked:
            cancelled(job)
        elif job.attempts >= attempts_of(job.kind):
            give_up(job, error=_("ตัวทำงานหยุดกลางคัน %(count)d ครั้ง ตรวจเครื่องแล้วสั่งทำใหม่") % {"count": job.attempts})
        else:
            _ours(job).update(**_requeued())
    return len(rows)


def free_from_the_dead(worker: str) -> int:
    """What workers of this machine held that are no more: after a kill or a power cut nobody waits for a long lease.

    worker: who asks, named as in worker.LookOut. The leases end now; returns how many did.
    """
    host = worker.rsplit(":", 2)[0]
    names = Job.objects.filter(state=State.RUNNING, worker__startswith=f"{host}:").exclude(worker=worker)
    gone = [name for name in set(names.values_list("worker", flat=True)) if not _lives(name)]
    return Job.objects.filter(state=State.RUNNING, worker__in=gone).update(lease_until=timezone.now()) if gone else 0


def _lives(worker: str) -> bool:
    pid = int(worker.rsplit(":", 2)[1])
    if pid == os.getpid():
        return False  # a number given again: this process is the asker
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _ours(job: Job) -> JobQuerySet:
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, worker=job.worker, attempts=job.attempts)


def _requeued(*, seconds: float = 0, **extra: int) -> dict[str, Any]:
    run_at = timezone.now() + timedelta(seconds=seconds)
    return {"state": State.QUEUED, "worker": "", "lease_until": None, "run_at": run_at, **extra}


def _ended() -> dict[str, Any]:
    return {"finished_at": timezone.now(), "lease_until": None}
