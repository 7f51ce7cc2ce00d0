"""What notify does in the background."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from khet.jobs.services import Run, every, job
from khet.notify.models import Digest, LineCode, Notice
from khet.notify.services.channels import open_channels
from khet.notify.services.dispatch import dispatch
from khet.notify.services.line import reply_text

KEEP_READ, KEEP_UNREAD, KEEP_DIGESTS = timedelta(days=180), timedelta(days=730), timedelta(days=60)


def _hold(run: Run) -> None:
    """Before each batch: keep the lease, and stop when somebody asked for it."""
    run.check_cancelled()
    run.progress(0, 0)


@job("notify.dispatch", lane="index", lease=2400)
def send_new(run: Run, **_payload: Any) -> None:
    """Right after somebody was told something."""
    dispatch(lambda: _hold(run))


@every("notify.sweep", minutes=1, lane="index", lease=2400)
def send_due(run: Run, **_payload: Any) -> None:
    """What waited for a digest, for the end of quiet hours or for another attempt."""
    dispatch(lambda: _hold(run))


@job("notify.line_reply", lane="soon", attempts=1)
def reply_on_line(run: Run, *, token: str, said: str, person: int | None = None, **_payload: Any) -> None:
    """A reply token lives about a minute and works once: no second attempt."""
    from khet.notify.channels import line

    settings = open_channels().get("line")
    if settings is not None:
        line.reply(token, reply_text(said, person), settings)


@every("notify.tidy", daily_at="03.20")
def tidy(run: Run, **_payload: Any) -> None:
    """Read notices go after half a year, forgotten ones after two."""
    now = timezone.now()
    Notice.objects.filter(read_at__lt=now - KEEP_READ).delete()
    Notice.objects.filter(created_at__lt=now - KEEP_UNREAD).delete()
    Digest.objects.filter(due_at__lt=now - KEEP_DIGESTS, deliveries=None).delete()
    LineCode.objects.filter(expires_at__lt=now).delete()
