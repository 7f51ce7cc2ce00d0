"""How the machine fares, and what its administrator should do about it."""

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khet.audit import reads as trail
from khet.jobs import reads as jobs
from khet.notify.reads import ChannelState, channel_states
from khet.portal.backup.reads import BackupState, backup_state
from khet.thai.numbers import file_size
from khet.ui import days as dates
from khet.version import VERSION

CHECK_IS_OLD = timedelta(days=3)
GAPS_ARE_NEW = timedelta(days=2)
WAITS_LONG = timedelta(minutes=15)
CLOCK_MAY_BE_OFF = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong, and what to do. tone: late (now) or soon (these days)."""

    tone: str
    title: str
    text: str

    @property
    def icon(self) -> str:
        return "circle-alert" if self.tone == "late" else "triangle-alert"


def troubles(*, thorough: bool = False) -> list[Trouble]:
    """What is wrong today, the worst first; thorough also compares the tables with the program (slower)."""
    state, counts = backup_state(), jobs.counts()
    found = [
        *_clock(),
        *_disk(state),
        *_workers(counts),
        *_trail(),
        *_gaps(),
        *_backup(state),
        *_failed(counts),
        *(_pending() if thorough else []),
        *_channels(),
        *_drill(state),
        *_bucket(state),
    ]
    return sorted(found, key=lambda one: one.tone != "late")


def _clock() -> list[Trouble]:
    """Time that runs backwards: numbers, due times and the trail would carry wrong days."""
    newest = trail.newest_at()
    if newest is None or timezone.now() >= newest - CLOCK_MAY_BE_OFF:
        return []
    said = {"now": dates.moment(timezone.now()), "newest": dates.moment(newest)}
    text = _("ประวัติล่าสุดลงเวลา %(newest)s ซึ่งยังมาไม่ถึง ตั้งเวลาเครื่องให้ตรง (timedatectl set-ntp true) ก่อนออกเลข") % said
    return [Trouble("late", _("นาฬิกาเครื่องไม่ตรง ขณะนี้บอก %(now)s") % said, text)]


def _disk(state: BackupState) -> list[Trouble]:
    if not state.disk_is_low:
        return []
    left = {"free": file_size(state.disk_free), "total": file_size(state.disk_total)}
    text = _("ย้ายไฟล์สำรองเก่าในโฟลเดอร์ backups ไปเก็บที่อื่น หรือเพิ่มดิสก์ เมื่อดิสก์เต็มจะบันทึกและรับไฟล์ไม่ได้")
    return [Trouble("late", _("ดิสก์เหลือ %(free)s จาก %(total)s") % left, text)]


def _workers(counts: jobs.Counts) -> list[Trouble]:
    if not counts.workers:
        text = _("หนังสือใหม่จะยังไม่เป็น PDF และการแจ้งเตือนจะยังไม่ออก หยุดแล้วสั่ง ./khet run ใหม่ หรือดู log/jobs.log")
        return [Trouble("late", _("งานเบื้องหลังไม่ได้ทำงานอยู่"), text)]
    since = min((lane.waiting_since for lane in counts.lanes if lane.waiting_since), default=None)
    if since is None or timezone.now() - since < WAITS_LONG:
        return []
    text = _("งานจำนวนมากอาจกำลังทำอยู่ ถ้าไม่ลดลงใน 1 ชั่วโมง ให้ดู log/jobs.log")
    return [Trouble("soon", _("มีงานรอทำตั้งแต่ %(when)s") % {"when": dates.moment(since)}, text)]


def last_check() -> trail.Check | None:
    """By night, or by an auditor's press."""
    return trail.last_check(also=("org.trail_verified",))


def _trail() -> list[Trouble]:
    check = last_check()
    if check is not None and not check.ok:
        said = {"count": check.problems, "first": check.first}
        text = _("จุดแรก %(first)s อย่าแก้ไขฐานข้อมูล สั่ง ./khet audit verify เก็บผลไว้ แล้วแจ้งหน่วยตรวจสอบภายใน") % said
        return [Trouble("late", _("ประวัติการใช้งานไม่ถูกต้อง %(count)s จุด") % said, text)]
    if check is not None and timezone.now() - check.at > CHECK_IS_OLD:
        text = _("ปกติระบบตรวจเองทุกคืน ดูว่างานเบื้องหลังทำงานอยู่ หรือสั่ง ./khet audit verify")
        said_when = {"when": dates.listed(check.at)}
        return [Trouble("soon", _("ตรวจประวัติการใช้งานล่าสุดเมื่อ %(when)s") % said_when, text)]
    return []


def _gaps() -> list[Trouble]:
    if trail.last_at("numbers.gaps_found", GAPS_ARE_NEW) is None:
        return []
    text = _("มีเลขที่ไม่มีรายการในทะเบียน ดูรายละเอียดในประวัติการใช้งาน แล้วแจ้งสารบรรณของหน่วยงานนั้น")
    return [Trouble("late", _("พบเลขทะเบียนขาดหาย"), text)]


