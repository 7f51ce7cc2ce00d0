from django.apps import AppConfig


class SeedConfig(AppConfig):
    name = "khet.seed"
    label = "seed"
    verbose_name = "ข้อมูลเริ่มต้น"
