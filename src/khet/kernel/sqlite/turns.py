"""A fair queue of writers for one database file: first come, first served, across processes and threads.

SQLite itself lets waiting writers sleep and guess; under load some guess wrong for seconds. Here each writer draws
a ticket, locks the byte of its ticket and waits for the byte of the ticket before it; whoever is done wakes the next.
The locks belong to an open file (Linux "open file description" locks), so the kernel releases them when a process
dies; then nobody wakes the next one, which looks for itself every LOOK seconds.
"""

import contextlib
import fcntl
import os
import select
import socket
import struct
import time
from pathlib import Path

FIRST = 64  # the bytes before it hold the ticket counter; byte 0 is its lock
LOOK = 0.02
AVAILABLE = hasattr(fcntl, "F_OFD_SETLK")
_NUMBER = struct.Struct("<q")


class TurnTimeoutError(Exception):
    """The writers before did not finish in time."""


def _lock(handle: int, kind: int, byte: int, *, wait: bool = False) -> bool:
    """Lock, share or unlock one byte; False when another holds it."""
    request = struct.pack("hhqqi4x", kind, os.SEEK_SET, byte, 1, 0)
    try:
        fcntl.fcntl(handle, fcntl.F_OFD_SETLKW if wait else fcntl.F_OFD_SETLK, request)
    except (BlockingIOError, PermissionError):
        return False
    return True


class Turn:
    """One writer's turn: from take() until give_back()."""

    def __init__(self, path: Path, timeout: float) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        known = os.fstat(self._handle)
        self._queue = f"\0khet-{known.st_dev}-{known.st_ino}-"
        self._bell = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._ticket = 0
        self._deadline = time.monotonic() + timeout

    def take(self) -> None:
        """Wait until all who came before are done. Raises TurnTimeoutError."""
        try:
            self._draw()
            self._wait()
        except BaseException:
            self.give_back()
            raise

    def _draw(self) -> None:
        _lock(self._handle, fcntl.F_WRLCK, 0, wait=True)
        data = os.pread(self._handle, _NUMBER.size, 0)
        self._ticket = (_NUMBER.unpack(data)[0] if len(data) == _NUMBER.size else 0) + 1
        os.pwrite(self._handle, _NUMBER.pack(self._ticket), 0)
        _lock(self._handle, fcntl.F_WRLCK, FIRST + self._ticket)
        _lock(self._handle, fcntl.F_UNLCK, 0)

    def _wait(self) -> None:
        before = FIRST + self._ticket - 1
        if _lock(self._handle, fcntl.F_RDLCK, before):
            return self._pass(before)
        # The bell hangs before we look again, so that no ring is missed. Without one we look by the clock.
        with contextlib.suppress(OSError):
            self._bell.bind(f"{self._queue}{self._ticket}")
        while not _lock(self._handle, fcntl.F_RDLCK, before):
            if time.monotonic() > self._deadline:
                raise TurnTimeoutError
            if self._rings():
                self._bell.recv(1)
        return self._pass(before)

    def _rings(self) -> bool:
        watch = select.poll()  # not select: a busy server has file numbers past 1023
        watch.register(self._bell, select.POLLIN)
        return bool(watch.poll(LOOK * 1000))

    def _pass(self, before: int) -> None:
        _lock(self._handle, fcntl.F_UNLCK, before)

    def give_back(self) -> None:
        """Let the next one in: closing the file releases its locks, then the bell of the next rings."""
        if self._handle < 0:
            return
        os.close(self._handle)
        self._handle = -1
        with contextlib.suppress(OSError):
            self._bell.sendto(b"1", f"{self._queue}{self._ticket + 1}")
        self._bell.close()
