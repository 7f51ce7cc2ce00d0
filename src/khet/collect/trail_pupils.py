"""How the trail tells what was done with pupils; looks at personal and sensitive data are kinds of their own."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khet.audit.registry import Sentence, Severity


def _imported(content: Mapping[str, Any]) -> str:
    after = content.get("after") or {}
    figures = {name: after.get(name, 0) for name in ("new", "change", "left")}
    return gettext("นำเข้ารายชื่อนักเรียน เพิ่ม %(new)s แก้ %(change)s พ้น %(left)s คน") % figures


ACTIONS: tuple[tuple[str, Sentence] | tuple[str, Sentence, Severity], ...] = (
    ("collect.pupils_brought", _("ส่งไฟล์รายชื่อนักเรียนมาตรวจ")),
    ("collect.pupils_mended", _("แก้ช่องในไฟล์รายชื่อนักเรียนก่อนนำเข้า")),
    ("collect.pupils_imported", _imported, Severity.NOTICE),
    ("collect.pupils_purged", _("ทำลายไฟล์รายชื่อนักเรียน")),
    ("collect.pupil_file_looked", _("เปิดไฟล์รายชื่อนักเรียนที่ทำเครื่องหมายจุดผิด"), Severity.NOTICE),
    ("collect.pupil_looked", _("เปิดดูข้อมูลส่วนบุคคลของนักเรียน"), Severity.NOTICE),
    ("collect.pupil_sensitive_looked", _("เปิดดูข้อมูลอ่อนไหวของนักเรียน"), Severity.NOTICE),
    ("collect.pupil_let_go", _("ย้ายนักเรียนออก")),
    ("collect.pupil_received", _("รับนักเรียนย้ายเข้า")),
    ("collect.pupil_settled", _("ตัดสินรายชื่อนักเรียนซ้ำ"), Severity.NOTICE),
    ("collect.rolled_over", _("เลื่อนชั้นนักเรียนทั้งโรงเรียน"), Severity.NOTICE),
    ("collect.roll_over_undone", _("ย้อนการเลื่อนชั้นนักเรียน"), Severity.NOTICE),
)
