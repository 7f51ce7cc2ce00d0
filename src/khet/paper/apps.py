from django.apps import AppConfig


class PaperConfig(AppConfig):
    name = "khet.paper"
    label = "paper"
    verbose_name = "เอกสารพิมพ์"
