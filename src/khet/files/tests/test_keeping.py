"""Bytes kept once, the row in the caller's transaction, and what happens when the disk is full."""

import errno
import os
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from khet.audit.models import Entry
from khet.files import storage, sweeping
from khet.files.models import Blob, Derivative, StoredFile
from khet.files.services import (
    PDFS,
    attach,
    derivative_bytes,
    derive,
    discard,
    hold,
    local_file,
    open_file,
    read_bytes,
    receive,
    release,
    retain,
    store,
)
from khet.files.tests import samples
from khet.files.tests.desk import DESK, an_actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref

pytestmark = pytest.mark.django_db
PDF = samples.a_pdf()
LONG = timedelta(days=40)


def a_file(content: bytes = PDF, name: str = "คำสั่ง.pdf", **more: Any) -> StoredFile:
    return store(actor=an_actor(1), content=content, name=name, owner=DESK, **more)


def _kept(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file() and path.name != ".lock")


def test_a_kept_file_says_whose_it_is_and_gives_its_bytes_back() -> None:
    stored = a_file(restricted=True, purpose="original")
    assert (stored.size, stored.mime, stored.owner, stored.by_person_id) == (len(PDF), "application/pdf", DESK, 10)
    assert stored.by_name == "บุคคลสมมุติ 1"
    assert read_bytes(stored) == PDF
    with open_file(stored) as file, local_file(stored) as path:
        assert file.read() == path.read_bytes() == PDF
    assert list(StoredFile.objects.of(DESK)) == [stored]


