from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "khet.work"
    label = "work"
    verbose_name = "งาน"

    def ready(self) -> None:
        from khet.work import jobs, registrations

        registrations.fill()
        assert jobs
