from django.apps import AppConfig


class NumbersConfig(AppConfig):
    name = "khet.numbers"
    label = "numbers"
    verbose_name = "เลขทะเบียน"
