from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "khet.notify"
    label = "notify"
    verbose_name = "การแจ้งเตือน"

    def ready(self) -> None:
        from khet.notify import jobs  # noqa: F401
