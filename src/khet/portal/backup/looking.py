"""Opening a restored hub and looking whether it is whole."""

import hashlib
from typing import TypedDict

from khet.audit import services as audit
from khet.files import services as files
from khet.files.models import StoredFile
from khet.kernel.errors import Refused
from khet.portal.backup.engines import engine

SAMPLE = 200


class Found(TypedDict):
    """Rows of all tables, entries of the trail verified, files opened."""

    rows: int
    entries: int
    files: int


def look() -> Found:
    """Count every table, verify the trail, open a sample of files. Raises Refused at the first thing that is wrong."""
    rows = sum(engine().count().values())
    report = audit.verify()
    if not report.ok:
        raise Refused(
            "ประวัติการใช้งานในไฟล์สำรองไม่ต่อเนื่อง: %(first)s ใช้ไฟล์สำรองอื่นแทน", code="trail_broken", first=report.first
        )
    return Found(rows=rows, entries=report.entries, files=_open_files())


def _open_files() -> int:
    sample = list(StoredFile.objects.exclude(blob=None).order_by("?")[:SAMPLE])
    for stored in sample:
        try:
            good = hashlib.sha256(files.read_bytes(stored)).hexdigest() == stored.sha256
        except (FileNotFoundError, Refused):
            good = False
        if not good:
            raise Refused(
                "ไฟล์แนบหมายเลข %(number)s ในไฟล์สำรองเปิดไม่ได้หรือไม่ตรงต้นฉบับ ใช้ไฟล์สำรองอื่นแทน",
                code="file_broken",
                number=stored.pk,
            )
    return len(sample)
