"""The fixed cast, built once for a process: later tests get its rows back as they were, under the same numbers."""

import pickle
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from khet.org.models import Account, Appointment, LegalDuty, Person, Post, PostDuty, Unit, UnitVersion
from khet.org.tests.cast import Cast, the_cast

TABLES: tuple[type[models.Model], ...] = (
    Unit,
    UnitVersion,
    LegalDuty,
    Post,
    PostDuty,
    Person,
    Appointment,
    Account,
    Session,
)
FRESH = timedelta(minutes=10)
"""As long as the cast of an earlier test is as good as new: its people signed in at that moment."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Cast and rows pickled, so that no test sees what another did to them; when, and under which settings."""

    at: datetime
    under: tuple[Any, ...]
    pickled: bytes


_kept: Kept | None = None


def a_cast() -> Cast:
    """The area and its people in an empty database, as the_cast() makes them."""
    global _kept
    if not _empty():
        return the_cast()
    if _kept is None or not _still_good(_kept):
        cast = the_cast()
        rows = [list(table._default_manager.all()) for table in TABLES]
        _kept = Kept(timezone.now(), _settings(), pickle.dumps((cast, rows)))
        return cast
    made: tuple[Cast, list[list[Any]]] = pickle.loads(_kept.pickled)
    for table, each in zip(TABLES, made[1], strict=True):
        table._default_manager.bulk_create(each)
    return made[0]


def _empty() -> bool:
    """Nothing was made before; else the numbers may be taken."""
    return not any(table._default_manager.exists() for table in TABLES)


def _still_good(kept: Kept) -> bool:
    """A test that travels in time or has a key of its own needs people who signed in there."""
    now = timezone.now()
    same_day = timezone.localdate(now) == timezone.localdate(kept.at)
    return same_day and timedelta() <= now - kept.at < FRESH and kept.under == _settings()


def _settings() -> tuple[Any, ...]:
    return settings.SECRET_KEY, settings.IDENTITY_KEY, settings.SESSION_ENGINE, tuple(settings.PASSWORD_HASHERS)
