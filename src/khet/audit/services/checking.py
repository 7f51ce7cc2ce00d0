"""The nightly check of the trail, and that it was made: an entry of its own."""

from django.db import transaction

from khet.audit.services.commands import record
from khet.audit.services.verifying import Report, verify
from khet.kernel.actor import SYSTEM

CHECKED, BROKEN = "audit.checked", "audit.broken"


def check() -> Report:
    """Re-verify the whole trail and record what was found; the pass itself holds no lock."""
    report = verify()
    first = str(report.first or "")
    told = {
        "ok": report.ok,
        "entries": report.entries,
        "chains": report.chains,
        "problems": report.count,
        "first": first,
    }
    with transaction.atomic():
        record(SYSTEM, CHECKED if report.ok else BROKEN, after={**told, "first": first})
    return report
