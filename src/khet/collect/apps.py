from django.apps import AppConfig


class CollectConfig(AppConfig):
    name = "khet.collect"
    label = "collect"
    verbose_name = "ระบบข้อมูลสารสนเทศ"

    def ready(self) -> None:
        from khet.collect import registrations

        registrations.fill()
