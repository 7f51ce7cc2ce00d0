"""What a handler holds in its hand while it works."""

import time

from khet.jobs import leases
from khet.jobs.models import Job

QUIET = 0.5  # seconds between two written reports of progress


class Cancelled(Exception):  # noqa: N818
    """Somebody asked for this job to stop; the worker ends it as cancelled."""


class LeaseLost(Exception):  # noqa: N818
    """The lease ran out and the job belongs to somebody else now: stop without writing."""


class Run:
    """One attempt at one job.

    job_id is the same at every attempt: use it to make outside effects idempotent. Progress and leases are
    written at once, so call them outside your own transactions.
    """

    def __init__(self, job: Job, *, lease: int) -> None:
        self.job_id: int = job.pk
        self.kind = job.kind
        self.attempt = job.attempts
        self._job = job
        self._lease = lease
        self._told = 0.0

    def progress(self, done: int, total: int) -> None:
        """Say how far the work is (same unit for both) and keep the lease. Raises LeaseLost."""
        moment = time.monotonic()
        if done < total and moment - self._told < min(QUIET, self._lease / 4):
            return
        self._told = moment
        if not leases.renew(self._job, seconds=self._lease, done=done, total=total):
            raise LeaseLost

    def check_cancelled(self) -> None:
        """Raises Cancelled when somebody asked for an end, LeaseLost when the job is no longer ours."""
        held = leases.held(self._job)
        if held is None:
            raise LeaseLost
        if held.cancel_asked:
            raise Cancelled
