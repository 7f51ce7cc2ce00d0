from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "khet.org"
    label = "org"
    verbose_name = "หน่วยงานและบุคคล"

    def ready(self) -> None:
        from khet.org import registrations
        from khet.org.accounts import trail

        registrations.fill()
        trail.listen()
        trail.words()
        trail.notices()
