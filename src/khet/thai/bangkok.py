"""The one clock of the house: Asia/Bangkok, seven hours ahead of UTC, no daylight saving."""

from datetime import UTC, date, datetime, time, timedelta, timezone

BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")


def local(moment: datetime) -> datetime:
    """An instant as the office's wall clock shows it. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(BANGKOK)


def instant() -> datetime:
    """The moment that it is."""
    return datetime.now(UTC)


def today() -> date:
    return local(instant()).date()


def day_of(when: date | datetime) -> date:
    """The Bangkok day of an instant; a plain date is its own day."""
    return local(when).date() if isinstance(when, datetime) else when


def midnight(day: date) -> datetime:
    """The instant a Bangkok day begins."""
    return datetime.combine(day, time(), BANGKOK)


def noon(day: date) -> datetime:
    """A deadline that is a day, before it is known whose hours end it: its middle, of which nobody mistakes the day."""
    return datetime.combine(day, time(12), BANGKOK)


def whole_days(first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of the first day to the beginning of the one after the last: for >= and <."""
    return midnight(first), midnight(last + timedelta(days=1))
