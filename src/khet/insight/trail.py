"""How the trail tells what was done with figures."""

from django.utils.translation import gettext_lazy as _

ACTIONS = (
    ("insight.view_kept", _("เก็บมุมมองข้อมูล")),
    ("insight.view_dropped", _("เลิกเก็บมุมมองข้อมูล")),
    ("insight.indicator_made", _("สร้างตัวชี้วัด")),
    ("insight.indicator_draft_saved", _("แก้ร่างตัวชี้วัด")),
    ("insight.indicator_formula_changed", _("แก้ตัวตั้งหรือตัวหารในร่างตัวชี้วัด")),
    ("insight.indicator_draft_dropped", _("ทิ้งร่างตัวชี้วัด")),
    ("insight.indicator_published", _("ประกาศใช้ตัวชี้วัด")),
    ("insight.indicator_restored", _("นำตัวชี้วัดฉบับก่อนกลับมาใช้")),
    ("insight.indicator_archived", _("เลิกใช้ตัวชี้วัด")),
    ("insight.indicator_returned", _("นำตัวชี้วัดกลับมาใช้")),
)
