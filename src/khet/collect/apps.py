from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class CollectConfig(AppConfig):
    name = "khet.collect"
    label = "collect"
    verbose_name = "ระบบข้อมูลสารสนเทศ"

    def ready(self) -> None:
        from khet.collect import registrations

        registrations.fill()
        post_migrate.connect(_load_library, sender=self)


def _load_library(plan: Any = (), using: str = "default", **_signal: Any) -> None:
    """The ready forms and code lists come with every version of the house.

    Not while migrating back, nor when only other packages are migrated and the tables are not there yet.
    """
    from khet.collect.models import Form
    from khet.collect.services import library

    if any(backwards for _migration, backwards in plan or ()):
        return
    if Form._meta.db_table in connections[using].introspection.table_names():
        library.load()
