"""Bytes on the local disk, at files/ab/cd/<sha256>."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from khet.files.storage.port import PIECE


class LocalDisk:
    """Written beside, flushed to the disk, then renamed: a name never stands for half a file."""

    name = "local"

    def __init__(self, root: Path) -> None:
        self.root = Path(root)

    @property
    def incoming(self) -> Path:
        return _made(self.root / "incoming")

    @property
    def parts(self) -> Path:
        return _made(self.root / "parts")

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """An empty file of our own on the same disk; its name is gone at the end whatever happens."""
        handle, name = tempfile.mkstemp(dir=self.incoming)
        os.close(handle)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def path(self, sha: str) -> Path:
        return self.root / sha[:2] / sha[2:4] / sha

    def put(self, source: Path, sha: str) -> None:
        target = self.path(sha)
        with self._lock():
            if target.exists():
                os.utime(target)
                return
        if source.parent in {self.incoming, self.parts}:
            self._name(source, target)
            return
        with self.scratch() as copy:
            _copy(source, copy)
            self._name(copy, target)

    def _name(self, source: Path, target: Path) -> None:
        """Give flushed bytes their final name beside the one they have; whoever came first stays."""
        _flush(source)
        with self._lock():
            _made(target.parent)
            with suppress(FileExistsError):
                os.link(source, target)
                target.chmod(0o440)
        _flush(target.parent)

    def size(self, sha: str) -> int | None:
        try:
            return self.path(sha).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, sha: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        return _pieces(self.path(sha), start, length)

    @contextmanager
    def local(self, sha: str) -> Iterator[Path]:
        if not self.path(sha).exists():
            raise FileNotFoundError(sha)
        yield self.path(sha)

    def remove(self, sha: str, *, unless_after: datetime) -> bool:
        path = self.path(sha)
        with self._lock():
            if not path.exists() or _touched(path) > unless_after:
                return False
            path.unlink()
            return True

    def walk(self) -> Iterator[tuple[str, datetime]]:
        for path in self.root.glob("??/??/" + "?" * 64):
            yield path.name, _touched(path)

    def sweep(self, folder: Path, *, before: datetime) -> int:
        """Remove what was left lying in incoming/ or parts/ by something that died. Returns how many."""
        old = [path for path in folder.iterdir() if path.is_file() and _touched(path) < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Between putting again and sweeping away only one may pass."""
        with (_made(self.root) / ".lock").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as file, target.open("wb") as copy:
        shutil.copyfileobj(file, copy, PIECE)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _touched(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _pieces(path: Path, start: int, length: int | None) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        left = length
        while left is None or left > 0:
            piece = file.read(PIECE if left is None else min(PIECE, left))
            if not piece:
                return
            left = None if left is None else left - len(piece)
            yield piece
