"""Write a backup, put one back, prove one."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.files import objects
from khet.kernel.errors import Refused
from khet.kernel.stamps import Stamps
from khet.portal.backup import archive, contents, engines, scratch, swapping
from khet.portal.backup.troubles import told
from khet.version import VERSION

SUFFIX = ".khet.tar.gz"
NOT_WRITTEN = gettext_noop("สำรองข้อมูลไม่สำเร็จ (%(why)s) ไม่มีไฟล์ค้างไว้ ไฟล์สำรองเดิมยังอยู่ ตรวจพื้นที่ว่างและสิทธิ์ของโฟลเดอร์แล้วสั่งใหม่")
NOT_PUT_BACK = gettext_noop("กู้คืนไม่สำเร็จ (%(why)s) ข้อมูลเดิมยังอยู่อย่างเดิม ไม่มีไฟล์ค้างไว้ ตรวจพื้นที่ว่างและสิทธิ์ของโฟลเดอร์แล้วสั่งใหม่")
NOT_MIGRATED = gettext_noop("กู้คืนข้อมูลแล้ว แต่ปรับฐานข้อมูลให้ตรงรุ่นไม่สำเร็จ (%(why)s) แก้เหตุแล้วสั่ง ./khet run ระบบจะปรับให้เอง")


def folder() -> Path:
    """Where backups go unless a file is named."""
    return Path(settings.HOME) / contents.BACKUPS


def notes() -> Stamps:
    return Stamps(Path(settings.HOME) / contents.NOTES)


def back_up(target: Path | None = None, *, secrets: bool = True, keep: int = 0) -> Path:
    """Write one archive of the database, every file and (unless told otherwise) the secrets, and name it at the end.

    keep: how many archives of the usual folder stay; 0 keeps all. Raises Refused, also when the disk is full or the
    database cannot be read; then nothing of this backup is left behind.
    """
    with told(NOT_WRITTEN):
        return _back_up(target, secrets=secrets, keep=keep)


def _back_up(target: Path | None, *, secrets: bool, keep: int) -> Path:
    home = Path(settings.HOME)
    target = target or folder() / f"khet-{timezone.localtime():%Y%m%d-%H%M%S}{SUFFIX}"
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(target.parent)
    engine = engines.engine()
    manifest = archive.Manifest(
        engine=engine.name,
        version=VERSION,
        made_at=timezone.now().isoformat(),
        files="s3" if getattr(settings, "FILES_S3", None) else "local",
        content=Stamps(home / "stamps.json").get("content"),
        secrets=secrets,
    )
    with tempfile.TemporaryDirectory(prefix=".snapshot-", dir=target.parent) as work:
        snapshot = Path(work, engine.member)
        manifest.rows = engine.snapshot(snapshot)
        listed = _objects(Path(work), manifest)
        # The snapshot first: bytes are stored before the row that names them, so none of its files can be missing.
        archive.write(target, [(engine.member, snapshot), *listed, *contents.kept(home, secrets=secrets)], manifest)
    try:
        notes().set(backup_at=manifest.made_at, backup_file=str(target), backup_bytes=str(target.stat().st_size))
    except OSError:  # an archive that the command calls failed must not lie there
        target.unlink()
        raise
    if keep:
        for old in _archives()[:-keep]:
            old.unlink()
    return target


def _objects(work: Path, manifest: archive.Manifest) -> list[tuple[str, Path]]:
    """Attachments in an object store stay there (its versions and copies are their backup); the archive lists them."""
    if not objects.count():
        notes().set(objects="0", objects_versioned="")
        return []
    target = work / objects.LIST
    listed = objects.write_list(target)
    manifest.objects, manifest.object_bytes = listed.count, listed.size
    versioned = {True: "yes", False: "no", None: "unknown"}[listed.versioned]
    notes().set(objects=str(listed.count), object_bytes=str(listed.size), objects_versioned=versioned)
    return [(objects.LIST, target)]


def _sweep(place: Path) -> None:
    """Remove what a killed backup of an earlier day left beside the archives."""
    yesterday = time.time() - 86400
    for left in [*place.glob(".*.partial"), *place.glob(".snapshot-*")]:
        if left.stat().st_mtime < yesterday:
            shutil.rmtree(left) if left.is_dir() else left.unlink()


def _archives() -> list[Path]:
    """Archives in the usual folder, oldest first."""
    return sorted(folder().glob(f"khet-*{SUFFIX}"), key=lambda path: path.stat().st_mtime)


def latest() -> Path | None:
    return next(reversed(_archives()), None)


def put_back(source: Path, *, force: bool = False) -> archive.Manifest:
    """Restore an archive into this home, every member verified before anything is touched, then migrate.

    With force, what was there is set aside in before-restore-… (PostgreSQL: a schema of that name), not deleted. Killed
    at any point, the next start finds the old hub or the new one.
    Raises Refused when the home is not empty and force is not given, when the hub is running, the archive is bad, or
    the disk is full.
    """
    with told(NOT_PUT_BACK):
        manifest = _put_back(source, force=force)
    with told(NOT_MIGRATED):
        call_command("migrate", interactive=False, verbosity=0)  # an archive of an older version
    return manifest


def _put_back(source: Path, *, force: bool) -> archive.Manifest:
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True, mode=0o750)
    if not source.is_file():
        raise Refused("ไม่พบไฟล์สำรอง %(source)s ตรวจชื่อไฟล์อีกครั้ง", code="no_file", source=source)
    engine = engines.engine()
    connection.close()
    with _hub_stopped(home), tempfile.TemporaryDirectory(prefix=swapping.STAGED, dir=home) as work:
        new = _nothing_to_lose(home)
        if not force and not new:
            raise Refused("ระบบนี้มีข้อมูลอยู่แล้ว หากต้องการแทนที่ให้สั่งซ้ำด้วย --force (ของเดิมจะถูกเก็บแยกไว้)", code="not_empty")
        staged = Path(work)
        manifest = archive.unpack(source, staged)
        if manifest.engine != engine.name:
            raise Refused(
                "ไฟล์สำรองนี้มาจากฐานข้อมูล %(engine)s แต่ระบบนี้ใช้ %(own)s ตั้ง KHET_DATABASE_URL ให้ตรงกัน",
                code="other_engine",
                engine=manifest.engine,
                own=engine.name,
            )
        aside = f"before-restore-{datetime.now(timezone.get_current_timezone()):%Y%m%d-%H%M%S}"
        (staged / objects.LIST).unlink(missing_ok=True)  # for people; the database says the same
        _exchange(home, staged, engine, aside, manifest)
    if new:  # only the secrets that this home made for itself a moment ago
        shutil.rmtree(home / aside, ignore_errors=True)
    return manifest


def _nothing_to_lose(home: Path) -> bool:
    ours = [path for path in contents.pieces(home) if path.name not in contents.SECRET]
    bytes_kept = any(True for top in ours for _ in contents.files_of(home, top))
    return engines.engine().empty() and not bytes_kept


def _exchange(home: Path, staged: Path, engine: engines.Engine, aside: str, manifest: archive.Manifest) -> None:
    """The new hub in place of the old one, counted; anything that goes wrong leaves the old one."""
    swapping.begin(home, staged, engine, aside, keep_secrets=not manifest.secrets)
    try:
        swapping.move(home, staged, engine, aside)
        if (counted := engine.count()) != manifest.rows:
            raise Refused(
                "จำนวนแถวหลังกู้คืนไม่ตรงกับไฟล์สำรอง: %(rows)s ข้อมูลเดิมยังอยู่ ใช้ไฟล์สำรองอื่นแทน",
                code="rows_differ",
                rows=_difference(counted, manifest.rows),
            )
        Stamps(home / "stamps.json").set(content=manifest.content or "own", tables="", static="")
    except BaseException:
        swapping.undo(home, lambda: engine)
        raise
    swapping.commit(home)


def _difference(now: dict[str, int], then: dict[str, int]) -> str:
    wrong = sorted(name for name in now.keys() | then if now.get(name) != then.get(name))
    return ", ".join(f"{name} {then.get(name)} → {now.get(name)}" for name in wrong[:5])


@contextmanager
def _hub_stopped(home: Path) -> Iterator[None]:
    """Raises Refused while the hub of this home is running."""
    with (home / "run.lock").open("a") as gate:
        try:
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("ระบบกำลังทำงานอยู่ หยุดระบบก่อนแล้วสั่งกู้คืนอีกครั้ง", code="running") from None
        yield


@dataclass(frozen=True, slots=True)
class Drill:
    """What a drill found: rows counted, trail entries verified, files opened, seconds of the whole.

    objects: attachments that were found in the object store, all of them, each with its size.
    """

    archive: Path
    rows: int
    entries: int
    files: int
    objects: int
    seconds: float


def drill(source: Path | None = None) -> Drill:
    """Restore an archive (the latest, or a new one when there is none) beside the hub, open it, and look.

    Every member is verified, rows are counted, the trail is re-verified and a sample of files is opened.
    The hub is not touched. Raises Refused when the backup does not stand the test; the time is noted either way.
    """
    began = time.monotonic()
    source = source or latest() or back_up()
    try:
        with scratch.hub(Path(settings.HOME)) as environment:
            _khet("restore", str(source.resolve()), environment=environment)
            found = json.loads(_khet("restore", "--look", environment=environment))
    except Refused as refusal:
        notes().set(drill_at=timezone.now().isoformat(), drill_result=refusal.message, drill_file=str(source))
        raise
    seconds = time.monotonic() - began
    notes().set(
        drill_at=timezone.now().isoformat(), drill_result="ok", drill_file=str(source), drill_seconds=f"{seconds:.1f}"
    )
    return Drill(source, found["rows"], found["entries"], found["files"], found["objects"], seconds)


def _khet(*words: str, environment: dict[str, str]) -> str:
    """A management command of another hub, in a process of its own. Raises Refused with what it said."""
    done: Any = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "khet", *words],
        env={**os.environ, "PYTHONPATH": str(settings.SOURCE.parent), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"khet {words[0]} {done.returncode}"]
        raise Refused(lines[-1].removeprefix("CommandError: "), code="command_failed")
    return str(done.stdout)


def free_space(path: Path) -> shutil._ntuple_diskusage:
    """Bytes of the disk that holds a path: total, used, free."""
    return shutil.disk_usage(path)
