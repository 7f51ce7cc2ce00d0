"""Sending what is due: claim under a lease, speak to the outside without a transaction, write down what came of it."""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from khet.notify import rules
from khet.notify.channels import channels
from khet.notify.channels.message import Message, Outcome, Result, Settings
from khet.notify.compose import Parcel, messages, parcels
from khet.notify.models import Delivery, Digest, PushSubscription
from khet.notify.models.delivery import DeliveryState
from khet.notify.reach import Reach, reach_of
from khet.notify.registry import Mode
from khet.notify.services.channels import note_result, open_channels
from khet.notify.services.plan import plan_waiting

BATCH = 200
# Longer than a batch can take: a lost connection ends the batch, and a slow answer takes 10 seconds at most.
LEASE = timedelta(minutes=40)
log = logging.getLogger(__name__)


def dispatch(beat: Callable[[], object] = lambda: None) -> int:
    """Plan what is new and send what is due, until nothing is; returns how many deliveries went out.

    Safe to run in several workers. A worker killed between sending and writing sends again after the lease: LINE drops
    the double by its retry key, e-mail by its Message-ID, web push by its topic. beat: called before each batch.
    """
    plan_waiting()
    sent = 0
    while batch := _claim(timezone.now()):
        beat()
        sent += _send_batch(batch)
    return sent


@transaction.atomic
def _claim(now: datetime) -> list[Delivery]:
    """The next deliveries that may go, marked as ours; a digest is never split."""
    waiting = Delivery.objects.waiting().filter(due_at__lte=now)
    if not waiting.exists():
        return []
    free = waiting.select_for_update(of=("self",), skip_locked=True)
    first = list(free.order_by("due_at", "id").values_list("pk", "digest_id")[:BATCH])
    rest = free.filter(digest_id__in={digest for _pk, digest in first if digest is not None})
    mine = Delivery.objects.filter(pk__in={pk for pk, _digest in first} | set(rest.values_list("pk", flat=True)))
    ids = list(mine.values_list("pk", flat=True))
    mine.update(state=DeliveryState.SENDING, due_at=now + LEASE, attempts=F("attempts") + 1)
    return list(Delivery.objects.filter(pk__in=ids).select_related("notice").order_by("id"))


def _send_batch(batch: Sequence[Delivery]) -> int:
    now = timezone.now()
    usable = open_channels()
    reach = reach_of({row.person_id for row in batch}, list(usable))
    by_channel: dict[str, list[Delivery]] = defaultdict(list)
    for row in batch:
        if reason := _needless(row, reach, now):
            _settle(row, DeliveryState.SKIPPED, reason)
        elif (opening := _opening(row, reach, now)) > now:
            _settle(row, DeliveryState.QUEUED)
            row.due_at, row.attempts = opening, row.attempts - 1
        else:
            by_channel[row.channel].append(row)
    for key, rows in by_channel.items():
        _send_channel(key, rows, reach, usable[key])
    _write(batch)
    return sum(row.state == DeliveryState.SENT for row in batch)


def _needless(row: Delivery, reach: Reach, now: datetime) -> str:
    """Why this need not go any more; empty when it must."""
    if row.notice.read_at is not None:
        return "read"
    if reach.mode(row.notice, row.channel) is Mode.OFF:
        return "turned off, closed, or no address"
    return "too old" if now - row.created_at > rules.TOO_OLD else ""


def _opening(row: Delivery, reach: Reach, now: datetime) -> datetime:
    """An attempt that comes late, or again, may have slipped into quiet hours."""
    return now if row.notice.urgent else reach.clock(row.person_id).now_or_later(now)


def _send_channel(key: str, rows: Sequence[Delivery], reach: Reach, settings: Settings) -> None:
    piles = parcels(rows)
    letters = [messages(p, reach.contacts[p.person], reach.addresses[key][p.person]) for p in piles]
    flat = [letter for several in letters for letter in several]
    results = _deliver(key, flat, settings)
    answers = iter(results)
    for parcel, several in zip(piles, letters, strict=True):
        _judge(parcel, [next(answers) for _letter in several])
    _after(key, flat, results)


def _deliver(key: str, flat: Sequence[Message], settings: Settings) -> list[Result]:
    """A bug in one channel must not hold up the others, nor lose what it was carrying."""
    try:
        return channels[key].deliver(flat, settings)
    except Exception:
        log.exception("notify: channel %s failed", key)
        return [Result(Outcome.RETRY, "internal error")] * len(flat)


def _judge(parcel: Parcel, results: Sequence[Result]) -> None:
    """One address that took it is enough; else the hope of another attempt; else it is over."""
    outcomes = {result.outcome: result for result in results}
    if Outcome.SENT in outcomes:
        for row in parcel.deliveries:
            _settle(row, DeliveryState.SENT)
        return
    last = outcomes.get(Outcome.RETRY) or results[-1]
    for row in parcel.deliveries:
        again = rules.next_attempt(row.attempts, timezone.now(), last.retry_after)
        if last.outcome is Outcome.RETRY and again is not None:
            _settle(row, DeliveryState.QUEUED, last.error)
            row.due_at = again
        else:
            _settle(row, DeliveryState.FAILED, last.error)


def _after(key: str, flat: Sequence[Message], results: Sequence[Result]) -> None:
    """Addresses that are gone are forgotten; the settings page learns how the channel fares."""
    pairs = list(zip(flat, results, strict=True))
    if gone := {message.address.to for message, result in pairs if result.outcome is Outcome.GONE}:
        channels[key].forget(gone)
    if key == "webpush":
        _count_failures(pairs)
    telling = [r for r in results if r.fault] or [r for r in results if r.outcome is Outcome.SENT]
    if telling:
        note_result(key, telling[0])


def _count_failures(pairs: Sequence[tuple[Message, Result]]) -> None:
    failed = {message.address.to for message, result in pairs if result.outcome is Outcome.FAILED}
    for device in PushSubscription.objects.filter(endpoint__in=failed):
        device.failed += 1
        device.save(update_fields=["failed"])


def _settle(row: Delivery, state: DeliveryState, error: str = "") -> None:
    row.state, row.error = state, error[:300]
    row.sent_at = timezone.now() if state == DeliveryState.SENT else None


@transaction.atomic
def _write(batch: Sequence[Delivery]) -> None:
    Delivery.objects.bulk_update(batch, ["state", "error", "due_at", "sent_at", "attempts"])
    gathered: dict[int, int] = defaultdict(int)
    for row in batch:
        if row.digest_id is not None and row.state == DeliveryState.SENT:
            gathered[row.digest_id] += 1
    for digest in Digest.objects.filter(pk__in=gathered):
        digest.sent_at, digest.items = timezone.now(), gathered[digest.pk]
        digest.save(update_fields=["sent_at", "items"])
