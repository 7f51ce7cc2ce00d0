"""One root a day over all chains: what was written until midnight can no longer be rewritten unseen."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from khet.audit.merkle import root_of
from khet.audit.models import DailyLeaf, DailyRoot, Entry, Head

ONE_DAY = dt.timedelta(days=1)


def leaf_text(leaf: DailyLeaf) -> bytes:
    return f"{leaf.chain}\n{leaf.first}\n{leaf.last}\n{leaf.hash}".encode()


def root_text(previous: str, day: dt.date, leaves: Sequence[DailyLeaf]) -> str:
    """The root in hex: its first leaf names the day and the root before, so the roots are a chain too."""
    return root_of([f"{day.isoformat()}\n{previous}".encode(), *(leaf_text(leaf) for leaf in leaves)])


@transaction.atomic
def seal(until: dt.date | None = None) -> list[DailyRoot]:
    """Seal every day not yet sealed before today (or up to `until`, inclusive); quiet days have no root.

    An entry that committed after its day was sealed goes under the next root: stretches are cut by number.
    """
    last_day = min(until or dt.date.max, timezone.localdate() - ONE_DAY)
    latest = DailyRoot.objects.order_by("-day").first()
    earliest = Entry.objects.aggregate(at=Min("at"))["at"]
    if earliest is None:
        return []
    cuts = dict(DailyLeaf.objects.values_list("chain").annotate(Max("last")))
    day = latest.day + ONE_DAY if latest else timezone.localdate(earliest)
    previous, sealed = latest.root if latest else "", []
    while day <= last_day:
        root = _seal_day(day, previous, cuts)
        if root is not None:
            sealed.append(root)
            previous = root.root
        day += ONE_DAY
    return sealed


def _seal_day(day: dt.date, previous: str, cuts: dict[int, int]) -> DailyRoot | None:
    leaves = _leaves(timezone.make_aware(dt.datetime.combine(day + ONE_DAY, dt.time())), cuts)
    if not leaves:
        return None
    root = DailyRoot.objects.create(
        day=day,
        previous=previous,
        root=root_text(previous, day, leaves),
        entries=sum(leaf.last - leaf.first + 1 for leaf in leaves),
        sealed_at=timezone.now(),
    )
    for leaf in leaves:
        leaf.daily_root = root
        cuts[leaf.chain] = leaf.last
    DailyLeaf.objects.bulk_create(leaves)
    return root


def _leaves(end: dt.datetime, cuts: dict[int, int]) -> list[DailyLeaf]:
    leaves = []
    for chain in Head.objects.order_by("chain").values_list("chain", flat=True):
        cut = cuts.get(chain, 0)
        entries = Entry.objects.filter(chain=chain, seq__gt=cut, at__lt=end).order_by("-seq")
        last = entries.values_list("seq", "hash").first()
        if last:
            leaves.append(DailyLeaf(chain=chain, first=cut + 1, last=last[0], hash=last[1]))
    return leaves
