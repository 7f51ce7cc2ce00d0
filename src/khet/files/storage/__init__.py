"""Where bytes live: on the local disk, or in any S3-compatible store. Chosen by settings, read by what a row says."""

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from khet.files.storage.local import LocalDisk
from khet.files.storage.port import Backend

if TYPE_CHECKING:
    from khet.files.storage.s3 import ObjectStore

__all__ = ["Backend", "backend", "current", "disk", "objects"]


def disk() -> LocalDisk:
    """The local disk: always there, for parts of uploads and for what is being received."""
    return LocalDisk(settings.FILES_ROOT)


def current() -> Backend:
    """Where new bytes go."""
    return backend("s3" if settings.FILES_S3 else "local")


def backend(name: str) -> Backend:
    return disk() if name == "local" else _s3()


def objects() -> "ObjectStore":
    """The object store itself, for what only a bucket can be asked."""
    return _s3()


@cache
def _s3() -> "ObjectStore":
    from khet.files.storage.s3 import ObjectStore  # an optional extra: loaded only where it is used

    assert settings.FILES_S3, "files are in S3, but KHET_S3_URL is not set"
    return ObjectStore(**settings.FILES_S3)
