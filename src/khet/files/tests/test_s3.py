"""The same promises in an S3-compatible store: a real server on the loopback."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from khet.files import storage, sweeping
from khet.files.models import StoredFile
from khet.files.services import discard, local_file, open_file, read_bytes, store
from khet.files.storage.s3 import ObjectStore
from khet.files.tests import samples
from khet.files.tests.desk import DESK, an_actor
from khet.files.tests.object_store import a_client, object_store
from khet.kernel.errors import Refused

pytestmark = pytest.mark.django_db
PDF = samples.a_pdf(pages=5)
WHERE = {"bucket": "khet", "key": "test", "secret": "test", "region": "us-east-1"}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with object_store() as address:
        yield address


@pytest.fixture
def bucket(server: str, settings: Any) -> Iterator[Any]:
    settings.FILES_S3 = {**WHERE, "url": server}
    client = a_client(server)
    client.create_bucket(Bucket="khet")
    storage._s3.cache_clear()
    yield client
    for entry in client.list_objects_v2(Bucket="khet").get("Contents", []):
        client.delete_object(Bucket="khet", Key=entry["Key"])
    client.close()
    storage._s3.cache_clear()


def _names(bucket: Any) -> list[str]:
    return [entry["Key"] for entry in bucket.list_objects_v2(Bucket="khet").get("Contents", [])]


def a_file(name: str = "คำสั่ง.pdf") -> StoredFile:
    return store(actor=an_actor(1), content=PDF, name=name, owner=DESK)


def test_bytes_are_kept_once_in_the_bucket_and_come_back(bucket: Any) -> None:
    stored = a_file()
    a_file("อีกชื่อ.pdf")
    sha = stored.sha256
    assert _names(bucket) == [f"files/{sha[:2]}/{sha[2:4]}/{sha}"]
    assert stored.blob is not None
    assert stored.blob.backend == "s3"
    assert read_bytes(stored) == PDF
    with open_file(stored) as file, local_file(stored) as path:
        file.seek(5)
        assert file.read() == path.read_bytes()[5:]


def test_a_part_is_fetched_as_a_part(bucket: Any, visitor: Callable[..., Client]) -> None:
    response: Any = visitor(1).get(a_file().url, headers={"Range": "bytes=10-19"})
    assert (response.status_code, b"".join(response.streaming_content)) == (206, PDF[10:20])


def test_what_lay_on_the_disk_before_is_still_read_there(bucket: Any, server: str, settings: Any) -> None:
    settings.FILES_S3 = None
    before = a_file()
    settings.FILES_S3 = {**WHERE, "url": server}
    assert read_bytes(before) == PDF


def test_orphans_are_swept_from_the_bucket(bucket: Any) -> None:
    stored = a_file()
    later = timezone.now() + timedelta(days=40)
    assert sweeping.sweep(later).blobs == 0
    discard(stored, actor=an_actor(1), reason="x")
    sweeping.sweep(later)
    assert _names(bucket) == []


def test_the_checker_sees_a_lost_object(bucket: Any) -> None:
    a_file()
    call_command("files", "check", "--content")
    bucket.delete_object(Bucket="khet", Key=_names(bucket)[0])
    with pytest.raises(CommandError):
        call_command("files", "check")
    with pytest.raises(Refused, match="ไม่พบข้อมูลของไฟล์"):
        read_bytes(StoredFile.objects.get())


def test_a_store_that_is_away_is_told(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    away = ObjectStore(**{**WHERE, "url": "http://127.0.0.1:8139"})
    away._client.meta.config.retries = {"max_attempts": 0}
    monkeypatch.setattr(storage, "current", lambda: away)
    with pytest.raises(Refused, match="ที่เก็บไฟล์ไม่ตอบ") as caught:
        a_file()
    assert caught.value.code == "storage_down"
    assert not StoredFile.objects.exists()
