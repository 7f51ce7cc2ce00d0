"""The worker: one thread a lane, one look-out that wakes them, beats the heart and starts what repeats."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db import close_old_connections, connection
from django.utils import timezone

from khet.jobs import leases, registry, schedule, wake
from khet.jobs.execute import attempt
from khet.jobs.models import Job, Lane, Worker

log = logging.getLogger("khet.jobs")
QUICK, IDLE = 0.25, 2.0  # seconds between looks: after work, and when nothing has happened for a while
CHORES_EVERY, BEAT_EVERY = 1.0, 10.0  # seconds
QUIET = 5.0  # seconds without work before a worker that has grown is renewed


class LaneThread(threading.Thread):
    """Takes jobs of one lane until none is due, then sleeps until called."""

    def __init__(self, lane: Lane, worker: str, stopping: threading.Event) -> None:
        super().__init__(name=f"lane-{lane}", daemon=True)
        self.lane, self.worker, self.stopping = lane, worker, stopping
        self.call = threading.Event()
        self.current: Job | None = None

    def run(self) -> None:
        while not self.stopping.is_set():
            self.call.wait()
            self.call.clear()
            _survive(self._take_all)
        connection.close()

    def _take_all(self) -> None:
        while not self.stopping.is_set():
            job = leases.claim(self.lane, worker=self.worker, lease_of=registry.lease_of)
            if job is None:
                return
            self.current = job
            try:
                attempt(job)
            finally:
                self.current = None


class LookOut:
    """The main thread. stop() may be called from a signal handler.

    renew_above: MB of memory of its own (not shared with the parent it was forked from) at which it stops by itself
    once nothing was to do for a while: what analytics and typesetting once loaded goes back to a small machine.
    0 = never.
    """

    def __init__(self, lanes: list[Lane], *, renew_above: int = 0) -> None:
        self.name = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.stopping = threading.Event()
        self.threads = [LaneThread(lane, self.name, self.stopping) for lane in lanes]
        self._bell = wake.rung()
        self._last: dict[str, float] = {}
        self._renew_above = renew_above
        self._busy_at = time.monotonic()

    def stop(self) -> None:
        self.stopping.set()

    def run(self, *, grace: float) -> None:
        """Work until stop(); then let current jobs end within grace seconds and hand back the others."""
        _survive(self._begin)
        for thread in self.threads:
            thread.start()
        pause = QUICK
        while not self.stopping.is_set():
            busy = bool(_survive(self._look))
            pause = QUICK if busy else min(pause * 1.3, IDLE)
            if busy:
                self._busy_at = time.monotonic()
            elif self._is_spent():
                self.stop()
            self._sleep(pause)
        self._end(grace)

    def _begin(self) -> None:
        Worker.objects.filter(seen_at__lt=timezone.now() - timedelta(days=1)).delete()
        Worker.objects.create(name=self.name, lanes=",".join(thread.lane for thread in self.threads))
        leases.free_from_the_dead(self.name)
        schedule.sync()

    def _look(self) -> bool:
        """One round: housekeeping when its time has come, then call the lanes that have work."""
        if self._is_time("chores", CHORES_EVERY):
            schedule.tick()
            leases.free_abandoned(registry.attempts_of) if Job.objects.abandoned().exists() else None
        if self._is_time("beat", BEAT_EVERY):
            Worker.objects.filter(name=self.name).update(seen_at=timezone.now())
        waiting = [thread for thread in self.threads if not thread.current]
        called = [thread for thread in waiting if Job.objects.due().filter(lane=thread.lane).exists()]
        for thread in called:
            thread.call.set()
        return bool(called) or len(waiting) < len(self.threads)

    def _is_spent(self) -> bool:
        if not self._renew_above or time.monotonic() - self._busy_at < QUIET or not self._is_time("memory", QUIET):
            return False
        return own_memory_mb() > self._renew_above

    def _is_time(self, what: str, seconds: float) -> bool:
        moment = time.monotonic()
        if moment - self._last.get(what, -seconds) < seconds:
            return False
        self._last[what] = moment
        return True

    def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.stopping.wait(min(QUICK, seconds)):
            rung = wake.rung()
            if rung != self._bell:
                self._bell = rung
                return

    def _end(self, grace: float) -> None:
        until = time.monotonic() + grace
        for thread in self.threads:
            thread.call.set()
            thread.join(max(0.0, until - time.monotonic()))
            if thread.current is not None:
                leases.give_back(thread.current)
        _survive(lambda: Worker.objects.filter(name=self.name).update(stopped_at=timezone.now()))


def own_memory_mb() -> float:
    """Memory that no other process shares, libraries included, in MB; 0 where the system does not say."""
    try:
        lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1000


def _survive(step: Callable[[], object]) -> object:
    """A database that is away for a moment must not end the worker."""
    try:
        close_old_connections()
        return step()
    except Exception:
        log.exception("worker: step failed, going on")
        connection.close()
        return None
