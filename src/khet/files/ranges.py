"""Parts of a file by request (RFC 9110, section 14)."""

import re
from dataclasses import dataclass

_ONE = re.compile(r"^bytes=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*$", re.IGNORECASE)


class Unsatisfiable(Exception):  # noqa: N818
    """The range lies outside of the file: 416."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From start, length bytes."""

    start: int
    length: int

    def header(self, size: int) -> str:
        return f"bytes {self.start}-{self.start + self.length - 1}/{size}"


def asked(header: str, size: int) -> Stretch | None:
    """The one stretch asked for; None means the whole: no range, several at once, or one we do not understand.

    Raises Unsatisfiable.
    """
    found = _ONE.match(header)
    if not found or not (found[1] or found[2]):
        return None
    if not found[1]:
        return _last(int(found[2]), size)
    start = int(found[1])
    end = min(int(found[2]), size - 1) if found[2] else size - 1
    if found[2] and int(found[2]) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return Stretch(start, end - start + 1)


def _last(count: int, size: int) -> Stretch:
    if count == 0:
        raise Unsatisfiable
    return Stretch(max(0, size - count), min(count, size))
