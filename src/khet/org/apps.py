from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "khet.org"
    label = "org"
    verbose_name = "หน่วยงานและบุคคล"

    def ready(self) -> None:
        from khet.org import registrations

        registrations.fill()
