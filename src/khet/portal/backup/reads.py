"""How well the hub is protected today, for the administrator's home."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from khet.portal.backup import services

BACKUP_IS_OLD = timedelta(hours=36)
DRILL_IS_OLD = timedelta(days=92)
LOW_SHARE, LOW_BYTES = 0.10, 2 * 1024**3


@dataclass(frozen=True, slots=True)
class BackupState:
    """Times of the last backup and drill (None: never), and the disk of the home folder in bytes.

    objects: attachments in an object store, outside the backup; objects_versioned: yes, no or unknown of its bucket.
    """

    backup_at: datetime | None
    backup_bytes: int
    drill_at: datetime | None
    drill_ok: bool
    drill_seconds: float
    disk_free: int
    disk_total: int
    objects: int = 0
    objects_versioned: str = ""

    @property
    def backup_is_old(self) -> bool:
        return self.backup_at is None or timezone.now() - self.backup_at > BACKUP_IS_OLD

    @property
    def drill_is_old(self) -> bool:
        return self.drill_at is None or timezone.now() - self.drill_at > DRILL_IS_OLD

    @property
    def disk_is_low(self) -> bool:
        return self.disk_free < max(LOW_BYTES, LOW_SHARE * self.disk_total)


def backup_state() -> BackupState:
    """Read from the home folder; costs no query."""
    notes = services.notes()
    disk = services.free_space(Path(settings.HOME))
    return BackupState(
        backup_at=_time(notes.get("backup_at")),
        backup_bytes=int(notes.get("backup_bytes") or 0),
        drill_at=_time(notes.get("drill_at")),
        drill_ok=notes.get("drill_result") == "ok",
        drill_seconds=float(notes.get("drill_seconds") or 0),
        disk_free=disk.free,
        disk_total=disk.total,
        objects=int(notes.get("objects") or 0),
        objects_versioned=notes.get("objects_versioned") or "",
    )


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
