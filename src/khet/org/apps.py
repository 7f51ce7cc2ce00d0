from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "khet.org"
    label = "org"
    verbose_name = "หน่วยงานและบุคคล"

    def ready(self) -> None:
        from khet.org import jobs, registrations
        from khet.org import trail as words
        from khet.org.accounts import trail

        registrations.fill()
        assert jobs
        trail.listen()
        trail.words()
        words.words()
        trail.notices()
