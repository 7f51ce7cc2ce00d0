"""What is made from a file and kept beside it."""

from django.db import transaction

from khet.files import intake, storage
from khet.files.models import Derivative, StoredFile
from khet.files.services.keeping import row_of
from khet.files.services.reading import bytes_of, missing_said


def derive(stored: StoredFile, kind: str, content: bytes, *, mime: str) -> Derivative:
    """Keep something made from a file ("page-1.png", "text") beside it; made again, the newer one counts."""
    sha, size, backend = intake.keep_made(content)
    with transaction.atomic():
        derived = row_of(sha, size=size, mime=mime, backend=backend)
        defaults = {"derived": derived}
        return Derivative.objects.update_or_create(blob=bytes_of(stored), kind=kind, defaults=defaults)[0]


def derivative_bytes(stored: StoredFile, kind: str) -> bytes | None:
    """None when it was not made yet."""
    found = Derivative.objects.filter(blob=bytes_of(stored), kind=kind).select_related("derived").first()
    if found is None:
        return None
    with missing_said(kind):
        return b"".join(storage.backend(found.derived.backend).read(found.derived.sha256))
