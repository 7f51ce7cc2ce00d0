from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "khet.ui"
    label = "ui"
    verbose_name = "ส่วนแสดงผล"
