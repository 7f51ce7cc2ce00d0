from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "khet.files"
    label = "files"
    verbose_name = "ไฟล์"

    def ready(self) -> None:
        from khet.audit.registry import Severity, register
        from khet.files import chores  # noqa: F401

        register(
            ("files.opened", _("เปิดไฟล์ที่จำกัดผู้อ่าน")),
            ("files.discarded", _("นำไฟล์ออก"), Severity.NOTICE),
            ("files.held", _("ห้ามทำลายไฟล์"), Severity.NOTICE),
            ("files.released", _("เลิกห้ามทำลายไฟล์"), Severity.NOTICE),
        )
