"""Memory of this process, as glibc keeps it; elsewhere nothing is done."""

import ctypes
from collections.abc import Callable
from typing import Any

# Of glibc's malloc.h.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_LARGE = 1 << 20  # bytes


def keep_little() -> None:
    """Threads share two pools of memory, for of one pool each most would lie idle, and large pieces go back at once.

    By itself glibc learns from the first large pieces to keep them: each process would hold the 19 MB of its last
    password check for ever. Children of this process do as it does.
    """
    if mallopt := _of_glibc("mallopt"):
        mallopt(_ARENA_MAX, 2)
        mallopt(_MMAP_THRESHOLD, _LARGE)
        mallopt(_TRIM_THRESHOLD, _LARGE)


def give_back() -> None:
    """What lies free between used pieces goes back to the system (a few ms)."""
    if trim := _of_glibc("malloc_trim"):
        trim(0)


def _of_glibc(name: str) -> Callable[..., Any] | None:
    return getattr(ctypes.CDLL(None), name, None)
