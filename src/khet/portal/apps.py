from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "khet.portal"
    label = "portal"
    verbose_name = "หน้าแรก"

    def ready(self) -> None:
        from khet.portal import jobs, registrations

        registrations.fill()
        assert jobs
