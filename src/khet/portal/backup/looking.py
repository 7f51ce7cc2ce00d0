"""Opening a restored hub and looking whether it is whole."""

import hashlib
from itertools import islice
from typing import TypedDict

from django.conf import settings

from khet.audit import services as audit
from khet.files import objects
from khet.files import reads as kept_files
from khet.files import services as files
from khet.kernel.errors import Refused
from khet.portal.backup.engines import engine

SAMPLE = 200
MOST_NAMED = 5


class Found(TypedDict):
    """Rows of all tables, entries of the trail verified, files opened, objects found in the object store."""

    rows: int
    entries: int
    files: int
    objects: int


def look() -> Found:
    """Count every table, verify the trail, open a sample of files. Raises Refused at the first thing that is wrong."""
    rows = sum(engine().count().values())
    report = audit.verify()
    if not report.ok:
        raise Refused(
            "ประวัติการใช้งานในไฟล์สำรองไม่ต่อเนื่อง: %(first)s ใช้ไฟล์สำรองอื่นแทน", code="trail_broken", first=report.first
        )
    return Found(rows=rows, entries=report.entries, objects=_find_objects(), files=_open_files())


def _find_objects() -> int:
    """Every attachment in the object store is there with its size; a thousand to a request."""
    count = objects.count()
    if not count:
        return 0
    if not settings.FILES_S3:
        raise Refused(
            "ไฟล์แนบ %(n)s ไฟล์อยู่ในที่เก็บ S3 แต่ยังไม่ได้ตั้ง KHET_S3_URL ตั้งค่าแล้วสั่งใหม่", code="no_store", n=f"{count:,}"
        )
    lost = list(islice(objects.lost(), MOST_NAMED))
    if lost:
        raise Refused(
            "ไฟล์แนบบางไฟล์ไม่อยู่ในที่เก็บ S3 หรือขนาดไม่ตรง เช่น %(some)s เรียกคืนจากรุ่นเก่าของ bucket แล้วสั่งใหม่",
            code="objects_lost",
            some=", ".join(sha[:12] for sha in lost),
        )
    return count


def _open_files() -> int:
    sample = kept_files.sample(SAMPLE)
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
