from collections.abc import Iterable

from django.apps import AppConfig
from django.db import models

from khet.kernel.shipped import after_migrating


class CollectConfig(AppConfig):
    name = "khet.collect"
    label = "collect"
    verbose_name = "ระบบข้อมูลสารสนเทศ"

    def ready(self) -> None:
        from khet.collect import registrations

        registrations.fill()
        after_migrating(self, _tables, _load)


def _tables() -> Iterable[type[models.Model]]:
    from khet.collect.models import Code, FormVersion
    from khet.org.models import LegalDuty

    return Code, FormVersion, LegalDuty


def _load() -> None:
    from khet.collect.services import library

    library.load()
