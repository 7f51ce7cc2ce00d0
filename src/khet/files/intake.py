"""Receiving: bytes come in, are weighed and looked at, and are kept; no row is written here."""

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, Union

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from khet.files import archives, names, pdfs, sniff, storage
from khet.files.kinds import ANYTHING, DOCUMENTS, FACTS, FileRule, Kind
from khet.files.storage.port import PIECE
from khet.kernel.errors import Refused

Content: TypeAlias = Union["UploadedFile[Any]", bytes, Path]


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes that are judged and kept, but that no paper points at yet (swept away after a day)."""

    name: str
    kind: Kind
    size: int
    sha256: str
    backend: str

    @property
    def mime(self) -> str:
        return FACTS[self.kind].mime


def receive(content: Content, *, name: str, allow: FileRule = DOCUMENTS) -> Received:
    """Judge bytes and keep them. Slow (hashing, scanning): call it before the transaction opens.

    Raises Refused: empty, too_large, wrong_kind, wrong_name, runnable, script, launch, locked, macro, bomb, nested,
    path, broken, disk_full, storage_down.
    """
    with room(), storage.disk().scratch() as path:
        sha, size = _take_in(content, path, allow.limit)
        shown, kind = judge(path, name=name, allow=allow)
        return _keep(path, Received(shown, kind, size, sha, storage.current().name))


def receive_part(path: Path, *, name: str) -> Received:
    """The same for the complete parts of an upload; what the form takes is asked when it is claimed."""
    with room():
        shown, kind = judge(path, name=name, allow=ANYTHING)
        return _keep(path, Received(shown, kind, path.stat().st_size, _digest(path), storage.current().name))


def keep_made(content: bytes) -> tuple[str, int, str]:
    """Keep what we made ourselves (a picture of a page): digest, size, store."""
    with room(), storage.disk().scratch() as scratch:
        sha, size = _take_in(content, scratch, max(len(content), 1))
        storage.current().put(scratch, sha)
    return sha, size, storage.current().name


def judge(path: Path, *, name: str, allow: FileRule) -> tuple[str, Kind]:
    """The name to show and the kind. Raises Refused."""
    shown = names.display_name(name)
    refuse_runnable(shown, allow)
    kind = sniff.kind_of(path, shown)
    if kind is None and sniff.is_locked_office(path):
        raise Refused(_("ไฟล์นี้มีรหัสผ่าน ระบบจึงตรวจข้างในไม่ได้ บันทึกใหม่โดยไม่ใส่รหัสผ่านแล้วแนบอีกครั้ง"), code="locked")
    kind = check_kind(kind, shown, allow)
    _look_inside(path, kind, allow)
    return _named(shown, kind), kind


def refuse_runnable(name: str, allow: FileRule) -> None:
    """A name that starts programs, openly (.exe) or behind another extension (.exe.pdf). Raises Refused."""
    if names.extension(name) in names.RUNNABLE or names.hidden_extension(name):
        raise Refused(
            _("%(name)s เป็นไฟล์โปรแกรม ระบบไม่รับ แนบเป็น %(kinds)s") % {"name": name, "kinds": allow.labels},
            code="runnable",
        )


def check_kind(kind: Kind | None, name: str, allow: FileRule) -> Kind:
    """Raises Refused when the form does not take this kind, or the name promises another one."""
    if kind is None or kind not in allow.kinds:
        what = FACTS[kind].label if kind else _("ชนิดที่ระบบไม่รู้จัก")
        raise Refused(
            _("ไฟล์ %(name)s เป็น%(what)s ที่นี่รับ %(kinds)s") % {"name": name, "what": f" {what} ", "kinds": allow.labels},
            code="wrong_kind",
        )
    end = names.extension(name)
    if end in _KNOWN_ENDS and end not in FACTS[kind].extensions:
        raise Refused(
            _("ไฟล์ %(name)s ไม่ใช่ .%(end)s ตามชื่อ ข้างในเป็น %(what)s เปลี่ยนนามสกุลเป็น .%(right)s แล้วแนบใหม่")
            % {"name": name, "end": end, "what": FACTS[kind].label, "right": FACTS[kind].extensions[0]},
            code="wrong_name",
        )
    return kind


_KNOWN_ENDS = frozenset(end for facts in FACTS.values() for end in facts.extensions)


def _named(name: str, kind: Kind) -> str:
    """A name without an extension we know gets the right one: whoever saves it must be able to open it."""
    ends = FACTS[kind].extensions
    return name if names.extension(name) in ends else names.shortened(name, names.LONGEST - 6) + f".{ends[0]}"


def _look_inside(path: Path, kind: Kind, allow: FileRule) -> None:
    if kind == Kind.PDF:
        pdfs.check(path, locked_ok=allow.locked_pdf)
    elif kind in {Kind.ZIP, Kind.DOCX, Kind.XLSX, Kind.PPTX}:
        archives.check(path, kind)


def _take_in(content: Content, scratch: Path, limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with scratch.open("wb") as file:
        for piece in _pieces(content):
            size += len(piece)
            if size > limit:
                raise too_large(limit)
            digest.update(piece)
            file.write(piece)
    if size == 0:
        raise empty()
    return digest.hexdigest(), size


def _pieces(content: Content) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
    elif isinstance(content, Path):
        with content.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
    else:
        yield from content.chunks(PIECE)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _keep(path: Path, received: Received) -> Received:
    storage.current().put(path, received.sha256)
    return received


def empty() -> Refused:
    return Refused(_("ไฟล์นี้ว่าง ไม่มีข้อมูล เลือกไฟล์ใหม่"), code="empty")


def too_large(limit: int) -> Refused:
    return Refused(
        _("ไฟล์ใหญ่เกิน %(limit)d MB ย่อขนาดหรือแบ่งเป็นหลายไฟล์แล้วแนบใหม่") % {"limit": limit // 2**20}, code="too_large"
    )


@contextmanager
def room() -> Iterator[None]:
    """Trouble with the disk or the store, told to the person; nothing half-kept stays behind."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Refused(_("ที่เก็บไฟล์เต็ม จึงยังไม่ได้เก็บไฟล์นี้ แจ้งผู้ดูแลระบบแล้วแนบใหม่ภายหลัง"), code="disk_full") from error
        raise Refused(
            _("ที่เก็บไฟล์ไม่ตอบ จึงยังไม่ได้เก็บไฟล์นี้ แนบใหม่ในอีกสักครู่ หากยังไม่ได้ แจ้งผู้ดูแลระบบ"), code="storage_down"
        ) from error
