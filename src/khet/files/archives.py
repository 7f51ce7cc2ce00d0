"""Zip boxes (office files are zip boxes too): what they claim to hold is checked before anything is unpacked."""

import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from khet.files.kinds import Kind
from khet.files.names import RUNNABLE, extension
from khet.kernel.errors import Refused

MOST_ENTRIES = 5_000
MOST_BYTES = 1 << 30  # unpacked, all together
MOST_TIMES = 200  # unpacked to packed, looked at from 20 MB on
_BOXES = frozenset({"zip", "rar", "7z", "gz", "tgz", "bz2", "xz", "tar", "jar", "war", "cab", "iso"})


def check(path: Path, kind: Kind) -> None:
    """Raises Refused for a bomb, a box in a box, a locked or runnable entry, a path that leads out."""
    entries = _entries(path)
    _refuse_bomb(path, entries)
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused(_("ไฟล์นี้มีรหัสผ่าน ระบบจึงตรวจข้างในไม่ได้ บันทึกใหม่โดยไม่ใส่รหัสผ่านแล้วแนบอีกครั้ง"), code="locked")
        if kind == Kind.ZIP:
            _refuse_entry(entry)
        elif entry.filename.lower().endswith("vbaproject.bin"):
            raise Refused(_("ไฟล์นี้มีมาโคร บันทึกใหม่เป็นชนิดไม่มีมาโครหรือ PDF แล้วแนบอีกครั้ง"), code="macro")


def _entries(path: Path) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as box:
            return box.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused(_("ไฟล์นี้เปิดไม่ได้ ลองเปิดในเครื่องของท่าน บันทึกใหม่แล้วแนบอีกครั้ง"), code="broken") from error


def _refuse_bomb(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    packed = path.stat().st_size
    unpacked = sum(entry.file_size for entry in entries)
    claimed = sum(entry.compress_size for entry in entries)
    starts = [entry.header_offset for entry in entries]
    if len(entries) > MOST_ENTRIES or unpacked > MOST_BYTES:
        raise _bomb()
    if unpacked > 20 * 2**20 and unpacked > MOST_TIMES * packed:
        raise _bomb()
    if claimed > packed or len(set(starts)) < len(starts):  # entries that overlap: one stretch unpacked many times
        raise _bomb()


def _bomb() -> Refused:
    return Refused(_("ไฟล์นี้แตกออกแล้วใหญ่ผิดปกติ ระบบไม่รับ แยกเป็นไฟล์ย่อยแล้วแนบทีละไฟล์"), code="bomb")


def _refuse_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name:
        raise Refused(_("ใน ZIP มีไฟล์ที่ชี้ไปนอกโฟลเดอร์ ระบบไม่รับ สร้าง ZIP ใหม่แล้วแนบอีกครั้ง"), code="path")
    if extension(name) in _BOXES:
        raise Refused(_("ใน ZIP มี ZIP ซ้อนอยู่ แตกออกแล้วสร้าง ZIP ชั้นเดียว"), code="nested")
    if extension(name) in RUNNABLE:
        raise Refused(_("ใน ZIP มีไฟล์โปรแกรม นำออกแล้วแนบอีกครั้ง"), code="runnable")
