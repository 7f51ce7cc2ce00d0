"""An old hub and a new one change places as one: killed at any point, the next start finds one of them whole.

Before anything moves, a journal in the home says what stood where; while it lies there, the old hub is the truth and
is put back. Taking the journal away makes the new hub the truth. Needs no Django, as it runs before settings are read.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Protocol

from khet.portal.backup import contents

JOURNAL: Final = "restore.journal"
STAGED: Final = ".restore-"
STAMPS: Final = "stamps.json"  # of the hub that stands, so it goes with it


class Truth(Protocol):
    """The database's part: the files it stands in (none on PostgreSQL), and its way there and back."""

    member: str

    def files(self) -> list[Path]: ...

    def empty(self) -> bool: ...

    def put_back(self, snapshot: Path, aside: str) -> None: ...

    def undo(self, aside: str, *, full: bool) -> None: ...

    def count(self) -> dict[str, int]: ...


def begin(home: Path, staged: Path, truth: Truth, aside: str, *, keep_secrets: bool) -> None:
    """Write down where everything stands and what will come; from here on a crash leads back to it."""
    old = [path for path in contents.pieces(home) if not (keep_secrets and path.name in contents.SECRET)]
    old += [home / STAMPS] if (home / STAMPS).exists() else []
    moves = [[str(path), str(home / aside / path.name)] for path in old]
    moves += [[str(path), str(path.parent / aside / path.name)] for path in truth.files() if path.exists()]
    coming = [str(home / path.name) for path in staged.iterdir() if path.name != truth.member]
    coming += [str(home / STAMPS), *map(str, truth.files())]
    in_files = bool(truth.files())
    note = {"aside": aside, "moves": moves, "coming": coming, "schema": not in_files, "full": not truth.empty()}
    beside = home / f".{JOURNAL}"
    with beside.open("w", encoding="utf-8") as out:
        json.dump(note, out)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(home / JOURNAL)
    _settled(home)


def move(home: Path, staged: Path, truth: Truth, aside: str) -> None:
    """Set the old pieces aside and bring the new ones in, database first."""
    taken = {path for path, _kept in _note(home)["moves"]} - {str(path) for path in truth.files()}
    truth.put_back(staged / truth.member, aside)
    (staged / truth.member).unlink(missing_ok=True)
    for old in sorted(taken):
        (home / aside).mkdir(exist_ok=True, mode=0o750)
        Path(old).replace(home / aside / Path(old).name)
    for new in sorted(staged.iterdir()):
        new.replace(home / new.name)


def commit(home: Path) -> None:
    """The new hub is the truth."""
    (home / JOURNAL).unlink()
    _settled(home)


def undo(home: Path, truth: Callable[[], Truth]) -> None:
    """Put back whatever was set aside; may be killed and called again. truth: asked for when the files stand right."""
    note = _note(home)
    taken = {path for path, _kept in note["moves"]}
    for path in note["coming"]:
        if path not in taken:
            _remove(Path(path))
    for path, kept in note["moves"]:
        if Path(kept).exists():
            _remove(Path(path))
            Path(kept).replace(path)
    for folder in {Path(kept).parent for _path, kept in note["moves"]}:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    if note["schema"]:
        truth().undo(note["aside"], full=note["full"])
    commit(home)


def recover(home: Path, *, held: bool = False) -> bool:
    """What every start does first: lead back from a restore that was killed. held: the home's lock is ours already.

    Waits for nobody: while a restore or the hub holds the home, there is nothing to recover.
    """
    if not (home / JOURNAL).exists():
        return False
    with (home / "run.lock").open("a") as gate:
        try:
            if not held:
                fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        undo(home, _database)
        for left in home.glob(f"{STAGED}*"):
            shutil.rmtree(left, ignore_errors=True)
    return True


def _database() -> Truth:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khet.settings")
    from khet.portal.backup.engines import engine

    return engine()


def _note(home: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((home / JOURNAL).read_text(encoding="utf-8"))
    return found


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _settled(folder: Path) -> None:
    """The names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
