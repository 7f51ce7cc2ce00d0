"""From notices to deliveries: which channels carry each, and when."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from khet.notify import rules
from khet.notify.models import Delivery, Digest, Notice
from khet.notify.reach import Reach, reach_of
from khet.notify.registry import Mode
from khet.notify.services.channels import open_channels

BATCH = 1000
Recent = dict[tuple[int, str, str, str], datetime]


def plan_waiting() -> int:
    """Plan every notice that nobody has planned yet, in batches; returns how many deliveries that made."""
    made = 0
    while Notice.objects.filter(planned=False).exists():
        batch, deliveries = _plan_batch()
        made += deliveries
        if batch < BATCH:
            break
    return made


@transaction.atomic
def _plan_batch() -> tuple[int, int]:
    # Two workers take different rows: where the engine cannot skip locked ones it has one writer anyway.
    unplanned = Notice.objects.select_for_update(skip_locked=True).filter(planned=False)
    notices = list(unplanned.order_by("id")[:BATCH])
    keys = list(open_channels())
    reach = reach_of({notice.person_id for notice in notices}, keys)
    deliveries = list(_deliveries(notices, reach, keys, timezone.now()))
    _gather(deliveries)
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(planned=True)
    return len(notices), len(deliveries)


def _deliveries(notices: Sequence[Notice], reach: Reach, keys: Collection[str], now: datetime) -> Iterator[Delivery]:
    recent = _recent(notices, now)
    for notice in notices:
        for key in keys:
            mode = reach.mode(notice, key)
            if mode is Mode.OFF:
                continue
            due = rules.due(reach.clock(notice.person_id), mode, now, urgent=notice.urgent)
            last = recent.get((notice.person_id, key, notice.kind, notice.group))
            if last and not notice.urgent:
                due = max(due, last + rules.FOLD_FOR)
            gathered = mode is Mode.DIGEST and not notice.urgent
            delivery = Delivery(notice=notice, person_id=notice.person_id, channel=key, due_at=due)
            if gathered:
                delivery.digest = Digest(person_id=notice.person_id, channel=key, due_at=due)
            yield delivery


def _recent(notices: Sequence[Notice], now: datetime) -> Recent:
    """When something of the same fold last went out: the next of its kind waits, and goes with its likes."""
    groups = {notice.group for notice in notices if notice.group}
    if not groups:
        return {}
    sent = Delivery.objects.filter(
        person_id__in={notice.person_id for notice in notices},
        sent_at__gt=now - rules.FOLD_FOR,
        notice__group__in=groups,
    )
    columns = ("person_id", "channel", "notice__kind", "notice__group")
    rows = sent.values_list(*columns).annotate(last=Max("sent_at")).values_list(*columns, "last")
    return {(person, channel, kind, group): last for person, channel, kind, group, last in rows}


def _gather(deliveries: Sequence[Delivery]) -> None:
    """Point the deliveries of one person, channel and gathering time at one digest row."""
    wanted = {_key(d.digest): d.digest for d in deliveries if d.digest is not None}
    if not wanted:
        return
    Digest.objects.bulk_create(wanted.values(), ignore_conflicts=True)
    there = Digest.objects.filter(person_id__in={key[0] for key in wanted}, due_at__in={key[2] for key in wanted})
    rows = {_key(row): row for row in there}
    for delivery in deliveries:
        if delivery.digest is not None:
            delivery.digest = rows[_key(delivery.digest)]


def _key(digest: Digest) -> tuple[int, str, datetime]:
    return digest.person_id, digest.channel, digest.due_at
