"""The nightly look for gaps."""

from django.db import transaction

from khet.audit import services as audit
from khet.kernel.actor import SYSTEM
from khet.numbers.models import Counter
from khet.numbers.reads import Finding, gaps_of


def find_gaps(year_be: int | None = None) -> list[Finding]:
    """Check every counter (of one year B.E.); what is found goes on the trail as well. Run it nightly."""
    counters = Counter.objects.order_by("pk")
    if year_be is not None:
        counters = counters.filter(year_be=year_be)
    found = []
    for counter in counters.iterator(chunk_size=500):
        # Numbers before counter: whatever is given meanwhile is above the last that we compare with.
        gaps = gaps_of(counter)
        if gaps:
            found.append(Finding(counter.key, tuple(gaps)))
    if found:
        _tell(found)
    return found


@transaction.atomic
def _tell(found: list[Finding]) -> None:
    told = {str(finding.series): [f"{gap.first}-{gap.last}" for gap in finding.gaps] for finding in found}
    audit.record(SYSTEM, "numbers.gaps_found", after=told)
