"""Questions about the outbox, for the page of whoever minds the machine; payloads are never shown."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from khet.jobs.models import Job, JobQuerySet, Lane, Schedule, State, Worker

ALIVE = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one job is; done and total in the unit of its kind (total 0: not known)."""

    state: State
    done: int
    total: int
    error: str

    @property
    def percent(self) -> int:
        if self.state == State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0

    @property
    def ended(self) -> bool:
        return self.state in {State.DONE, State.FAILED, State.CANCELLED}


@dataclass(frozen=True, slots=True)
class LaneCount:
    """One lane now; waiting_since: when its oldest due job could have begun."""

    lane: Lane
    due: int
    later: int
    running: int
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    lanes: tuple[LaneCount, ...]
    failed: int
    done_last_day: int
    workers: int

    @property
    def queued(self) -> int:
        return sum(lane.due + lane.later for lane in self.lanes)

    @property
    def running(self) -> int:
        return sum(lane.running for lane in self.lanes)


def progress_of(job_id: int) -> Progress | None:
    """None when the job is long gone; who may ask is the caller's rule."""
    row = Job.objects.filter(pk=job_id).values_list("state", "progress_done", "progress_total", "error").first()
    return Progress(State(row[0]), *row[1:]) if row else None


def counts() -> Counts:
    now = timezone.now()
    due, later = Q(state=State.QUEUED, run_at__lte=now), Q(state=State.QUEUED, run_at__gt=now)
    rows = (
        Job.objects.active()
        .values_list("lane")
        .annotate(
            due=Count("pk", filter=due),
            later=Count("pk", filter=later),
            running=Count("pk", filter=Q(state=State.RUNNING)),
            since=Min("run_at", filter=due),
        )
    )
    lanes = {row[0]: LaneCount(Lane(row[0]), *row[1:]) for row in rows}
    return Counts(
        lanes=tuple(lanes.get(lane.value, LaneCount(lane, 0, 0, 0, None)) for lane in Lane),
        failed=Job.objects.failed().count(),
        done_last_day=Job.objects.filter(state=State.DONE, finished_at__gte=now - timedelta(days=1)).count(),
        workers=len(workers_alive()),
    )


def failed_jobs() -> JobQuerySet:
    """Newest first."""
    return Job.objects.failed().order_by("-finished_at", "-pk")


def running_jobs() -> JobQuerySet:
    return Job.objects.filter(state=State.RUNNING).order_by("started_at", "pk")


def workers_alive() -> list[Worker]:
    return list(Worker.objects.filter(stopped_at=None, seen_at__gte=timezone.now() - ALIVE).order_by("started_at"))


def schedules() -> list[Schedule]:
    return list(Schedule.objects.order_by("next_run_at", "name"))
