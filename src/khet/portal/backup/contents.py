"""What belongs to a hub's home folder, and what is made anew."""

from collections.abc import Iterator
from pathlib import Path

BACKUPS = "backups"
NOTES = "backups.json"
# Made anew at the next start, or the place of the archives themselves.
MADE_ANEW = {
    "static",
    "log",
    BACKUPS,
    NOTES,
    "stamps.json",
    "run.lock",
    "restore.journal",
    "khet.sqlite3",
    "khet.env.example",
    "objects.tsv",
}
UNDER_WAY = {"files/incoming", "files/parts", "files/.lock"}
SECRET = {"secrets", "khet.env"}


def kept(home: Path, *, secrets: bool) -> Iterator[tuple[str, Path]]:
    """Every file to keep, as (name in the archive, path), in a stable order."""
    for top in sorted(home.iterdir()) if home.exists() else []:
        if _belongs(top.name) and (secrets or top.name not in SECRET):
            yield from files_of(home, top)


def _belongs(name: str) -> bool:
    left_over = name.startswith((".", "khet.sqlite3", "before-restore-"))
    return name not in MADE_ANEW and not left_over


def files_of(home: Path, path: Path) -> Iterator[tuple[str, Path]]:
    """The files at and below a path of the home folder, without those still under way."""
    name = path.relative_to(home).as_posix()
    if path.is_symlink() or name in UNDER_WAY:
        return
    if path.is_dir():
        for below in sorted(path.iterdir()):
            yield from files_of(home, below)
    elif path.is_file():
        yield name, path


def pieces(home: Path) -> list[Path]:
    """The top entries a restore replaces; empty for a new home."""
    return [path for path in sorted(home.iterdir()) if _belongs(path.name)] if home.exists() else []
