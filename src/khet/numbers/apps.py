from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NumbersConfig(AppConfig):
    name = "khet.numbers"
    label = "numbers"
    verbose_name = "เลขทะเบียน"

    def ready(self) -> None:
        from khet.audit.registry import Severity, register
        from khet.numbers import chores  # noqa: F401

        register(
            ("numbers.taken", _("ออกเลข")),
            ("numbers.reserved", _("จองเลข")),
            ("numbers.used", _("ใช้เลขที่จองไว้")),
            ("numbers.voided", _("ยกเลิกเลข"), Severity.NOTICE),
            ("numbers.lapsed", _("ยกเลิกเลขที่จองไว้เมื่อหมดเวลา")),
            ("numbers.started", _("ตั้งเลขเริ่มต้น"), Severity.NOTICE),
            ("numbers.closed", _("ปิดทะเบียนประจำปี"), Severity.NOTICE),
            ("numbers.reopened", _("เปิดทะเบียนประจำปีอีกครั้ง"), Severity.NOTICE),
            ("numbers.gaps_found", _("พบเลขทะเบียนขาดหาย"), Severity.ALERT),
        )
