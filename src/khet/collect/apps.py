from django.apps import AppConfig

from khet.kernel.shipped import after_migrating


class CollectConfig(AppConfig):
    name = "khet.collect"
    label = "collect"
    verbose_name = "ระบบข้อมูลสารสนเทศ"

    def ready(self) -> None:
        from khet.collect import registrations
        from khet.collect.models import Code, FormVersion
        from khet.collect.services import library
        from khet.org.models import LegalDuty

        registrations.fill()
        after_migrating(self, library.load, Code, FormVersion, LegalDuty)
