from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "khet.work"
    label = "work"
    verbose_name = "งาน"
