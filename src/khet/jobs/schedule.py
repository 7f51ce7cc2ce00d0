"""Repeating jobs: each due schedule puts one job into the outbox, whichever worker looks first."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from khet.jobs import outbox, registry
from khet.jobs.models import Job, Schedule, State

SKEW = timedelta(minutes=5)  # by which clocks of two machines may differ


def sync(now: datetime | None = None) -> None:
    """Give every repeat of the code its row; rows of repeats that are gone are removed."""
    now = now or timezone.now()
    wanted = {repeat.name: repeat for repeat in registry.all_repeats()}
    have = set(Schedule.objects.values_list("name", flat=True))
    if have - set(wanted):
        Schedule.objects.exclude(name__in=wanted).delete()
    missing = [Schedule(name=name, next_run_at=wanted[name].next_after(now)) for name in wanted if name not in have]
    Schedule.objects.bulk_create(missing, ignore_conflicts=True)


def tick(now: datetime | None = None) -> list[str]:
    """Queue what is due and set its next time; a missed time is made up once, not as often as it was missed."""
    now = now or timezone.now()
    repeats = {repeat.name: repeat for repeat in registry.all_repeats()}
    rows = [row for row in Schedule.objects.values_list("name", "next_run_at") if row[0] in repeats]
    ahead = [name for name, at in rows if at > repeats[name].next_after(now) + SKEW]
    if ahead:
        _clock_went_back([repeats[name] for name in ahead], now)
    return [name for name, at in rows if at <= now and _start(repeats[name], now)]


@transaction.atomic
def _clock_went_back(ahead: list[registry.Repeat], now: datetime) -> None:
    """The machine once lived in a later time (a wrong clock, put right): nothing waits until that time comes again."""
    for repeat in ahead:
        Schedule.objects.filter(name=repeat.name).update(next_run_at=repeat.next_after(now))
    later = now + SKEW
    Job.objects.filter(state=State.QUEUED, created_at__gt=later, run_at__gt=later).update(run_at=now, created_at=now)
    Job.objects.filter(state=State.RUNNING, started_at__gt=later).update(lease_until=now)


@transaction.atomic
def _start(repeat: registry.Repeat, now: datetime) -> bool:
    due = Schedule.objects.filter(name=repeat.name, next_run_at__lte=now)
    row = due.select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return False
    row.last_run_at, row.next_run_at = now, repeat.next_after(now)
    row.save(update_fields=["last_run_at", "next_run_at"])
    outbox.put(repeat.name, key=f"every:{repeat.name}", run_at=now)
    return True
