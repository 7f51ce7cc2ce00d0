"""How the actions of work read on the trail."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khet.audit import registry

lazy = gettext_lazy


def _count(content: Mapping[str, Any]) -> str:
    count = (content.get("after") or {}).get("count")
    return _(" %(count)s เรื่อง") % {"count": count} if count else ""


def words() -> None:
    registry.register(
        ("work.opened", lazy("ขอให้ทำงาน")),
        ("work.opened_many", lambda content: _("ขอให้หลายแห่งทำงาน") + _count(content)),
        ("work.accepted", lazy("รับทำงาน")),
        ("work.answered", lazy("ตอบงาน")),
        ("work.answer_recorded", lazy("บันทึกคำตอบแทน")),
        ("work.given_back", lazy("คืนคำตอบให้แก้")),
        ("work.passed_on", lazy("ส่งงานต่อ")),
        ("work.handed_over", lambda content: _("ส่งมอบงาน") + _count(content)),
        ("work.extended", lazy("เลื่อนกำหนดของงาน")),
        ("work.withdrawn", lambda content: _("ยกเลิกสิ่งที่ขอ") + _count(content)),
        ("work.closed", lazy("ปิดงาน")),
        ("work.reminded", lambda content: _("ทวงถาม") + _count(content)),
        ("work.nudged", lazy("เตือนงานใกล้หรือเกินกำหนด")),
        ("work.redated", lazy("คิดกำหนดใหม่ตามปฏิทิน")),
    )
