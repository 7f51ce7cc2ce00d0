from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "khet.jobs"
    label = "jobs"
    verbose_name = "งานเบื้องหลัง"

    def ready(self) -> None:
        from khet.jobs import jobs  # noqa: F401
