"""Whose days off count for whom."""

from datetime import date
from functools import cache

from khet.notify.rules import Clock, WorkingDay
from khet.notify.slots import QuietHours
from khet.thai.bangkok import BANGKOK


class Clocks:
    """Clocks of one batch; each unit's calendar is read once."""

    def __init__(self) -> None:
        self._working_day = cache(_working_day)

    def of(self, unit_id: int | None, quiet: QuietHours, *, weekends: bool) -> Clock:
        return Clock(BANGKOK, quiet, self._working_day(unit_id), weekends)


def _working_day(unit_id: int | None) -> WorkingDay:
    return _weekday


def _weekday(day: date) -> bool:
    return day.weekday() < 5
