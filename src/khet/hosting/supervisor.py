"""The parent: starts every role, restarts one that died, ends all of them together."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from khet.hosting import processes

STOP = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
GRACE = 15.0  # seconds a child has to finish what it does
LONGEST_PAUSE = 30.0  # seconds between two restarts of a role that keeps dying

RENEWED_AFTER = 5.0  # seconds; a role that ends in peace after them asks to be started anew, and nobody is told


@dataclass
class Child:
    """One role: pid 0 while it waits for its restart; pause grows while it dies young."""

    name: str
    task: Callable[[], int | None]
    pid: int = 0
    started: float = 0.0
    start_at: float = 0.0
    pause: float = 0.25


class Supervisor:
    """Roles by name, each a function that runs in its own forked process until it is told to stop."""

    def __init__(self, roles: dict[str, Callable[[], int | None]], *, log: Path | None = None) -> None:
        self.children = [Child(name, task) for name, task in roles.items()]
        self.log = log

    def run(self, *, ready: Callable[[], bool], then: Callable[[], None]) -> int:
        """Serve until told to stop; `then` runs once, when `ready` first says yes. Returns the exit code."""
        processes.adopt_orphans()
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP | {signal.SIGCHLD})
        waiting = True
        try:
            while True:
                self._start_due()
                told = signal.sigtimedwait(STOP | {signal.SIGCHLD}, 0.03 if waiting else self._patience())
                self._reap()
                if told and told.si_signo in STOP:
                    return 0
                if waiting and ready():
                    waiting = False
                    then()
        finally:
            self._end()

    def _patience(self) -> float:
        now = time.monotonic()
        return min([60.0, *(max(0.05, child.start_at - now) for child in self.children if not child.pid)])

    def _start_due(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if not child.pid and child.start_at <= now:
                log = self.log / f"{child.name}.log" if self.log else None
                child.started = now
                child.pid = processes.fork(child.task, name=child.name, log=log)

    def _reap(self) -> None:
        """Take note of every child that ended; adopted orphans are reaped and forgotten."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            for child in self.children:
                if child.pid == pid:
                    self._ended(child, os.waitstatus_to_exitcode(status))

    def _ended(self, child: Child, code: int) -> None:
        now = time.monotonic()
        child.pid = 0
        if code == 0 and now - child.started > RENEWED_AFTER:
            child.start_at = now
            return
        child.pause = 0.5 if now - child.started > 60 else min(child.pause * 2, LONGEST_PAUSE)
        child.start_at = now + child.pause
        where = f" · {self.log}/{child.name}.log" if self.log else ""
        print(f"{child.name} หยุดเอง ({code}) จะเริ่มใหม่ใน {child.pause:g} วินาที{where}", flush=True)

    def _end(self) -> None:
        """Ask every child to finish, then end whatever is left, adopted grandchildren too."""
        for child in self.children:
            if child.pid:
                _send(child.pid, signal.SIGTERM)
        limit = time.monotonic() + GRACE
        while processes.children_of(os.getpid()) and time.monotonic() < limit:
            signal.sigtimedwait({signal.SIGCHLD}, 0.1)
            _collect()
        for _ in range(5):  # killing a parent hands its children to us
            for pid in processes.children_of(os.getpid()):
                _send(pid, signal.SIGKILL)
            _collect()


def _send(pid: int, signum: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signum)


def _collect() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
