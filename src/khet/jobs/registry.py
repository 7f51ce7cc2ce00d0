"""The kinds of job there are, and which of them repeat."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from khet.jobs.models import Lane
from khet.jobs.run import Run
from khet.kernel.chores import Chore, chores
from khet.kernel.registry import Registry

Handler = Callable[..., object]


@dataclass(frozen=True, slots=True)
class JobKind:
    """A handler f(run, **payload); it may be called more than once for one job. lease in seconds."""

    name: str
    handler: Handler
    lane: Lane = Lane.SOON
    attempts: int = 5
    lease: int = 60


@dataclass(frozen=True, slots=True)
class Repeat:
    """A kind that runs every so many minutes, or once a day at a Bangkok time ("02.15")."""

    name: str
    minutes: int = 0
    daily_at: str = ""

    def __post_init__(self) -> None:
        if bool(self.minutes) == bool(self.daily_at):
            raise ValueError(f"{self.name}: say either minutes or daily_at")
        if self.daily_at:
            _clock(self.daily_at)

    def next_after(self, moment: datetime) -> datetime:
        if self.minutes:
            return moment + timedelta(minutes=self.minutes)
        local = timezone.localtime(moment)
        clock = _clock(self.daily_at)
        today = local.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
        return today if today > local else today + timedelta(days=1)


kinds: Registry[JobKind] = Registry("jobs.kinds", key=lambda kind: kind.name)
repeats: Registry[Repeat] = Registry("jobs.repeats", key=lambda repeat: repeat.name)


def find(name: str) -> JobKind | None:
    """The kind of this name; a chore of a neighbouring floor counts as a bulk kind."""
    known = kinds.get(name)
    if known or name not in chores:
        return known
    return _kind_of(chores[name])


def all_repeats() -> Iterator[Repeat]:
    yield from repeats
    for chore in chores:
        yield Repeat(chore.name, minutes=chore.minutes, daily_at=chore.daily_at)


def job(name: str, *, lane: str = "soon", attempts: int = 5, lease: int = 60) -> Callable[[Handler], Handler]:
    """Make f(run, **payload) the handler of a kind. lease: seconds until another worker may take a silent job."""

    def register(handler: Handler) -> Handler:
        kinds.register(JobKind(name, handler, Lane(lane), attempts, lease))
        return handler

    return register


def every(
    name: str, *, minutes: int = 0, daily_at: str = "", lane: str = "bulk", attempts: int = 3, lease: int = 600
) -> Callable[[Handler], Handler]:
    """Make f(run) a repeating job: every so many minutes, or daily at "HH.MM" Bangkok time."""

    def register(handler: Handler) -> Handler:
        repeats.register(Repeat(name, minutes, daily_at))
        return job(name, lane=lane, attempts=attempts, lease=lease)(handler)

    return register


def _kind_of(chore: Chore) -> JobKind:
    def handler(run: Run, **payload: Any) -> object:
        return chore.run()

    return JobKind(chore.name, handler, Lane.BULK, attempts=3, lease=chore.lease)


def _clock(text: str) -> time:
    return time.fromisoformat(text.replace(".", ":"))


def lease_of(name: str) -> int:
    """Seconds; an unknown kind (a capability taken out) is held briefly, then fails."""
    kind = find(name)
    return kind.lease if kind else 60


def attempts_of(name: str) -> int:
    kind = find(name)
    return kind.attempts if kind else 1
