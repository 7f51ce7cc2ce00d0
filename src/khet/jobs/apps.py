from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "khet.jobs"
    label = "jobs"
    verbose_name = "งานเบื้องหลัง"

    def ready(self) -> None:
        from khet.audit.registry import register
        from khet.jobs import jobs  # noqa: F401

        register(
            ("jobs.retried", _("สั่งงานเบื้องหลังใหม่")),
            ("jobs.cancelled", _("ยกเลิกงานเบื้องหลัง")),
            ("jobs.given_up", _("เลิกทำงานเบื้องหลังที่ไม่สำเร็จ")),
        )
