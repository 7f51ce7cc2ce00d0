from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "khet.audit"
    label = "audit"
    verbose_name = "ประวัติการใช้งาน"

    def ready(self) -> None:
        from khet.audit import chores  # noqa: F401
        from khet.audit.registry import Severity, register

        register(
            ("audit.erased", _("ลบข้อมูลส่วนบุคคลในบันทึก"), Severity.ALERT),
            ("audit.checked", _("ตรวจประวัติการใช้งานแล้ว ถูกต้องทั้งหมด")),
            ("audit.broken", _("ตรวจประวัติการใช้งานแล้ว พบบันทึกที่ไม่ถูกต้อง"), Severity.ALERT),
        )
