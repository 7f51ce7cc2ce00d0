"""What a disk or a database says while a backup is written or put back, as a sentence for the administrator."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError
from django.utils.translation import gettext as _

from khet.kernel.errors import Refused

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def told(sentence: str) -> Iterator[None]:
    """Raises Refused with the sentence, whose %(why)s is filled in, where the disk or the database failed."""
    try:
        yield
    except (OSError, sqlite3.Error, DatabaseError) as error:
        raise Refused(sentence, code="disk_full" if _is_full(error) else "disk_failed", why=_why(error)) from error


def _why(error: Exception) -> str:
    if _is_full(error):
        return _("ดิสก์เต็ม")
    return (error.strerror if isinstance(error, OSError) else "") or str(error)


def _is_full(error: BaseException | None) -> bool:
    """Django wraps what SQLite said; an object store's own errors are OSError without a number."""
    if isinstance(error, OSError):
        return error.errno in FULL
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    return isinstance(error, DatabaseError) and _is_full(error.__cause__)
