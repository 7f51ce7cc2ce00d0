"""Bytes before they are unpacked: what they are, and whether what they hold is of a size to read."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from khet.collect.sheets.parts import opened
from khet.files import archives
from khet.files.kinds import Kind
from khet.kernel.errors import Refused

MOST_BYTES = 100 * 2**20
MOST_ROWS = 150_000
MOST_COLUMNS = 200
EXCEL_ROWS = 1_048_576
_CHUNK = 1 << 20
_OVERLAP = 400
# A cell or row from 100000 on, or a column from GS on. Begins with plain letters, so that the search is quick.
_FAR = re.compile(rb"r=[\"'](?:[A-Z]{0,3}(\d{6,12})|[A-Z]{3}|[H-Z][A-Z]|G[S-Z])")
_WORKSHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_WRONG = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rt": "RTF",
    b"<htm": "HTML",
    b"<!DO": "HTML",
    b"<?xm": "XML",
    b"<tab": "HTML",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"PAR1": "Parquet",
}


def bytes_of(source: Path | bytes) -> bytes:
    """The whole file in memory: from here on nobody can change it. Raises Refused."""
    content = source if isinstance(source, bytes) else _from_disk(source)
    if not content:
        raise Refused("ไฟล์นี้ว่าง ส่งออกไฟล์ใหม่แล้วส่งอีกครั้ง", code="empty")
    if len(content) > MOST_BYTES:
        raise Refused("ไฟล์ใหญ่เกิน %(most)s MB แบ่งเป็นไฟล์รายโรงเรียน", code="too_large", most=MOST_BYTES >> 20)
    return content


def _from_disk(path: Path) -> bytes:
    try:
        before = path.stat()
        if before.st_size > MOST_BYTES:
            return b" " * (MOST_BYTES + 1)
        content = path.read_bytes()
        after = path.stat()
    except OSError:
        raise Refused("เปิดไฟล์ไม่ได้ ส่งไฟล์อีกครั้ง", code="unreadable") from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(content) != after.st_size:
        raise Refused("ไฟล์เปลี่ยนระหว่างอ่าน รอให้บันทึกเสร็จแล้วส่งใหม่", code="changed")
    return content


def kind_of(content: bytes) -> str:
    """ "xlsx", "xls" or "text", by what the bytes are and not by the name. Raises Refused."""
    if content[:4] == b"PK\x03\x04":
        return _box(content)
    if content[:4] == b"\xd0\xcf\x11\xe0":
        return "xls"
    lead = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:4]
    for sign, name in _WRONG.items():
        if lead == sign or lead.lower() == sign.lower() or content[: len(sign)] == sign:
            raise _wrong(name)
    if b"\0" in content[:4096] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise _wrong("ไม่ใช่ตาราง")
    return "text"


def _box(content: bytes) -> str:
    with opened(content) as box:
        names = {name.lower() for name in box.namelist()}
    if "xl/workbook.xml" not in names:
        raise _wrong("ไม่ใช่ .xlsx")
    return "xlsx"


def _wrong(name: str) -> Refused:
    return Refused("ไฟล์นี้เป็น %(name)s ระบบอ่านได้เฉพาะ .xlsx .xls และ .csv", code="wrong_type", name=name)


def unreadable() -> Refused:
    return Refused("อ่านไฟล์ Excel ไม่ได้ เปิดแล้วบันทึกใหม่เป็น .xlsx", code="unreadable")


def too_long(rows: int = 0) -> Refused:
    if rows >= EXCEL_ROWS:
        return Refused("แผ่นงานนี้ใช้ถึงแถวสุดท้ายของ Excel (1,048,576) ลบแถวว่างท้ายตารางแล้วส่งใหม่", code="too_long")
    return Refused("ไฟล์มีเกิน %(most)s แถว แบ่งเป็นไฟล์รายโรงเรียน", code="too_long", most=f"{MOST_ROWS:,}")


def too_wide() -> Refused:
    return Refused("แผ่นงานกว้างเกิน %(most)s คอลัมน์ ลบคอลัมน์ที่ไม่ใช้แล้วส่งใหม่", code="too_wide", most=MOST_COLUMNS)


def guard(content: bytes) -> None:
    """Refuse a box that would unpack into too much, is locked or holds macros."""
    with held(content) as path:
        archives.check(path, Kind.XLSX)


def refuse_far(piece: bytes) -> None:
    """Refuse far-away cells before the reader makes room for all that lies between."""
    for found in _FAR.finditer(piece):
        if found[1] is None:
            raise too_wide()
        if int(found[1]) > MOST_ROWS:
            raise too_long(int(found[1]))


def pieces(content: bytes, name: str = "") -> Iterator[tuple[str, bytes]]:
    """The XML of the worksheets (or of one part) in pieces that overlap, so that nothing short is cut in two."""
    with opened(content) as box:
        for part in [name] if name else filter(_WORKSHEET.fullmatch, box.namelist()):
            with box.open(part) as file:
                tail = b""
                while piece := file.read(_CHUNK):
                    yield part, tail + piece
                    tail = piece[-_OVERLAP:]


@contextmanager
def held(content: bytes) -> Iterator[Path]:
    """Bytes as a file that is in memory only: what is in it never touches the disk."""
    handle = os.memfd_create("khet")
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(handle, view) :]
        yield Path(f"/proc/self/fd/{handle}")
    finally:
        os.close(handle)
