"""How the actions of collect read on the trail."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def _units(content: Mapping[str, Any]) -> str:
    units = (content.get("after") or {}).get("units")
    return _(" %(count)s แห่ง") % {"count": units} if units else ""


def _count(content: Mapping[str, Any]) -> str:
    count = (content.get("after") or {}).get("count")
    return _(" %(count)s แห่ง") % {"count": count} if count else ""


ROUNDS = (
    ("collect.planned", gettext_lazy("เตรียมรอบข้อมูล")),
    ("collect.opened", lambda content: _("เปิดรอบข้อมูล") + _units(content)),
    ("collect.unit_added", gettext_lazy("เพิ่มหน่วยงานในรอบข้อมูล")),
    ("collect.cancelled", gettext_lazy("ยกเลิกรอบข้อมูล")),
    ("collect.locked", lambda content: _("ปิดรอบข้อมูล") + _units(content)),
    ("collect.round_reopened", gettext_lazy("เปิดรอบข้อมูลที่ปิดแล้ว")),
    ("collect.begun", gettext_lazy("เริ่มกรอกแบบข้อมูล")),
    ("collect.no_change", gettext_lazy("ใช้ข้อมูลของรอบก่อนทั้งแบบ")),
    ("collect.handed", gettext_lazy("มอบแบบข้อมูลให้ผู้กรอก")),
    ("collect.hand_taken", gettext_lazy("รับแบบข้อมูลคืนจากผู้กรอก")),
    ("collect.hand_done", gettext_lazy("กรอกแบบข้อมูลที่ได้รับมอบเสร็จ")),
    ("collect.submitted", gettext_lazy("ส่งแบบข้อมูลให้ผู้อำนวยการรับรอง")),
    ("collect.taken_back", gettext_lazy("ดึงแบบข้อมูลกลับมาแก้")),
    ("collect.certified", gettext_lazy("รับรองข้อมูล")),
    ("collect.recorded", gettext_lazy("บันทึกข้อมูลที่ตอบทางโทรศัพท์หรือเอกสาร")),
    ("collect.sent_back", gettext_lazy("ผู้อำนวยการคืนแบบข้อมูลให้แก้")),
    ("collect.returned", gettext_lazy("เขตคืนแบบข้อมูลให้แก้")),
    ("collect.reopened", gettext_lazy("เปิดแบบข้อมูลที่รับแล้ว")),
    ("collect.accepted", gettext_lazy("รับแบบข้อมูล")),
    ("collect.accepted_many", lambda content: _("รับแบบข้อมูล") + _count(content)),
    ("collect.excused", gettext_lazy("ยกเว้นไม่ต้องส่งข้อมูล")),
    ("collect.asked_again", gettext_lazy("ขอข้อมูลจากหน่วยงานที่ยกเว้นไว้")),
    ("collect.extended", gettext_lazy("เลื่อนกำหนดส่งข้อมูล")),
)
