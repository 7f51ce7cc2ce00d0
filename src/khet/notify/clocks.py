"""Whose days off count for whom."""

from functools import cache

from khet.calendar.reads import working_time
from khet.calendar.working import WorkingTime
from khet.notify.rules import Clock
from khet.notify.slots import QuietHours
from khet.thai.bangkok import BANGKOK

EVERY_WEEKDAY = WorkingTime()


class Clocks:
    """Clocks of one batch; each unit's calendar is read once."""

    def __init__(self) -> None:
        self._working_time = cache(working_time)

    def of(self, unit_id: int | None, quiet: QuietHours, *, weekends: bool) -> Clock:
        hours = self._working_time(unit_id) if unit_id is not None else EVERY_WEEKDAY
        return Clock(BANGKOK, quiet, hours.is_working_day, weekends)
