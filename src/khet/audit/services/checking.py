"""The nightly check of the trail, and that it was made: an entry of its own."""

from django.db import transaction

from khet.audit.services.commands import record
from khet.audit.services.verifying import Report, verify
from khet.kernel.actor import SYSTEM

CHECKED, BROKEN = "audit.checked", "audit.broken"


def check() -> Report:
    """Re-verify the whole trail and record what was found; the pass itself holds no lock."""
    report = verify()
    told = {"ok": report.ok, "entries": report.entries, "problems": report.count, "first": str(report.first or "")}
    with transaction.atomic():
        record(SYSTEM, CHECKED if report.ok else BROKEN, after=told)
    return report
