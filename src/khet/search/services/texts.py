"""The text of files: read once per content, by a job, in a process of its own; a failure is written down and stays."""

import time
from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef

from khet.files.models import StoredFile
from khet.files.services import local_file
from khet.jobs.services import enqueue
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref
from khet.search.models import FileText
from khet.search.services.following import follow
from khet.search.texts import reading

READ = "search.read"
LARGEST = 200 << 20
"""Bytes; a larger file is not read."""


def texts_of(file_ids: Collection[int]) -> dict[int, str]:
    """By file id, "" where there is none; what was never read is asked to be read, and comes later."""
    if not file_ids:
        return {}
    files = dict(StoredFile.objects.kept().filter(pk__in=file_ids).values_list("pk", "sha256"))
    rows = FileText.objects.filter(sha256__in=set(files.values()))
    known = {sha: text for sha, text, done in rows.values_list("sha256", "text", "reader") if done >= reading.READER}
    failed = {sha: text for sha, text in rows.values_list("sha256", "text") if sha not in known}
    for pk, sha in files.items():
        if sha not in known:
            enqueue(READ, key=f"{READ}:{sha}", file=pk)
    return {pk: known.get(sha, failed.get(sha, "")) for pk, sha in files.items()}


def read_file(file_id: int) -> FileText | None:
    """Read the text of a stored file unless its content was read before; then have its papers indexed anew."""
    stored = StoredFile.objects.kept().filter(pk=file_id).first()
    if stored is None:
        return None
    known = FileText.objects.filter(sha256=stored.sha256, reader__gte=reading.READER).first()
    if known is not None:
        return known
    began = time.monotonic()
    answer = _read(stored)
    with transaction.atomic():
        kept = FileText.objects.update_or_create(
            sha256=stored.sha256,
            defaults={
                "state": _state(answer),
                "text": answer.text,
                "pages": answer.pages,
                "seen_by_eye": answer.seen,
                "error": answer.error,
                "reader": reading.READER,
                "seconds": round(time.monotonic() - began, 3),
            },
        )[0]
        owners = StoredFile.objects.kept().filter(sha256=stored.sha256).values_list("owner_kind", "owner_id", "pk")
        refs = {Ref(kind, pk) for kind, pk, _file in owners} | {Ref("files.storedfile", pk) for *_owner, pk in owners}
        follow(sorted(refs))
    return kept


def drop_orphans() -> int:
    """The text of bytes that no kept file carries any more goes as well."""
    carried = StoredFile.objects.kept().filter(sha256=OuterRef("sha256"))
    return FileText.objects.filter(~Exists(carried)).delete()[0]


def _read(stored: StoredFile) -> reading.Answer:
    if stored.size > LARGEST:
        return reading.Answer(error="large")
    try:
        with local_file(stored) as path:
            return reading.read(path, stored.mime)
    except Refused:
        return reading.Answer(error="missing")


def _state(answer: reading.Answer) -> str:
    if answer.error == "unknown":
        return FileText.State.UNKNOWN
    if answer.error:
        return FileText.State.FAILED
    return FileText.State.READ if answer.text else FileText.State.EMPTY
