"""Three kinds of year that must never be mixed: each is a type of its own, named by its พ.ศ. number."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from khet.thai.bangkok import day_of

OFFSET = 543  # พ.ศ. = ค.ศ. + 543


def to_be(year_ce: int) -> int:
    return year_ce + OFFSET


def to_ce(year_be: int) -> int:
    return year_be - OFFSET


@dataclass(frozen=True, slots=True)
class _Year:
    """be: the year's name, พ.ศ. first: month and day it opens. shift: years from its opening to its name."""

    be: int
    first: ClassVar[tuple[int, int]] = (1, 1)
    shift: ClassVar[int] = 0

    def __post_init__(self) -> None:
        if not 2001 <= self.be <= 4000:
            raise ValueError(f"ปี {self.be} ไม่ใช่ปี พ.ศ. พิมพ์ปี พ.ศ. สี่หลัก")

    @classmethod
    def of(cls, when: date | datetime) -> Self:
        """The year a day (or an instant, by the Bangkok clock) falls in."""
        day = day_of(when)
        opened = day.year if (day.month, day.day) >= cls.first else day.year - 1
        return cls(to_be(opened + cls.shift))

    @property
    def start(self) -> date:
        return date(to_ce(self.be) - self.shift, *self.first)

    @property
    def end(self) -> date:
        """The last day, inclusive."""
        return date(to_ce(self.be) - self.shift + 1, *self.first) - timedelta(days=1)

    def __contains__(self, when: date | datetime) -> bool:
        return self.start <= day_of(when) <= self.end

    def next(self) -> Self:
        return type(self)(self.be + 1)

    def previous(self) -> Self:
        return type(self)(self.be - 1)

    def __lt__(self, other: Any) -> bool:
        return self.be < other.be if type(other) is type(self) else NotImplemented


class CalendarYear(_Year):
    """ปีปฏิทิน, 1 January to 31 December: numbers of letters, keeping and destroying."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"พ.ศ. {self.be}"


class FiscalYear(_Year):
    """ปีงบประมาณ, 1 October to 30 September, named by its end: leave, budget, reports."""

    __slots__ = ()
    first = (10, 1)
    shift = 1

    def __str__(self) -> str:
        return f"ปีงบประมาณ {self.be}"


class SchoolYear(_Year):
    """ปีการศึกษา, 16 May to 15 May, named by its opening: pupils, classes. Terms themselves are data."""

    __slots__ = ()
    first = (5, 16)

    def __str__(self) -> str:
        return f"ปีการศึกษา {self.be}"
