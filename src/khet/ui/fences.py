"""The fence: one picket per unit asked, always sorted from answered to late."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_PICKETS = 110


@dataclass(frozen=True, slots=True)
class FenceCounts:
    """How many of those asked stand where; the states exclude each other. answered_late is part of answered."""

    answered: int = 0
    working: int = 0
    opened: int = 0
    unopened: int = 0
    late: int = 0
    excused: int = 0
    answered_late: int = 0

    @property
    def total(self) -> int:
        return sum(count for _letter, count in self.states())

    def states(self) -> Iterator[tuple[str, int]]:
        """(letter of the picket, count) in the order of the fence: a w o n x l."""
        yield from zip(
            "awonxl",
            (self.answered, self.working, self.opened, self.unopened, self.excused, self.late),
            strict=True,
        )

    def words(self, of: object) -> str:
        """จาก 66 โรงเรียน ตอบแล้ว 51 กำลังทำ 6 เกินกำหนด 8: what the picture says."""
        names = state_names()
        said = [f"{names[letter]} {count:,}" for letter, count in self.states() if count]
        if self.answered_late:
            said.append(_("ในที่ตอบแล้วมีตอบช้า %(count)s") % {"count": f"{self.answered_late:,}"})
        return " ".join([_("จาก %(total)s %(of)s") % {"total": f"{self.total:,}", "of": of}, *said])

    def pickets(self, most: int = MOST_PICKETS) -> list[tuple[str, int]]:
        """Pickets to draw per state: one each, or scaled down to about `most` with none that is there left out."""
        total = self.total
        if total <= most:
            return [(letter, count) for letter, count in self.states() if count]
        return [(letter, max(1, round(count * most / total))) for letter, count in self.states() if count]


def state_names() -> dict[str, str]:
    return {
        "a": _("ตอบแล้ว"),
        "w": _("กำลังทำ"),
        "o": _("เปิดอ่านแล้ว"),
        "n": _("ยังไม่เปิด"),
        "x": _("ไม่ต้องตอบ"),
        "l": _("เกินกำหนด"),
    }
