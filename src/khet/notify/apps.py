from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "khet.notify"
    label = "notify"
    verbose_name = "การแจ้งเตือน"
