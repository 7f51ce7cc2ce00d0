"""A hub whose attachments lie in an object store: the backup lists them, the drill looks for each. A real server."""

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from khet.files.tests.object_store import a_client, object_store
from khet.portal.tests.test_backup import WORK, Hub, a_hub

pytestmark = pytest.mark.database
WHERE = {
    "KHET_S3_BUCKET": "khet",
    "KHET_S3_KEY": "test",
    "KHET_S3_SECRET": "test",
    "KHET_S3_REGION": "us-east-1",
}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with object_store() as place:
        for name, value in {**WHERE, "KHET_S3_URL": place}.items():
            monkeypatch.setenv(name, value)  # hubs run as processes of their own
        client = a_client(place)
        client.create_bucket(Bucket="khet")
        yield client
        client.close()


@pytest.fixture
def hub(bucket: Any, tmp_path: Path) -> Iterator[tuple[Hub, list[str]]]:
    """A hub with three attachments, and their digests."""
    with a_hub(tmp_path, "objects", migrated=True) as made:
        yield made, made.done("-c", WORK.replace("[2]", "[0, 1, 2]")).split()


def listed(archive: Path) -> list[list[str]]:
    with tarfile.open(archive) as tar:
        found = tar.extractfile("objects.tsv")
        assert found is not None
        lines = io.TextIOWrapper(found, encoding="utf-8").read().splitlines()
    assert lines[0] == "key\tbytes\tsha256"
    return [line.split("\t") for line in lines[1:]]


def test_a_backup_lists_every_object_and_says_that_they_stay_where_they_are(
    hub: tuple[Hub, list[str]], bucket: Any, tmp_path: Path
) -> None:
    made, digests = hub
    archive = tmp_path / "office.khet.tar.gz"
    said = made.run("backup", str(archive))
    assert said.returncode == 0, said.stderr
    assert "ไฟล์แนบ 3 ไฟล์" in said.stdout
    assert "ไม่อยู่ในไฟล์สำรองนี้" in said.stdout
    assert "versioning" in said.stderr
    there = {entry["Key"]: entry["Size"] for entry in bucket.list_objects_v2(Bucket="khet")["Contents"]}
    assert {key: int(size) for key, size, _sha in listed(archive)} == there
    assert [sha for _key, _size, sha in listed(archive)] == sorted(digests)
    bucket.put_bucket_versioning(Bucket="khet", VersioningConfiguration={"Status": "Enabled"})
    assert "versioning" not in made.run("backup", str(archive)).stderr


def test_a_drill_finds_all_objects_and_misses_the_one_that_is_gone(hub: tuple[Hub, list[str]], bucket: Any) -> None:
    made, digests = hub
    made.done("backup")
    assert "พบใน S3 3 ไฟล์" in made.done("restore", "--drill")
    lost = sorted(digests)[1]
    key = f"files/{lost[:2]}/{lost[2:4]}/{lost}"
    kept = bucket.get_object(Bucket="khet", Key=key)["Body"].read()
    bucket.delete_object(Bucket="khet", Key=key)
    failed = made.run("restore", "--drill")
    assert failed.returncode == 1
    assert lost[:12] in failed.stderr
    bucket.put_object(Bucket="khet", Key=key, Body=kept[:-1])
    assert lost[:12] in made.run("restore", "--drill").stderr
    bucket.put_object(Bucket="khet", Key=key, Body=kept)
    bucket.put_object(Bucket="khet", Key="files/00/00/" + "0" * 64, Body=b"somebody else's")
    assert "พบใน S3 3 ไฟล์" in made.done("restore", "--drill")


def test_a_restored_hub_opens_its_attachments_and_keeps_no_list(hub: tuple[Hub, list[str]], tmp_path: Path) -> None:
    made, _digests = hub
    archive = tmp_path / "office.khet.tar.gz"
    made.done("backup", str(archive))
    with a_hub(tmp_path, "objects_two") as other:
        assert "ไฟล์แนบ 3 ไฟล์" in other.done("restore", str(archive))
        found = other.look()
        assert (found["files"], found["objects"]) == (3, 3)
        assert not (other.home / "objects.tsv").exists()


def test_a_restored_hub_without_the_store_says_what_lacks(
    hub: tuple[Hub, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _digests = hub
    archive = tmp_path / "office.khet.tar.gz"
    made.done("backup", str(archive))
    monkeypatch.setenv("KHET_S3_URL", "")
    with a_hub(tmp_path, "objects_three") as other:
        other.done("restore", str(archive))
        failed = other.run("restore", "--look")
        assert failed.returncode == 1
        assert "KHET_S3_URL" in failed.stderr
