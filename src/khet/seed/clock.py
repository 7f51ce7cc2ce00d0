"""A clock that can be set: the sample month is lived through the services, each step at its own time.

Only for filling an empty house in one process, before any server or worker runs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import NOT_PROVIDED
from django.utils import timezone

from khet.thai import bangkok


class Clock:
    """The moment that the whole house believes it is."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def set(self, moment: datetime) -> None:
        """Time only goes forward."""
        self.now = max(self.now, moment)


@contextmanager
def simulated(start: datetime) -> Iterator[Clock]:
    """Everything that asks Django or the calendar what time it is hears this clock until the block ends."""
    clock, real_now, real_instant = Clock(start), timezone.now, bangkok.instant

    def now() -> datetime:
        return clock.now

    _set_defaults(real_now, now)
    timezone.now, bangkok.instant = now, now
    try:
        yield clock
    finally:
        timezone.now, bangkok.instant = real_now, real_instant
        _set_defaults(now, real_now)


def _set_defaults(old: Any, new: Any) -> None:
    """Fields keep the function itself as their default."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.default is old and field.default is not NOT_PROVIDED:
                field.default = new
                field.__dict__.pop("_get_default", None)
