"""How the trail tells what was done with pupils; looks at personal and sensitive data are kinds of their own."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from khet.audit.registry import Sentence, Severity


def _imported(content: Mapping[str, Any]) -> str:
    after = content.get("after") or {}
    figures = {name: after.get(name, 0) for name in ("new", "change", "left")}
    return _("นำเข้ารายชื่อนักเรียน เพิ่ม %(new)s แก้ %(change)s พ้น %(left)s คน") % figures


ACTIONS: tuple[tuple[str, Sentence] | tuple[str, Sentence, Severity], ...] = (
    ("collect.pupils_brought", lazy("ส่งไฟล์รายชื่อนักเรียนมาตรวจ")),
    ("collect.pupils_mended", lazy("แก้ช่องในไฟล์รายชื่อนักเรียนก่อนนำเข้า")),
    ("collect.pupils_imported", _imported, Severity.NOTICE),
    ("collect.pupils_purged", lazy("ทำลายไฟล์รายชื่อนักเรียน")),
    ("collect.pupil_file_looked", lazy("เปิดไฟล์รายชื่อนักเรียนที่ทำเครื่องหมายจุดผิด"), Severity.NOTICE),
    ("collect.pupil_looked", lazy("เปิดดูข้อมูลส่วนบุคคลของนักเรียน"), Severity.NOTICE),
    ("collect.pupil_sensitive_looked", lazy("เปิดดูข้อมูลอ่อนไหวของนักเรียน"), Severity.NOTICE),
    ("collect.pupil_let_go", lazy("ย้ายนักเรียนออก")),
    ("collect.pupil_received", lazy("รับนักเรียนย้ายเข้า")),
    ("collect.pupil_settled", lazy("ตัดสินรายชื่อนักเรียนซ้ำ"), Severity.NOTICE),
    ("collect.rolled_over", lazy("เลื่อนชั้นนักเรียนทั้งโรงเรียน"), Severity.NOTICE),
    ("collect.roll_over_undone", lazy("ย้อนการเลื่อนชั้นนักเรียน"), Severity.NOTICE),
)
