"""What the portal does outside a request."""

from typing import Any

from khet.jobs.services import Run, job
from khet.portal.backup import services

KEEP = 14


@job("portal.backup", lane="bulk", attempts=1, lease=6 * 3600)
def back_up(run: Run, **_payload: Any) -> None:
    """A backup into the usual folder, by a press of the administrator; the last 14 stay."""
    services.back_up(keep=KEEP)
