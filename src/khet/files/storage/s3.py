"""Bytes in an S3-compatible store, under the same names as on the disk."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from khet.files.storage.port import PIECE

FRESH = timedelta(hours=12)  # an object put again within this time is young enough not to be swept away


class ObjectStore:
    """url: the endpoint; bucket must exist. Errors of the store come out as OSError."""

    name = "s3"

    def __init__(
        self, *, url: str, bucket: str, key: str, secret: str, region: str = "", prefix: str = "files/"
    ) -> None:
        self.bucket, self.prefix = bucket, prefix
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=url or None,
            aws_access_key_id=key or None,
            aws_secret_access_key=secret or None,
            region_name=region or "us-east-1",
            config=Config(
                connect_timeout=5,
                read_timeout=60,
                retries={"max_attempts": 3},
                s3={"addressing_style": "path"},
                # many compatible stores do not know the newer default checksums
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def put(self, source: Path, sha: str) -> None:
        head = self._head(sha)
        if head and head["ContentLength"] == source.stat().st_size and _age(head) < FRESH:
            return
        with _as_os_error(), source.open("rb") as file:
            self._client.upload_fileobj(file, self.bucket, self.key(sha))

    def size(self, sha: str) -> int | None:
        head = self._head(sha)
        return int(head["ContentLength"]) if head else None

    def read(self, sha: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        end = "" if length is None else str(start + length - 1)
        with _as_os_error():
            answer = self._client.get_object(Bucket=self.bucket, Key=self.key(sha), Range=f"bytes={start}-{end}")
            with closing(answer["Body"]) as body:
                yield from body.iter_chunks(PIECE)

    @contextmanager
    def local(self, sha: str) -> Iterator[Path]:
        with tempfile.NamedTemporaryFile() as file:
            for piece in self.read(sha):
                file.write(piece)
            file.flush()
            yield Path(file.name)

    def remove(self, sha: str, *, unless_after: datetime) -> bool:
        head = self._head(sha)
        if head is None or head["LastModified"] > unless_after:
            return False
        with _as_os_error():
            self._client.delete_object(Bucket=self.bucket, Key=self.key(sha))
        return True

    def walk(self) -> Iterator[tuple[str, datetime]]:
        with _as_os_error():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix)
            for page in pages:
                for entry in page.get("Contents", []):
                    yield entry["Key"].rpartition("/")[2], entry["LastModified"]

    def sizes(self) -> Iterator[tuple[str, int]]:
        """Digest and bytes of every object, in the order of their keys."""
        with _as_os_error():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix)
            for page in pages:
                for entry in page.get("Contents", []):
                    yield entry["Key"].rpartition("/")[2], int(entry["Size"])

    def versioned(self) -> bool | None:
        """Whether the bucket keeps what is overwritten or removed; None when the store does not tell us."""
        try:
            with _as_os_error():
                told = self._client.get_bucket_versioning(Bucket=self.bucket)
        except OSError:
            return None
        return bool(told.get("Status") == "Enabled")

    def key(self, sha: str) -> str:
        return f"{self.prefix}{sha[:2]}/{sha[2:4]}/{sha}"

    def _head(self, sha: str) -> dict[str, Any] | None:
        try:
            with _as_os_error():
                found: dict[str, Any] = self._client.head_object(Bucket=self.bucket, Key=self.key(sha))
                return found
        except FileNotFoundError:
            return None


def _age(head: dict[str, Any]) -> timedelta:
    age: timedelta = datetime.now(UTC) - head["LastModified"]
    return age


@contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in {"404", "NoSuchKey", "NotFound"}:
            raise FileNotFoundError(str(error)) from error
        raise OSError(str(error)) from error
    except (BotoCoreError, Boto3Error) as error:
        raise OSError(str(error)) from error
