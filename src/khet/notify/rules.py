"""Who may, what goes where, and when: writes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from khet.kernel.actor import Actor
from khet.notify.models.preference import EVERY_KIND
from khet.notify.registry import Mode, NoticeKind
from khet.notify.slots import QuietHours

VEILED = "มีหนังสือลับถึงท่าน"  # all that is ever kept or said of a secret thing
OFFICE_QUIET = QuietHours()
DIGEST_TIMES = (time(7, 45), time(13, 0))
FOLD_FOR = timedelta(hours=1)
TOO_OLD = timedelta(days=7)
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
WorkingDay = Callable[[date], bool]


def may_set_channels(actor: Actor) -> bool:
    """Only who looks after the system sets how the office reaches out."""
    return actor.has_duty("system")


def mode_for(
    chosen: Mapping[tuple[str, str], str], kind: NoticeKind | None, key: str, channel: str, usual: Mode
) -> Mode:
    """The person's cell, else the person's answer for every kind, else the kind's default, else the channel's."""
    for cell in ((key, channel), (EVERY_KIND, channel)):
        if cell in chosen:
            return Mode(chosen[cell])
    return kind.modes.get(channel, usual) if kind else usual


@dataclass(frozen=True, slots=True)
class Clock:
    """When one person may be disturbed, in the office's own time zone."""

    zone: tzinfo
    quiet: QuietHours = OFFICE_QUIET
    is_working_day: WorkingDay = lambda day: day.weekday() < 5
    weekends: bool = False
    digest_times: tuple[time, ...] = DIGEST_TIMES

    def now_or_later(self, at: datetime) -> datetime:
        """The first moment from `at` on, outside quiet hours and days off."""
        local = at.astimezone(self.zone)
        for _day in range(60):
            if not self._day_open(local.date()):
                local = self._start_of(local.date() + timedelta(days=1))
            elif self.quiet.holds(local.time()):
                local = self._quiet_over(local)
            else:
                break
        return local.astimezone(at.tzinfo)

    def digest_after(self, at: datetime) -> datetime:
        """The next gathering time that is neither on a day off nor in quiet hours."""
        local = at.astimezone(self.zone)
        moments = (
            datetime.combine(local.date() + timedelta(days=day), moment, self.zone)
            for day in range(60)
            for moment in sorted(self.digest_times)
        )
        fit = (m for m in moments if m > local and self._day_open(m.date()) and not self.quiet.holds(m.time()))
        return next(fit, self.now_or_later(at)).astimezone(at.tzinfo)

    def _day_open(self, day: date) -> bool:
        return self.weekends or self.is_working_day(day)

    def _start_of(self, day: date) -> datetime:
        return datetime.combine(day, time(0, 0), self.zone)

    def _quiet_over(self, local: datetime) -> datetime:
        over = datetime.combine(local.date(), self.quiet.end, self.zone)
        return over if over > local else over + timedelta(days=1)


def due(clock: Clock, mode: Mode, at: datetime, *, urgent: bool) -> datetime:
    """When a delivery may go; an urgent one passes digest, quiet hours and days off."""
    if urgent:
        return at
    return clock.digest_after(at) if mode is Mode.DIGEST else clock.now_or_later(at)


def next_attempt(attempts: int, at: datetime, retry_after: float | None = None) -> datetime | None:
    """When to try again after so many attempts, or None to give up. retry_after in seconds, at most 6 hours."""
    if attempts > len(BACK_OFF):
        return None
    wait = BACK_OFF[attempts - 1]
    asked = timedelta(seconds=min(max(retry_after or 0.0, 0.0), 21600))
    return at + max(wait, asked)
