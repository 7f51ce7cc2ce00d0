from django.apps import AppConfig


class SarabanConfig(AppConfig):
    name = "khet.saraban"
    label = "saraban"
    verbose_name = "งานสารบรรณ"