def _backup(state: BackupState) -> list[Trouble]:
    if not state.backup_is_old:
        return []
    text = _("กดสำรองข้อมูลในหน้าระบบ หรือสั่ง ./khet backup แล้วตั้งให้ทำทุกคืน เก็บไฟล์ไว้นอกเครื่องนี้ด้วย")
    if state.backup_at is None:
        return [Trouble("late", _("ยังไม่เคยสำรองข้อมูล"), text)]
    return [Trouble("late", _("สำรองข้อมูลล่าสุดเมื่อ %(when)s") % {"when": dates.moment(state.backup_at)}, text)]


def _failed(counts: jobs.Counts) -> list[Trouble]:
    if not counts.failed:
        return []
    title = ngettext("งานเบื้องหลังไม่สำเร็จ %(n)s งาน", "งานเบื้องหลังไม่สำเร็จ %(n)s งาน", counts.failed) % {"n": counts.failed}
    return [Trouble("soon", title, _("ดูเหตุและสั่งทำใหม่ได้ในหน้าระบบ"))]


def _pending() -> list[Trouble]:
    count = pending_migrations()
    if not count:
        return []
    text = _("หยุดระบบ สำรองข้อมูล แล้วสั่ง ./khet run ระบบจะปรับฐานข้อมูลให้เอง")
    return [Trouble("late", _("ฐานข้อมูลยังไม่ตรงกับโปรแกรม %(n)s ขั้น") % {"n": count}, text)]


def _channels() -> list[Trouble]:
    broken = [state for state in channel_states() if state.row and state.row.last_error and state.enabled]
    return [Trouble("soon", _("ช่องทาง%s ส่งไม่ออก") % state.channel.label, _mend(state)) for state in broken]


def _mend(state: ChannelState) -> str:
    error = state.row.last_error if state.row else ""
    return _("%(error)s ตรวจค่าที่หน้าช่องทางแจ้งเตือนแล้วส่งข้อความทดลอง") % {"error": error}


def _drill(state: BackupState) -> list[Trouble]:
    if state.drill_at is not None and not state.drill_ok:
        text = _("ไฟล์สำรองล่าสุดอาจกู้คืนไม่ได้ สำรองใหม่แล้วสั่ง ./khet restore --drill อีกครั้ง")
        return [Trouble("late", _("ซ้อมกู้คืนครั้งล่าสุดไม่สำเร็จ"), text)]
    if not state.drill_is_old or state.backup_at is None:
        return []
    text = _("ไฟล์สำรองที่ไม่เคยกู้คืนยังเชื่อไม่ได้ สั่ง ./khet restore --drill ไม่กระทบการใช้งาน")
    if state.drill_at is None:
        return [Trouble("soon", _("ยังไม่เคยซ้อมกู้คืน"), text)]
    return [Trouble("soon", _("ซ้อมกู้คืนล่าสุดเมื่อ %(when)s") % {"when": dates.listed(state.drill_at)}, text)]


def _bucket(state: BackupState) -> list[Trouble]:
    """Attachments in an object store are in no backup: only the versions of the bucket bring one back."""
    if not state.objects or state.objects_versioned != "no":
        return []
    text = _("ไฟล์แนบไม่อยู่ในไฟล์สำรอง เปิด versioning และสำเนาข้ามที่ของ bucket แล้วสำรองอีกครั้ง")
    return [Trouble("soon", _("ที่เก็บไฟล์ S3 ยังไม่เก็บรุ่นเก่า"), text)]


def pending_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@dataclass(frozen=True, slots=True)
class Machine:
    """Facts of this hub. database_bytes: the file with its write-ahead log, or the whole PostgreSQL database."""

    version: str
    engine: str
    database_bytes: int
    home: str
    files: str
    address: str
    load: str


def machine() -> Machine:
    s3: dict[str, Any] | None = getattr(settings, "FILES_S3", None)
    return Machine(
        version=VERSION,
        engine=_engine(),
        database_bytes=_database_bytes(),
        home=str(settings.HOME),
        files=f"S3 {s3['bucket']}" if s3 else _("ดิสก์ของเครื่องนี้"),
        address=settings.PUBLIC_URL,
        load=f"{os.getloadavg()[0]:.2f}",
    )


def _engine() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            return f"SQLite {cursor.fetchone()[0]}"
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {str(cursor.fetchone()[0]).split()[0]}"


def _database_bytes() -> int:
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        return sum(path.stat().st_size for path in (Path(name), Path(f"{name}-wal")) if path.is_file())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes used and in all, and whole percents, of the disk that holds the home folder."""

    used: int
    total: int
    free: int

    @property
    def percent(self) -> int:
        return round(100 * self.used / self.total) if self.total else 0


def disk(state: BackupState) -> Disk:
    return Disk(state.disk_total - state.disk_free, state.disk_total, state.disk_free)
