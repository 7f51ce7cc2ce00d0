from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CollectConfig(AppConfig):
    name = "khet.collect"
    label = "collect"
    verbose_name = "ระบบข้อมูลสารสนเทศ"

    def ready(self) -> None:
        from khet.collect import registrations

        registrations.fill()
        post_migrate.connect(_load_library, sender=self)


def _load_library(plan: Any = (), **_signal: Any) -> None:
    """The ready forms and code lists come with every version of the house; not while migrating back."""
    from khet.collect.services import library

    if not any(backwards for _migration, backwards in plan or ()):
        library.load()
