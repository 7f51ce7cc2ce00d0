"""What bytes are, whatever their name says: a table of signatures, and a look inside where the signature is shared."""

import codecs
import mmap
import zipfile
from pathlib import Path

from khet.files.kinds import FACTS, Kind
from khet.files.names import extension

_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x00\x01\x00\x00\x00", Kind.TTF),
)
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_OLE_STREAMS: tuple[tuple[str, Kind | None], ...] = (
    ("EncryptedPackage", None),  # a docx or xlsx behind a password
    ("WordDocument", Kind.DOC),
    ("Workbook", Kind.XLS),
    ("Book", Kind.XLS),
    ("PowerPoint Document", Kind.PPT),
)
_OFFICE_PARTS = (("word/document.xml", Kind.DOCX), ("xl/workbook.xml", Kind.XLSX), ("ppt/presentation.xml", Kind.PPTX))
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13, 26} | {127}


def kind_of(path: Path, name: str) -> Kind | None:
    """The kind, or None when we do not know such bytes. The name only tells CSV from plain text."""
    with path.open("rb") as file:
        head = file.read(1024)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if b"%PDF-" in head:  # Acrobat takes up to a kilobyte of something else before it
        return Kind.PDF
    if head.startswith(_OLE):
        return _ole(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(path)
    if is_text(path):
        return Kind.CSV if extension(name) in FACTS[Kind.CSV].extensions else Kind.TXT
    return None


def is_locked_office(path: Path) -> bool:
    """An office file behind a password: an OLE box around an encrypted package."""
    with path.open("rb") as file:
        return file.read(8) == _OLE and _holds(path, "EncryptedPackage")


def is_text(path: Path) -> bool:
    """UTF-8, or Thai in TIS-620 / Windows-874, with no control characters."""
    return _decodes(path, "utf-8-sig") or _decodes(path, "cp874")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                if _CONTROL.intersection(piece):
                    return False
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _ole(path: Path) -> Kind | None:
    return next((kind for stream, kind in _OLE_STREAMS if _holds(path, stream)), None)


def _holds(path: Path, stream: str) -> bool:
    """The directory of an OLE file lists its streams in UTF-16 with a closing zero."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        return view.find((stream + "\0").encode("utf-16-le")) > 0


def _zip(path: Path) -> Kind | None:
    try:
        with zipfile.ZipFile(path) as box:
            inside = set(box.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    if "[Content_Types].xml" in inside:
        return next((kind for part, kind in _OFFICE_PARTS if part in inside), Kind.ZIP)
    return Kind.ZIP
