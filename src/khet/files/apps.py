from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "khet.files"
    label = "files"
    verbose_name = "แฟ้ม"

    def ready(self) -> None:
        from khet.files import chores  # noqa: F401
