from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "khet.calendar"
    label = "calendar"
    verbose_name = "ปฏิทิน"
