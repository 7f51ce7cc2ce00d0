"""Opening a restricted file goes on the trail: once per sitting and file, not once per stretch a viewer fetches."""

import time

from django.http import HttpRequest

from khet.audit import services as audit
from khet.files.models import StoredFile
from khet.kernel.actor import Actor

SITTING = 300  # seconds
_KEY = "files_looks"


def note(request: HttpRequest, actor: Actor, stored: StoredFile) -> None:
    """HEAD does not count: it shows nothing of the content."""
    if not stored.restricted or request.method == "HEAD":
        return
    now = int(time.time())
    session = getattr(request, "session", {})
    looks = {key: at for key, at in session.get(_KEY, {}).items() if now - at < SITTING}
    mark = f"{stored.pk}:{actor.account_id}"
    if mark in looks:
        return
    audit.look(actor, "files.opened", stored)
    session[_KEY] = {**looks, mark: now}
