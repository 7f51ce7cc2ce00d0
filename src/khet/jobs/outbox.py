"""Putting work into the outbox: the row commits or vanishes together with what asked for it."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from khet.jobs import registry, wake
from khet.jobs.models import Job, State
from khet.kernel.registry import RegistryError


def put(kind: str, *, key: str = "", run_at: datetime | None = None, payload: dict[str, Any] | None = None) -> Job:
    """A new queued job, or the active one that has this key. Raises RegistryError for an unknown kind."""
    known = registry.find(kind)
    if known is None:
        raise RegistryError(f"jobs.kinds: nobody registered {kind!r}")
    transaction.on_commit(wake.call)
    wanted = Job(kind=kind, lane=known.lane, key=key, run_at=run_at or timezone.now(), payload=payload or {})
    with transaction.atomic(savepoint=False):
        return _insert_once(wanted) if key else _insert(wanted)


def _insert(job: Job) -> Job:
    job.save(force_insert=True)
    return job


def _insert_once(job: Job) -> Job:
    """An active job with the key stays locked until the caller commits: no worker may begin it on old data."""
    for _attempt in range(5):
        active = Job.objects.active().filter(key=job.key).select_for_update(of=("self",)).first()
        if active is not None:
            return active
        try:
            with transaction.atomic():
                return _insert(job)
        except IntegrityError:
            job.pk = None  # somebody else put it in between our look and our write
    raise IntegrityError(f"jobs: key {job.key!r} comes and goes")


def enqueue(kind: str, *, key: str = "", run_at: datetime | None = None, **payload: Any) -> Job:
    """Put a job into the outbox in the caller's transaction; payload is JSON: ids, no names or content.

    key: a queued or running job with the same key is returned instead. If that one already runs it may have read
    what you are just changing, so it runs once more when it ends. Raises RegistryError for an unknown kind.
    """
    with transaction.atomic(savepoint=False):
        job = put(kind, key=key, run_at=run_at, payload=payload)
        if job.state == State.RUNNING:  # locked by put, so its worker cannot end it before this is written
            Job.objects.filter(pk=job.pk).update(again=True)
    return job
