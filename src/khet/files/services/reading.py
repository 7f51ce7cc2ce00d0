"""Reading kept bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from khet.files import storage
from khet.files.models import Blob, StoredFile
from khet.kernel.errors import Refused


def open_file(stored: StoredFile) -> IO[bytes]:
    """The bytes to read and seek in; close it. Raises Refused when they are missing."""
    blob = bytes_of(stored)
    with missing_said(stored.name):
        if blob.backend == "local":
            return storage.disk().path(blob.sha256).open("rb")
        with storage.backend(blob.backend).local(blob.sha256) as path:
            return path.open("rb")  # stays readable after its name is gone


def read_bytes(stored: StoredFile) -> bytes:
    with open_file(stored) as file:
        return file.read()


@contextmanager
def local_file(stored: StoredFile) -> Iterator[Path]:
    """A path to hand to a library; to read only."""
    blob = bytes_of(stored)
    with missing_said(stored.name), storage.backend(blob.backend).local(blob.sha256) as path:
        yield path


def bytes_of(stored: StoredFile) -> Blob:
    if stored.blob is None:
        raise missing(stored.name)
    return stored.blob


@contextmanager
def missing_said(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise missing(name) from error


def missing(name: str) -> Refused:
    return Refused(
        _("ไม่พบข้อมูลของไฟล์ %(name)s ในที่เก็บ แจ้งผู้ดูแลระบบให้สั่ง khet files check") % {"name": name}, code="missing"
    )
