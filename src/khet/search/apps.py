from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "khet.search"
    label = "search"
    verbose_name = "ค้นหา"
