"""What the environment says: the one place that reads it."""

import os
import secrets
from pathlib import Path


def home() -> Path:
    """Where state lives: KHET_HOME, else var/ beside the source tree."""
    named = os.environ.get("KHET_HOME")
    return Path(named).resolve() if named else Path(__file__).resolve().parents[3] / "var"


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int) -> int:
    value = text(name)
    return int(value) if value else default


def words(name: str, default: str = "") -> list[str]:
    return [word for word in text(name, default).replace(",", " ").split() if word]


def secret(name: str) -> str:
    """A secret from the environment, else one made at first use and kept in the home folder (mode 600)."""
    given = text(name)
    if given:
        return given
    path = home() / "secrets" / name.lower()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(48))
    return path.read_text()
