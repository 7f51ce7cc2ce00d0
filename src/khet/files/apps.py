from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "khet.files"
    label = "files"
    verbose_name = "แฟ้ม"

    def ready(self) -> None:
        from khet.audit.registry import Severity, register
        from khet.files import chores  # noqa: F401

        register(
            ("files.opened", _("เปิดแฟ้มที่จำกัดผู้อ่าน")),
            ("files.discarded", _("นำแฟ้มออก"), Severity.NOTICE),
            ("files.held", _("ห้ามทำลายแฟ้ม"), Severity.NOTICE),
            ("files.released", _("เลิกห้ามทำลายแฟ้ม"), Severity.NOTICE),
        )
