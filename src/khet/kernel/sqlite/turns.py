"""A fair queue of writers for one database file: first come, first served, across processes and threads.

SQLite itself lets waiting writers sleep and guess; under load some guess wrong for seconds. Here each writer draws
a ticket, locks the byte of its ticket and waits for the byte of the ticket before it. The locks belong to an open
file (Linux "open file description" locks), so the kernel releases them when a process dies.
"""

import fcntl
import os
import struct
import time
from pathlib import Path

FIRST = 64  # bytes before it: 0 the ticket counter and its lock, 8 the ticket now served (a hint for sleeping)
_NUMBER = struct.Struct("<q")
NEXT_UP, FURTHER_BACK = 0.0002, 0.0005  # seconds of sleep between looks
AVAILABLE = hasattr(fcntl, "F_OFD_SETLK")


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


def _read(handle: int, at: int) -> int:
    data = os.pread(handle, _NUMBER.size, at)
    return int(_NUMBER.unpack(data)[0]) if len(data) == _NUMBER.size else 0


class Turn:
    """One writer's turn: from take() until give_back()."""

    def __init__(self, path: Path, timeout: float) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
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
        self._ticket = _read(self._handle, 0) + 1
        os.pwrite(self._handle, _NUMBER.pack(self._ticket), 0)
        _lock(self._handle, fcntl.F_WRLCK, FIRST + self._ticket)
        _lock(self._handle, fcntl.F_UNLCK, 0)

    def _wait(self) -> None:
        before = FIRST + self._ticket - 1
        while not _lock(self._handle, fcntl.F_RDLCK, before):
            if time.monotonic() > self._deadline:
                raise TurnTimeoutError
            waiting = self._ticket - _read(self._handle, 8)
            time.sleep(NEXT_UP if waiting <= 1 else min(waiting * FURTHER_BACK, 0.02))
        _lock(self._handle, fcntl.F_UNLCK, before)
        os.pwrite(self._handle, _NUMBER.pack(self._ticket), 8)

    def give_back(self) -> None:
        """Closing the file releases its locks."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
