from django.apps import AppConfig

from khet.kernel.shipped import after_migrating


class InsightConfig(AppConfig):
    name = "khet.insight"
    label = "insight"
    verbose_name = "ข้อมูลเพื่อการตัดสินใจ"

    def ready(self) -> None:
        from khet.insight import jobs, registrations
        from khet.insight.models import Indicator, IndicatorVersion
        from khet.insight.services import shipping

        registrations.fill()
        assert jobs
        after_migrating(self, shipping.load, Indicator, IndicatorVersion)
