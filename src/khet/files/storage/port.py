"""What a store of bytes can do."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

PIECE = 256 * 1024  # bytes moved at a time


class Backend(Protocol):
    """Bytes by their SHA-256; what is there is never overwritten."""

    name: str

    def put(self, source: Path, sha: str) -> None:
        """Keep a copy of a local file durably. Raises OSError."""

    def size(self, sha: str) -> int | None:
        """Bytes, or None when it is missing."""

    def read(self, sha: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Pieces of a stretch; nothing is opened before the first is asked for. Raises FileNotFoundError then."""

    def local(self, sha: str) -> AbstractContextManager[Path]:
        """A local file with these bytes, to read only. Raises FileNotFoundError."""

    def remove(self, sha: str, *, unless_after: datetime) -> bool:
        """Forget bytes, unless somebody put them again after that moment."""

    def walk(self) -> Iterator[tuple[str, datetime]]:
        """Every digest kept, and when it was put last."""
