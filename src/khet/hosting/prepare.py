"""What must be true before the first request: tables, static files, and on a new machine the sample area."""

import hashlib
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from khet.hosting import processes
from khet.kernel.stamps import Stamps


def everything(*, demo: bool) -> None:
    """Migrate, collect static files and seed, each only when its stamp says that something changed.

    demo=False on a home's first run makes it an office's own hub: it is never seeded afterwards.
    """
    from django.conf import settings

    home: Path = settings.HOME
    home.mkdir(parents=True, exist_ok=True, mode=0o750)
    stamps = Stamps(home / "stamps.json")
    if not stamps.holds("tables", tables_fingerprint()) or processes.run(_tables_missing, name="check"):
        _step("เตรียมฐานข้อมูล · preparing the database", "migrate", "--no-input", log=home / "log" / "setup.log")
        stamps.set(tables=tables_fingerprint())
    if not stamps.holds("static", static_fingerprint()) or not Path(settings.STATIC_ROOT, "staticfiles.json").exists():
        _step("รวมไฟล์หน้าจอ · static files", "collectstatic", "--no-input", "--clear", log=home / "log" / "setup.log")
        stamps.set(static=static_fingerprint())
    _first_content(stamps, demo=demo, log=home / "log" / "setup.log")


def _first_content(stamps: Stamps, *, demo: bool, log: Path) -> None:
    if stamps.holds("content", "own") or stamps.holds("content", "sample"):
        return
    if demo:
        _step("ใส่ข้อมูลตัวอย่างของเขต · the sample area", "seed", "--if-empty")
    else:
        _step("ใส่ปฏิทินและหน้าที่ตามกฎหมาย · calendars and legal duties", "seed", "--ground", log=log)
    stamps.set(content="sample" if demo else "own")


def show_accounts() -> None:
    """Print the sample accounts, when this home has them."""
    from django.conf import settings

    if Stamps(settings.HOME / "stamps.json").holds("content", "sample"):
        print("บัญชีทดลอง · sample accounts (ชื่อ · รหัสผ่าน · ตำแหน่ง)", flush=True)
        processes.run(lambda: _call("seed", "--accounts"), name="accounts")


def show_setup() -> None:
    """Print the address of the first-time setup with its key, while the hub has no administrator."""
    from django.conf import settings

    if Stamps(settings.HOME / "stamps.json").holds("content", "own"):
        processes.run(_print_setup, name="setup")


def _print_setup() -> None:
    from django.conf import settings

    from khet.portal import firsttime

    if not firsttime.has_administrator():
        print(f"ตั้งค่าครั้งแรกที่ · set the hub up at: {firsttime.link(settings.PUBLIC_URL)}", flush=True)


def tables_fingerprint() -> str:
    """Changes when a migration file or the database's address does."""
    from django.apps import apps
    from django.db import connection

    address = "|".join(str(connection.settings_dict[key]) for key in ("ENGINE", "NAME", "HOST", "PORT"))
    files = (path for app in apps.get_app_configs() for path in Path(app.path, "migrations").glob("*.py"))
    return _fingerprint([address.encode()], (path for path in files), content=True)


def static_fingerprint() -> str:
    """Changes when a static file of any package does."""
    from django.apps import apps

    files = (path for app in apps.get_app_configs() for path in Path(app.path, "static").rglob("*") if path.is_file())
    return _fingerprint([], files, content=False)


def _fingerprint(parts: list[bytes], files: Iterable[Path], *, content: bool) -> str:
    digest = hashlib.sha256(b"|".join(parts))
    for path in sorted(files):
        status = path.stat()
        mark = path.read_bytes() if content else f"{status.st_size} {status.st_mtime_ns}".encode()
        digest.update(str(path).encode() + b"\0" + mark + b"\0")
    return digest.hexdigest()


def _tables_missing() -> int:
    """1 when the database has no migrations recorded (a new or replaced file), 0 when it has."""
    from django.db import connection
    from django.db.utils import Error

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")
            return int(cursor.fetchone()[0] == 0)
    except Error:
        return 1


def _call(*command: str) -> None:
    from django.core.management import call_command

    call_command(*command)


def _step(title: str, *command: str, log: Path | None = None) -> None:
    print(title, flush=True)
    work: Callable[[], None] = lambda: _call(*command)  # noqa: E731
    if code := processes.run(work, name=command[0], log=log):
        tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-1:] if log else []
        sys.exit("\n".join([*tail, f"ไม่สำเร็จ ({code}) · failed" + (f", ดู · see {log}" if log else "")]))
