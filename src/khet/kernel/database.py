"""Which engine holds the truth."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def database_from_url(url: str, *, home: Path) -> dict[str, Any]:
    """Django's settings for "" (SQLite in the home folder), sqlite:///path or postgresql://user:pass@host:port/name."""
    if not url or url.startswith("sqlite"):
        path = Path(url.partition("sqlite:///")[2]) if url else home / "khet.sqlite3"
        home.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "khet.kernel.sqlite",
            "NAME": str(path),
            "CONN_MAX_AGE": 60,  # opening costs ten statements and a cold cache
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    "PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("KHET_DATABASE_URL must begin with sqlite:/// or postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "khet",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
