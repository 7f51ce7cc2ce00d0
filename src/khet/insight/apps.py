from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "khet.insight"
    label = "insight"
    verbose_name = "ข้อมูลเพื่อการตัดสินใจ"

    def ready(self) -> None:
        from khet.insight import jobs, registrations

        registrations.fill()
        assert jobs
