from collections.abc import Iterable

from django.apps import AppConfig
from django.db import models

from khet.kernel.shipped import after_migrating


class InsightConfig(AppConfig):
    name = "khet.insight"
    label = "insight"
    verbose_name = "ข้อมูลเพื่อการตัดสินใจ"

    def ready(self) -> None:
        from khet.insight import jobs, registrations

        registrations.fill()
        assert jobs
        after_migrating(self, _tables, _load)


def _tables() -> Iterable[type[models.Model]]:
    from khet.insight.models import Indicator, IndicatorVersion

    return Indicator, IndicatorVersion


def _load() -> None:
    from khet.insight.services import shipping

    shipping.load()
