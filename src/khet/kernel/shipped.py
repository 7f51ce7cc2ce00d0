"""What comes with every version of the house is loaded after migrating."""

from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.db import connections, models
from django.db.models.signals import post_migrate


def after_migrating(app: AppConfig, load: Callable[[], None], *needs: type[models.Model]) -> None:
    """Call load after every migration of the app; for its ready().

    Not while migrating back, nor when only other packages are migrated and the tables that load needs are not there.
    """

    def loaded(plan: Any = (), using: str = "default", **_signal: Any) -> None:
        if any(backwards for _migration, backwards in plan or ()):
            return
        there = set(connections[using].introspection.table_names())
        if all(model._meta.db_table in there for model in needs):
            load()

    post_migrate.connect(loaded, sender=app, weak=False, dispatch_uid=f"{app.name}.shipped")
