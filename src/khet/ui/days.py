"""Days and times in the language of the page: พ.ศ. and Thai months in Thai, English months and C.E. in English.

For pages only: letters, registers on paper and notices are Thai whatever the reader chose (khet.thai.dates).
"""

from datetime import date, datetime, time
from typing import Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from khet.thai import dates
from khet.thai.bangkok import day_of, local
from khet.thai.bangkok import today as bangkok_today
from khet.thai.due import DueWords

MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def in_english() -> bool:
    return get_language() == "en"


def listed(when: date | datetime, *, today: date | None = None) -> str:
    """For lists: 23 พ.ย. or 23 Nov, with the year when it is not this one."""
    if not in_english():
        return dates.listed(when, today=today)
    day = day_of(when)
    return _day_month(day) if day.year == (today or bangkok_today()).year else record(day)


def record(when: date | datetime) -> str:
    """For records: 17 พ.ย. 2569 or 17 Nov 2026."""
    day = day_of(when)
    return f"{_day_month(day)} {day.year}" if in_english() else dates.record(when)


def letter(when: date | datetime) -> str:
    """17 พฤศจิกายน 2569 or 17 November 2026."""
    day = day_of(when)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if in_english() else dates.letter(when)


def long(when: date | datetime) -> str:
    """วันพุธที่ 25 พฤศจิกายน พ.ศ. 2569 or Wednesday 25 November 2026."""
    return f"{WEEKDAYS[day_of(when).weekday()]} {letter(when)}" if in_english() else dates.long(when)


def day_names() -> tuple[str, ...]:
    """Monday first."""
    return WEEKDAYS if in_english() else dates.WEEKDAYS


def short_day_names() -> tuple[str, ...]:
    """Monday first."""
    return tuple(name[:3] for name in WEEKDAYS) if in_english() else dates.SHORT_WEEKDAYS


def weekday(when: date | datetime, *, today: date | None = None) -> str:
    """พ. 25 พ.ย. or Wed 25 Nov."""
    if not in_english():
        return dates.weekday(when, today=today)
    return f"{WEEKDAYS[day_of(when).weekday()][:3]} {listed(when, today=today)}"


def clock(when: datetime | time) -> str:
    """16.30 น. or 16:30."""
    if not in_english():
        return dates.clock(when)
    moment = local(when) if isinstance(when, datetime) else when
    return f"{moment.hour:02d}:{moment.minute:02d}"


def moment(when: datetime, *, today: date | None = None) -> str:
    """A day with its time, as lists show it."""
    return f"{listed(when, today=today)} {clock(when)}"


def full_moment(when: datetime) -> str:
    """A day with its year and its time: 17 พ.ย. 2569 เวลา 16.30 น. or 17 Nov 2026, 16:30."""
    between = ", " if in_english() else " เวลา "
    return f"{record(when)}{between}{clock(when)}"


def span(first: date, last: date) -> str:
    """A range with an en dash, saying only once what is the same."""
    if not in_english():
        return dates.span(first, last)
    if first == last:
        return record(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{record(last)}"
    return f"{_day_month(first) if first.year == last.year else record(first)} – {record(last)}"


def month(when: date | datetime) -> str:
    """พฤศจิกายน 2569 or November 2026."""
    day = day_of(when)
    return f"{MONTHS[day.month - 1]} {day.year}" if in_english() else dates.month(when)


def year(when: date) -> str:
    """The year alone: พ.ศ. in Thai, C.E. in English."""
    return str(when.year if in_english() else when.year + 543)


def due(words: object, when: date | datetime | None) -> object:
    """How near a due time is. words: DueWords, or a text that is shown as it is."""
    if not isinstance(words, DueWords):
        return words
    n = words.n
    match words.key:
        case "late_days":
            return ngettext("ช้า %(n)s วันทำการ", "ช้า %(n)s วันทำการ", n) % {"n": f"{n:,}"}
        case "late_hours":
            return ngettext("ช้า %(n)s ชั่วโมง", "ช้า %(n)s ชั่วโมง", n) % {"n": n}
        case "late_minutes":
            return ngettext("ช้า %(n)s นาที", "ช้า %(n)s นาที", n) % {"n": n}
        case "days":
            return ngettext("อีก %(n)s วันทำการ", "อีก %(n)s วันทำการ", n) % {"n": f"{n:,}"}
        case "today" if isinstance(when, datetime):
            return _("ก่อน %(time)s") % {"time": clock(when)}
        case "before" if isinstance(when, datetime):
            return _("ก่อน %(time)s") % {"time": f"{clock(when)} {weekday(when)}"}
    return words.text


def _day_month(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]}"
