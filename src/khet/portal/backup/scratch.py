"""A place to try a restore without touching the hub: a home and a database of its own, gone afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

from khet.kernel.errors import Refused


@contextmanager
def hub(home: Path) -> Iterator[dict[str, str]]:
    """The environment of an empty hub on the same engine. Raises Refused when the role may not create a database."""
    with tempfile.TemporaryDirectory(prefix=".drill-", dir=home) as folder:
        if connection.vendor == "sqlite":
            yield _environment(Path(folder), "")
            return
        with _database(connection.settings_dict) as url:
            yield _environment(Path(folder), url)


def _environment(home: Path, url: str) -> dict[str, str]:
    # No secrets from outside: those in the archive must do.
    blank = {name: "" for name in ("KHET_SECRET_KEY", "KHET_IDENTITY_KEY") if name in os.environ}
    return {"KHET_HOME": str(home), "KHET_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "khet.settings", **blank}


@contextmanager
def _database(settings: dict[str, Any]) -> Iterator[str]:
    import psycopg

    name = f"khet_drill_{os.getpid()}"
    login = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings.get("PASSWORD") else "")
    server = f"postgresql://{login}@{settings['HOST'] or '127.0.0.1'}:{settings['PORT'] or 5432}"
    with psycopg.connect(
        f"{server}/{quote(str(settings['NAME']))}", autocommit=True, connect_timeout=10
    ) as maintenance:
        try:
            maintenance.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload, unused-ignore]
        except psycopg.errors.InsufficientPrivilege:
            raise Refused("ผู้ใช้ฐานข้อมูลสร้างฐานข้อมูลสำหรับซ้อมไม่ได้ สั่ง ALTER ROLE … CREATEDB", code="no_right") from None
        try:
            yield f"{server}/{name}"
        finally:
            maintenance.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
