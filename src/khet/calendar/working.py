"""The working-minutes clock: pure, Bangkok time, no daylight saving."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from khet.kernel.errors import Refused
from khet.thai.bangkok import BANGKOK, day_of, local

CLOSING = time(16, 30)
"""When a day without hours of its own ends, for dates stated on one."""

LONGEST_CLOSURE = 1500  # days to look ahead for an open minute before saying that there is none
_ZERO = timedelta()


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """A stretch of open time within one day; closing at 00.00 means midnight at its end."""

    opens: time
    closes: time

    @property
    def start(self) -> timedelta:
        return timedelta(hours=self.opens.hour, minutes=self.opens.minute)

    @property
    def end(self) -> timedelta:
        return timedelta(hours=self.closes.hour or (24 if not self.closes.minute else 0), minutes=self.closes.minute)


Hours = tuple[Segment, ...]
OFFICE_DAY: Hours = (Segment(time(8, 30), time(12, 0)), Segment(time(13, 0), CLOSING))


def always_office_hours(day: date) -> Hours:
    """Monday to Friday without holidays: what holds until an office has entered a calendar."""
    return OFFICE_DAY if day.weekday() < 5 else ()


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When a unit is at work. Takes aware datetimes in any zone and answers in Bangkok time.

    hours_of says the open segments of a day, in order; it is asked once for each day.
    """

    hours_of: Callable[[date], Hours] = always_office_hours
    _spans: dict[date, tuple[tuple[datetime, datetime], ...]] = field(default_factory=dict, compare=False, repr=False)

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The open stretches of a day, each [from, to)."""
        found = self._spans.get(day)
        if found is None:
            midnight = datetime.combine(day, time(), BANGKOK)
            found = tuple((midnight + part.start, midnight + part.end) for part in self.hours_of(day))
            self._spans[day] = found
        return found

    def is_open(self, moment: datetime) -> bool:
        now = local(moment)
        return any(opens <= now < closes for opens, closes in self.spans(now.date()))

    def is_working_day(self, day: date | datetime) -> bool:
        return bool(self.spans(day_of(day)))

    def next_opening(self, moment: datetime) -> datetime:
        """The moment itself when open, else the next opening. Refused ("never_open") when none comes."""
        return next(self._from(local(moment)))[0]

    def due_after(self, start: datetime, minutes: int) -> datetime:
        """When so many working minutes have passed; a budget of 0 is due at the next opening.

        Raises ValueError for a negative budget, Refused ("never_open") for a calendar that does not open again.
        """
        if minutes < 0:
            raise ValueError("a budget of working minutes is not negative")
        left = timedelta(minutes=minutes)
        for opens, closes in self._from(local(start)):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        raise AssertionError("unreachable: the stretches of time never end")

    def minutes_between(self, first: datetime, last: datetime) -> int:
        """Whole working minutes from first to last; negative when last is the earlier one."""
        if last < first:
            return -self.minutes_between(last, first)
        begin, end = local(first), local(last)
        days = (begin.date() + timedelta(days=n) for n in range((end.date() - begin.date()).days + 1))
        stretches = (min(closes, end) - max(opens, begin) for day in days for opens, closes in self.spans(day))
        return sum((part for part in stretches if part > _ZERO), _ZERO) // timedelta(minutes=1)

    def days_between(self, first: date | datetime, last: date | datetime) -> int:
        """Working days after the first day up to and with the last; negative when last is the earlier one."""
        begin, end = day_of(first), day_of(last)
        if end < begin:
            return -self.days_between(end, begin)
        return sum(self.is_working_day(begin + timedelta(days=n)) for n in range(1, (end - begin).days + 1))

    def day_after(self, day: date | datetime, count: int) -> date:
        """The count-th working day after a day (before it, when negative); 0 is the day itself.

        Refused ("never_open") when there is none.
        """
        found, step, left = day_of(day), timedelta(days=1 if count > 0 else -1), abs(count)
        closed = 0
        while left:
            found += step
            working = self.is_working_day(found)
            closed = 0 if working else closed + 1
            left -= working
            if closed > LONGEST_CLOSURE:
                raise _never_open()
        return found

    def end_of(self, day: date) -> datetime:
        """The last minute of a stated day: its own closing time, or 16.30 when it is not a working day."""
        spans = self.spans(day)
        return spans[-1][1] if spans else datetime.combine(day, CLOSING, BANGKOK)

    def _from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Open stretches from a moment on, the first one cut to it; each non-empty."""
        day, closed = moment.date(), 0
        while closed <= LONGEST_CLOSURE:
            closed += 1
            for opens, closes in self.spans(day):
                if moment < closes:
                    closed = 0
                    yield max(opens, moment), closes
            day += timedelta(days=1)
        raise _never_open()


def hours_text(hours: Iterable[Segment]) -> str:
    """08.30–12.00, 13.00–16.30 น., or ปิด."""
    parts = [f"{_hour(part.start)}–{_hour(part.end)}" for part in hours]
    return f"{', '.join(parts)} น." if parts else "ปิด"


def check_hours(segments: Iterable[Segment]) -> Hours:
    """The segments in order. Refused ("hours") when one ends before it begins or two overlap."""
    ordered = tuple(sorted(segments))
    end = timedelta(minutes=-1)
    for part in ordered:
        if part.end <= part.start or part.opens.second or part.closes.second:
            raise Refused("เวลาปิดต้องอยู่หลังเวลาเปิด แก้เวลาใดเวลาหนึ่ง", code="hours")
        if part.start <= end:
            raise Refused("ช่วงเวลาทำการซ้อนหรือต่อกัน รวมเป็นช่วงเดียว", code="hours")
        end = part.end
    return ordered


def _hour(since_midnight: timedelta) -> str:
    hours, minutes = divmod(since_midnight // timedelta(minutes=1), 60)
    return f"{hours:02d}.{minutes:02d}"


def _never_open() -> Refused:
    return Refused("ปฏิทินของหน่วยงานนี้ไม่มีเวลาทำการ จึงคิดกำหนดไม่ได้ ขอให้ผู้ดูแลระบบตั้งเวลาทำการ", code="never_open")
