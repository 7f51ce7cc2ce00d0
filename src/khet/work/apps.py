from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "khet.work"
    label = "work"
    verbose_name = "งาน"

    def ready(self) -> None:
        from importlib.util import find_spec

        if not find_spec("khet.calendar.slots"):
            return
        from khet.work import jobs, registrations

        registrations.fill()
        assert jobs
