"""How days and times are shown: พ.ศ., Thai months, 16.30 น. Instants are shown by the Bangkok clock."""

from datetime import date, datetime, time

from khet.thai.bangkok import day_of, local
from khet.thai.bangkok import today as bangkok_today
from khet.thai.digits import to_thai
from khet.thai.years import to_be

MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
SHORT_MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")  # Monday first, as date.weekday()
SHORT_WEEKDAYS = ("จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา.")


def listed(when: date | datetime, *, today: date | None = None) -> str:
    """For lists: 23 พ.ย., with the year when it is not this one (23 พ.ย. 2568)."""
    day = day_of(when)
    return _day_month(day) if day.year == (today or bangkok_today()).year else record(day)


def record(when: date | datetime) -> str:
    """For records: 17 พ.ย. 2569."""
    day = day_of(when)
    return f"{_day_month(day)} {to_be(day.year)}"


def letter(when: date | datetime, *, thai_digits: bool = False) -> str:
    """For letters: 17 พฤศจิกายน 2569, or ๑๗ พฤศจิกายน ๒๕๖๙."""
    day = day_of(when)
    text = f"{day.day} {MONTHS[day.month - 1]} {to_be(day.year)}"
    return to_thai(text) if thai_digits else text


def long(when: date | datetime) -> str:
    """For invitations: วันพุธที่ 25 พฤศจิกายน พ.ศ. 2569."""
    day = day_of(when)
    return f"วัน{WEEKDAYS[day.weekday()]}ที่ {day.day} {MONTHS[day.month - 1]} พ.ศ. {to_be(day.year)}"


def weekday(when: date | datetime, *, today: date | None = None) -> str:
    """Where the weekday helps: พ. 25 พ.ย., with the year when it is not this one."""
    return f"{SHORT_WEEKDAYS[day_of(when).weekday()]} {listed(when, today=today)}"


def clock(when: datetime | time) -> str:
    """16.30 น."""
    moment = local(when) if isinstance(when, datetime) else when
    return f"{moment.hour:02d}.{moment.minute:02d} น."


def moment(when: datetime, *, today: date | None = None) -> str:
    """A day with its time, as lists show it: 23 พ.ย. 16.30 น."""
    return f"{listed(when, today=today)} {clock(when)}"


def span(first: date, last: date) -> str:
    """A range with an en dash, saying only once what is the same: 3–5 พ.ย. 2569."""
    if first == last:
        return record(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{record(last)}"
    return f"{_day_month(first) if first.year == last.year else record(first)} – {record(last)}"


def month(when: date | datetime) -> str:
    """พฤศจิกายน 2569."""
    day = day_of(when)
    return f"{MONTHS[day.month - 1]} {to_be(day.year)}"


def _day_month(day: date) -> str:
    return f"{day.day} {SHORT_MONTHS[day.month - 1]}"
