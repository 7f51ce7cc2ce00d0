"""Tells org and the trail what broken glass shows of letters."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from khet.audit.registry import Severity, register
from khet.org.slots import GlassDoor, glass_doors
from khet.saraban.reads.glass import KINDS


def fill() -> None:
    for kind in KINDS:
        glass_doors.register(GlassDoor(kind, lambda broken: reverse("saraban:glass", args=[broken])))
    register(
        ("saraban.glass_listed", gettext_lazy("ดูรายการหนังสือของหน่วยงานเป็นกรณีจำเป็น"), Severity.ALERT),
        ("saraban.glass_looked", gettext_lazy("เปิดอ่านหนังสือเป็นกรณีจำเป็น"), Severity.ALERT),
        ("saraban.glass_file", gettext_lazy("เปิดไฟล์ของหนังสือเป็นกรณีจำเป็น"), Severity.ALERT),
    )
