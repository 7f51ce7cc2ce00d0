"""One tar archive, written and read as a stream; its last member lists every other one with its SHA-256."""

import gzip
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from khet.kernel.errors import Refused

MANIFEST, FORMAT = "manifest.json", 1
PIECE = 1024 * 1024


@dataclass(slots=True)
class Manifest:
    """What an archive holds. rows: table → rows at the moment of the snapshot; members: name → sha256.

    objects, object_bytes: attachments that lie in an object store and not in the archive; objects.tsv lists them.
    """

    engine: str
    version: str
    made_at: str
    files: str
    content: str
    secrets: bool
    format: int = FORMAT
    rows: dict[str, int] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    objects: int = 0
    object_bytes: int = 0


class _Hashed(io.RawIOBase):
    """A readable that remembers the digest of what went through it."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        return data


def write(target: Path, members: Iterable[tuple[str, Path]], manifest: Manifest) -> None:
    """Write the archive beside its name, flush it to the disk, then name it: a kill leaves no half archive."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            with (
                gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1, filename="", mtime=0) as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                for name, path in members:
                    _add(tar, name, path, manifest)
                text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
                entry = tarfile.TarInfo(MANIFEST)
                entry.size, entry.mode = len(text), 0o600
                tar.addfile(entry, io.BytesIO(text))
            out.flush()
            os.fsync(out.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _add(tar: tarfile.TarFile, name: str, path: Path, manifest: Manifest) -> None:
    try:
        source = path.open("rb")
    except FileNotFoundError:  # swept away since it was listed: the snapshot does not need it
        return
    with source:
        entry = tar.gettarinfo(arcname=name, fileobj=source)
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        hashed = _Hashed(source)
        tar.addfile(entry, hashed)
        manifest.members[name] = hashed.digest.hexdigest()


def unpack(archive: Path, into: Path) -> Manifest:
    """Unpack into an empty folder and verify every member against the list.

    Raises Refused when the archive is cut off, altered, not ours, or would write outside the folder.
    """
    found: dict[str, str] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(archive, mode="r|gz") as tar:
            for entry in tar:
                source = tar.extractfile(entry)
                if source is None or not entry.isreg() or not _inside(entry.name):
                    raise _broken(archive, "มีรายการที่ไม่ควรมี")
                if entry.name == MANIFEST:
                    manifest = _manifest(archive, source.read())
                else:
                    found[entry.name] = _extract(source, into / entry.name, entry.mode)
    except (tarfile.TarError, EOFError, OSError) as error:
        if isinstance(error, OSError) and not isinstance(error, EOFError) and error.errno:
            raise
        raise _broken(archive, "ไฟล์ขาดหรือเสียหาย") from error
    if manifest is None:
        raise _broken(archive, "ไฟล์ขาด ไม่มีรายการตรวจสอบ")
    wrong = sorted(name for name in manifest.members.keys() | found if manifest.members.get(name) != found.get(name))
    if wrong:
        raise _broken(archive, f"ไม่ตรงกับรายการตรวจสอบ {len(wrong)} รายการ เช่น {wrong[0]}")
    return manifest


def _manifest(archive: Path, text: bytes) -> Manifest:
    try:
        manifest = Manifest(**json.loads(text))
    except (ValueError, TypeError) as error:
        raise _broken(archive, "อ่านรายการตรวจสอบไม่ได้") from error
    if manifest.format != FORMAT:
        raise _broken(archive, "สร้างจากรุ่นที่ใหม่กว่าระบบนี้ ปรับรุ่นของระบบก่อน")
    return manifest


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _extract(source: IO[bytes], target: Path, mode: int) -> str:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    digest = hashlib.sha256()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while piece := source.read(PIECE):
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    target.chmod(mode & 0o770)
    return digest.hexdigest()


def _broken(archive: Path, why: str) -> Refused:
    return Refused(
        "ไฟล์สำรอง %(name)s ใช้ไม่ได้: %(why)s ใช้ไฟล์สำรองอื่นแทน", code="broken_archive", name=archive.name, why=why
    )