@pytest.mark.parametrize("way", ["upload", "path", "received"])
def test_bytes_come_from_a_form_a_path_or_were_received_before(way: str, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(PDF)
    content: Any = {
        "upload": SimpleUploadedFile("ก.pdf", PDF),
        "path": tmp_path / "a.pdf",
        "received": receive(PDF, name="ก.pdf"),
    }[way]
    stored = store(actor=an_actor(1), content=content, owner=DESK, name="" if way != "path" else "ก.pdf")
    assert (stored.name, read_bytes(stored)) == ("ก.pdf", PDF)
    assert (tmp_path / "a.pdf").exists()


def test_what_was_received_must_still_suit_the_form() -> None:
    with pytest.raises(Refused, match="ที่นี่รับ PDF"):
        store(actor=an_actor(1), content=receive(samples.PNG, name="a.png"), owner=DESK, allow=PDFS)


def test_the_same_bytes_are_kept_once_under_two_names(tmp_path: Path) -> None:
    first, second = a_file(name="ก.pdf"), a_file(name="ข.pdf")
    assert first.blob_id == second.blob_id
    assert first.public_id != second.public_id
    assert _kept(tmp_path / "files") == [first.sha256]


def test_kept_bytes_are_never_written_again(tmp_path: Path) -> None:
    stored = a_file()
    path = storage.disk().path(stored.sha256)
    node = path.stat().st_ino
    a_file()
    assert path.stat().st_ino == node
    assert path.stat().st_mode & 0o222 == 0


def test_a_transaction_undone_leaves_bytes_but_no_row_until_the_sweeper_comes(tmp_path: Path) -> None:
    with transaction.atomic():
        a_file()
        transaction.set_rollback(True)
    assert not StoredFile.objects.exists()
    assert len(_kept(tmp_path / "files")) == 1
    assert sweeping.sweep().strays == 0
    assert sweeping.sweep(timezone.now() + LONG).strays == 1
    assert _kept(tmp_path / "files") == []


def _full(*_args: object, **_more: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("broken", ["os.link", "os.fsync"])
def test_a_full_disk_is_told_and_nothing_is_half_kept(
    broken: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(broken, _full)
    with pytest.raises(Refused, match="ที่เก็บไฟล์เต็ม") as caught:
        a_file()
    assert caught.value.code == "disk_full"
    assert not Blob.objects.exists()
    assert _kept(tmp_path / "files") == []


def test_a_disk_that_is_really_full_is_told_and_takes_the_next_small_file(settings: Any, tmp_path: Path) -> None:
    tiny = tmp_path / "tiny"
    tiny.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(tiny)]
    mounted = subprocess.run(mount, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("may not mount a small disk here")
    try:
        settings.FILES_ROOT = tiny / "files"
        with pytest.raises(Refused) as caught:
            a_file("ก".encode() * 200_000, "ยาว.txt")
        assert caught.value.code == "disk_full"
        assert _kept(tiny) == []
        assert read_bytes(a_file()) == PDF
    finally:
        subprocess.run(["umount", tiny], check=True)


def test_a_file_moves_to_what_its_draft_became() -> None:
    stored = attach(a_file(), owner=Ref("saraban.letter", 3))
    assert stored.owner == Ref("saraban.letter", 3)
    assert not StoredFile.objects.of(DESK).exists()


def test_a_discarded_file_goes_with_a_reason_and_its_bytes_thirty_days_later(tmp_path: Path) -> None:
    stored = a_file()
    discard(stored, actor=an_actor(1), reason="แนบผิดไฟล์")
    assert Entry.objects.filter(action="files.discarded").count() == 1
    with pytest.raises(Refused, match="ออกไปแล้ว"):
        attach(stored, owner=DESK)
    assert sweeping.sweep(timezone.now() + timedelta(days=29)).discarded == 0
    assert sweeping.sweep(timezone.now() + LONG).discarded == 1
    assert sweeping.sweep(timezone.now() + LONG).strays == 0
    stored.refresh_from_db()
    assert (stored.blob, stored.discarded_reason, len(stored.sha256)) == (None, "แนบผิดไฟล์", 64)
    assert _kept(tmp_path / "files") == []
    with pytest.raises(Refused, match="ไม่พบข้อมูลของไฟล์"):
        read_bytes(stored)


def test_a_held_file_stays_until_it_is_released() -> None:
    stored = a_file()
    hold(stored, actor=an_actor(1), reason="คดีปกครอง")
    with pytest.raises(Refused, match="คดีปกครอง"):
        discard(stored, actor=an_actor(1), reason="x")
    release(stored, actor=an_actor(1), reason="คดีสิ้นสุด")
    assert discard(stored, actor=an_actor(1), reason="x").discarded_at is not None
    with pytest.raises(Refused, match="ออกไปแล้ว"):
        hold(stored, actor=an_actor(1), reason="x")


def test_a_file_stays_for_the_time_of_its_class() -> None:
    stored = a_file()
    retain(stored, retention_class="10 ปี", keep_until=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refused, match="อายุการเก็บ"):
        discard(stored, actor=an_actor(1), reason="x")
    retain(stored, retention_class="10 ปี", keep_until=timezone.localdate() - timedelta(days=1))
    discard(stored, actor=an_actor(1), reason="x")


def test_what_is_in_use_is_never_swept(tmp_path: Path) -> None:
    stored = a_file()
    derive(stored, "page-1.png", samples.PNG, mime="image/png")
    swept = sweeping.sweep(timezone.now() + LONG)
    assert (swept.blobs, swept.strays) == (0, 0)
    assert derivative_bytes(stored, "page-1.png") == samples.PNG
    assert derivative_bytes(stored, "text") is None


def test_derivatives_go_after_what_they_were_made_from(tmp_path: Path) -> None:
    stored = a_file()
    derive(stored, "page-1.png", samples.PNG, mime="image/png")
    derive(stored, "page-1.png", samples.PNG + b"\0", mime="image/png")
    discard(stored, actor=an_actor(1), reason="x")
    for _night in range(3):
        sweeping.sweep(timezone.now() + LONG)
    assert not Derivative.objects.exists()
    assert not Blob.objects.exists()
    assert _kept(tmp_path / "files") == []


def test_bytes_brought_again_at_the_last_moment_are_not_swept() -> None:
    stored = a_file()
    sha = stored.sha256
    assert not storage.disk().remove(sha, unless_after=timezone.now() - timedelta(hours=24))
    os.utime(storage.disk().path(sha), (0, 0))
    receive(PDF, name="ก.pdf")
    assert not storage.disk().remove(sha, unless_after=timezone.now() - timedelta(hours=24))
    assert read_bytes(stored) == PDF


def test_the_checker_finds_what_is_missing_and_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("files", "check", "--content")
    stored = a_file()
    path = storage.disk().path(stored.sha256)
    path.chmod(0o600)
    path.write_bytes(b"x" * stored.size)
    call_command("files", "check")
    with pytest.raises(CommandError, match="1 รายการ"):
        call_command("files", "check", "--content")
    path.unlink()
    with pytest.raises(CommandError, match="1 รายการ"):
        call_command("files", "check")
    assert stored.public_id in capsys.readouterr().err
    call_command("files", "sweep")


def test_scraps_of_something_that_died_are_swept(tmp_path: Path) -> None:
    (storage.disk().incoming / "scrap").write_bytes(b"x")
    assert sweeping.sweep().scraps == 0
    assert sweeping.sweep(timezone.now() + LONG).scraps == 1
