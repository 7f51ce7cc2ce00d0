"""How the actions of work read on the trail."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khet.audit import registry


def _count(content: Mapping[str, Any]) -> str:
    count = (content.get("after") or {}).get("count")
    return _(" %(count)s เรื่อง") % {"count": count} if count else ""


def words() -> None:
    registry.register(
        ("work.opened", gettext_lazy("ขอให้ทำงาน")),
        ("work.opened_many", lambda content: _("ขอให้หลายแห่งทำงาน") + _count(content)),
        ("work.accepted", gettext_lazy("รับทำงาน")),
        ("work.answered", gettext_lazy("ตอบงาน")),
        ("work.answer_recorded", gettext_lazy("บันทึกคำตอบแทน")),
        ("work.given_back", gettext_lazy("คืนคำตอบให้แก้")),
        ("work.passed_on", gettext_lazy("ส่งงานต่อ")),
        ("work.handed_over", lambda content: _("ส่งมอบงาน") + _count(content)),
        ("work.extended", gettext_lazy("เลื่อนกำหนดของงาน")),
        ("work.withdrawn", lambda content: _("ยกเลิกสิ่งที่ขอ") + _count(content)),
        ("work.closed", gettext_lazy("ปิดงาน")),
        ("work.reminded", lambda content: _("ทวงถาม") + _count(content)),
        ("work.nudged", gettext_lazy("เตือนงานใกล้หรือเกินกำหนด")),
        ("work.redated", gettext_lazy("คิดกำหนดใหม่ตามปฏิทิน")),
    )
