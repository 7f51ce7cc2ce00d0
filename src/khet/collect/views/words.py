"""Differences between versions, as sentences."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khet.collect.schema.differing import Difference, Turn

WHAT: Mapping[str, str | Promise] = {
    "label": gettext_lazy("ชื่อ"),
    "type": gettext_lazy("ชนิด"),
    "part": gettext_lazy("ชนิด"),
    "required": gettext_lazy("ต้องกรอกหรือไม่"),
    "help": gettext_lazy("คำอธิบาย"),
    "unit": gettext_lazy("หน่วยนับ"),
    "lowest": gettext_lazy("ค่าต่ำสุด"),
    "highest": gettext_lazy("ค่าสูงสุด"),
    "longest": gettext_lazy("ความยาว"),
    "codes": gettext_lazy("รายการรหัส"),
    "options": gettext_lazy("ตัวเลือก"),
    "rows": gettext_lazy("แถว"),
    "row_codes": gettext_lazy("รายการรหัสของแถว"),
    "row_label": gettext_lazy("หัวของแถว"),
    "columns": gettext_lazy("คอลัมน์"),
    "column_codes": gettext_lazy("รายการรหัสของคอลัมน์"),
    "column_label": gettext_lazy("หัวของคอลัมน์"),
    "show_if": gettext_lazy("เงื่อนไขที่แสดง"),
    "compute": gettext_lazy("สูตรคำนวณ"),
    "prefill": gettext_lazy("ค่าเริ่มต้น"),
    "master": gettext_lazy("ทะเบียนหลัก"),
    "checks": gettext_lazy("เงื่อนไขตรวจ"),
    "sensitive": gettext_lazy("ความเป็นส่วนตัว"),
    "fewest": gettext_lazy("จำนวนแถวน้อยสุด"),
    "most": gettext_lazy("จำนวนแถวมากสุด"),
}


def differences_in_words(found: Iterable[Difference]) -> list[tuple[str, str]]:
    """(turn, sentence): removed first, for it is what hurts comparing."""
    order = {Turn.REMOVED: 0, Turn.ADDED: 1, Turn.CHANGED: 2, Turn.RENAMED: 3}
    return [(each.turn.value, _sentence(each)) for each in sorted(found, key=lambda one: order[one.turn])]


def _sentence(each: Difference) -> str:
    told = {"label": each.label, "before": each.before}
    if each.turn is Turn.ADDED:
        return _("เพิ่ม %(label)s รอบก่อนไม่มีค่าให้เทียบ") % told
    if each.turn is Turn.REMOVED:
        return _("เอา %(label)s ออก ค่าของรอบก่อนยังเก็บไว้") % told
    if each.turn is Turn.RENAMED:
        return _("เปลี่ยนชื่อ %(before)s เป็น %(label)s") % told
    what = ", ".join(dict.fromkeys(str(WHAT.get(name, name)) for name in each.what))
    if not each.path:
        return _("แก้เงื่อนไขตรวจข้ามช่อง")
    return _("แก้ %(label)s: %(what)s") % {**told, "what": what}
