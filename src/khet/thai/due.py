"""How near a due time is, in the words people use: word first, the date beside it by the page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from khet.thai.bangkok import local
from khet.thai.dates import clock, weekday

Tone = Literal["late", "soon", "later", "none"]


@dataclass(frozen=True, slots=True)
class DueWords:
    """text: in Thai. key and n: the same for whoever says it in another language (khet.ui.days.due)."""

    tone: Tone
    text: str
    key: Literal["", "late_days", "late_hours", "late_minutes", "today", "before", "days"] = ""
    n: int = 0


def due_words(now: datetime, due: datetime | None, *, days: int, minutes: int = 0) -> DueWords:
    """ช้า 1 วันทำการ · ก่อน 16.30 น. · อีก 2 วันทำการ.

    days: working days between the two Bangkok days, counted without sign (WorkingTime.days_between).
    minutes: working minutes between them, without sign; used when no whole working day lies between.
    """
    if due is None:
        return DueWords("none", "")
    if now > due:
        return _late(abs(days), abs(minutes))
    if local(now).date() == local(due).date():
        return DueWords("soon", f"ก่อน {clock(due)}", "today")
    if not days:
        return DueWords("later", f"ก่อน {clock(due)} {weekday(due, today=local(now).date())}", "before")
    return DueWords("later", f"อีก {abs(days):,} วันทำการ", "days", abs(days))


def late_mark(answered: datetime, due: datetime | None) -> str:
    """The mark an answer keeps for good: ตอบช้า, or nothing."""
    return "ตอบช้า" if due is not None and answered > due else ""


def days_words(days: int) -> str:
    """วันนี้, พรุ่งนี้, เมื่อวาน, อีก 3 วัน, 3 วันก่อน: plain days of the calendar."""
    near = {0: "วันนี้", 1: "พรุ่งนี้", -1: "เมื่อวาน"}
    return near.get(days) or (f"อีก {days:,} วัน" if days > 0 else f"{-days:,} วันก่อน")


def ago(when: date | datetime, today: date) -> str:
    day = local(when).date() if isinstance(when, datetime) else when
    return days_words((day - today).days)


def _late(days: int, minutes: int) -> DueWords:
    if days:
        return DueWords("late", f"ช้า {days:,} วันทำการ", "late_days", days)
    if minutes >= 60:
        return DueWords("late", f"ช้า {minutes // 60} ชั่วโมง", "late_hours", minutes // 60)
    return DueWords("late", f"ช้า {max(minutes, 1)} นาที", "late_minutes", max(minutes, 1))
