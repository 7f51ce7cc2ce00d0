"""An archive is whole or it is refused, and a killed backup leaves none."""

import io
import os
import signal
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from khet.kernel.errors import Refused
from khet.portal.backup import archive, contents


def a_manifest() -> archive.Manifest:
    return archive.Manifest(
        engine="sqlite",
        version="0.1.0",
        made_at="2026-11-22T00:00:00+00:00",
        files="local",
        content="own",
        secrets=True,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with a stored file, one under way, a secret, and things that are made anew."""
    home = tmp_path / "home"
    for name in [
        "files/ab/cd/abcd", "files/incoming/half", "secrets/khet_secret_key", "static/app.css", "log/web.log",
        "khet.sqlite3", "khet.sqlite3-wal", "office/emblem.svg", "before-restore-1/khet.sqlite3", ".drill-1/x",
    ]:  # fmt: skip
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(5000))
    return home


def test_files_and_secrets_belong_to_a_backup_and_what_is_made_anew_does_not(home: Path) -> None:
    assert [name for name, _ in contents.kept(home, secrets=True)] == [
        "files/ab/cd/abcd",
        "office/emblem.svg",
        "secrets/khet_secret_key",
    ]
    assert "secrets/khet_secret_key" not in dict(contents.kept(home, secrets=False))


def test_what_was_packed_comes_back_byte_for_byte(home: Path, tmp_path: Path) -> None:
    target, back = tmp_path / "a.tar.gz", tmp_path / "back"
    members = list(contents.kept(home, secrets=True))
    archive.write(target, members, a_manifest())
    manifest = archive.unpack(target, back)
    assert {name: (back / name).read_bytes() for name, _ in members} == {n: p.read_bytes() for n, p in members}
    assert set(manifest.members) == {name for name, _ in members}
    assert target.stat().st_mode & 0o077 == 0


def cut_short(data: bytes) -> bytes:
    return data[: len(data) // 2]


def without_its_list(data: bytes) -> bytes:
    return data[:-300]


def with_one_byte_changed(data: bytes) -> bytes:
    return data[:3000] + bytes([data[3000] ^ 1]) + data[3001:]


@pytest.mark.parametrize("harm", [cut_short, without_its_list, with_one_byte_changed])
def test_a_harmed_archive_is_refused(home: Path, tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    target = tmp_path / "a.tar.gz"
    archive.write(target, contents.kept(home, secrets=True), a_manifest())
    target.write_bytes(harm(target.read_bytes()))
    with pytest.raises(Refused) as refusal:
        archive.unpack(target, tmp_path / "back")
    assert refusal.value.code == "broken_archive"


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "files/../../outside"])
def test_an_archive_that_reaches_outside_is_refused(tmp_path: Path, name: str) -> None:
    target = tmp_path / "a.tar.gz"
    with tarfile.open(target, "w:gz") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = 1
        tar.addfile(entry, io.BytesIO(b"x"))
    with pytest.raises(Refused):
        archive.unpack(target, tmp_path / "back")
    assert not (tmp_path / "outside").exists()


def test_a_member_that_the_list_does_not_know_is_refused(home: Path, tmp_path: Path) -> None:
    target, manifest = tmp_path / "a.tar.gz", a_manifest()
    manifest.members["files/ab/cd/missing"] = "0" * 64
    archive.write(target, contents.kept(home, secrets=True), manifest)
    with pytest.raises(Refused, match="missing"):
        archive.unpack(target, tmp_path / "back")


def test_a_backup_killed_in_the_middle_leaves_nothing_under_its_name(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.tar.gz"

    def killed_midway() -> Iterator[tuple[str, Path]]:
        yield from contents.kept(home, secrets=True)
        os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if not child:
        archive.write(target, killed_midway(), a_manifest())
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert not target.exists()


def test_a_full_disk_leaves_nothing_at_all(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    place = tmp_path / "backups"
    place.mkdir()
    with pytest.raises(OSError, match="No space"):
        archive.write(place / "a.tar.gz", contents.kept(home, secrets=True), a_manifest())
    assert list(place.iterdir()) == []
