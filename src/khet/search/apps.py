from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "khet.search"
    label = "search"
    verbose_name = "ค้นหา"

    def ready(self) -> None:
        from khet.search import jobs, registrations

        assert jobs
        registrations.fill()
