from django.apps import AppConfig


class SarabanConfig(AppConfig):
    name = "khet.saraban"
    label = "saraban"
    verbose_name = "งานสารบรรณ"

    def ready(self) -> None:
        from khet.saraban import glass, homes, jobs, old_registers, registrations

        registrations.fill()
        homes.fill()
        glass.fill()
        assert jobs
        assert old_registers
