"""Where a unit's figures belong: as it was on the day of the figures, or as the area is now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khet.org.reads.lines import UnitLine, unit_lines


class View(models.TextChoices):
    """WAS: every figure under the unit that gave it, with its name of that day. NOW: under the unit that took over.

    A merged unit's figures count for the one it went into. A split unit's cannot be divided: they stay under its own
    name, marked, and are summed with its district and area as those are now.
    """

    WAS = "was", gettext_lazy("ตามที่เป็นขณะนั้น")
    NOW = "now", gettext_lazy("ตามที่เป็นปัจจุบัน")


class Level(models.TextChoices):
    """What a line of a table stands for."""

    UNIT = "unit", gettext_lazy("โรงเรียน")
    AMPHOE = "amphoe", gettext_lazy("อำเภอ")
    PROVINCE = "province", gettext_lazy("จังหวัด")
    AREA = "area", gettext_lazy("ทั้งเขต")


@dataclass(frozen=True, slots=True)
class Place:
    """A line: key is stable, name as shown, order for sorting; unit_id when it is one unit."""

    key: str
    name: str
    order: tuple[int, str]
    unit_id: int | None = None
    note: str = ""


class Places:
    """Answers for one page; reads the units once."""

    def __init__(self, lines: Mapping[int, UnitLine] | None = None) -> None:
        self._lines = unit_lines() if lines is None else lines
        self._known: dict[tuple[int, date, View, Level], Place] = {}

    def school(self, code: str) -> UnitLine | None:
        """By its code in the directory; closed ones too."""
        return next((each for each in self._lines.values() if each.code == code and each.kind == "school"), None)

    def place(self, unit_id: int, as_of: date, view: View, level: Level) -> Place:
        key = (unit_id, as_of, view, level)
        if key not in self._known:
            self._known[key] = self._find(unit_id, as_of, view, level)
        return self._known[key]

    def heir(self, unit_id: int, as_of: date) -> int:
        """The unit that holds today what this one held on that day; itself when it lives or was split."""
        seen = {unit_id}
        while (line := self._lines.get(unit_id)) is not None and line.closed:
            after = [each for each in line.heirs if each.on > as_of]
            if len(after) != 1 or after[0].kind == "split" or after[0].unit_id in seen:
                break
            unit_id = after[0].unit_id
            seen.add(unit_id)
        return unit_id

    def held_by(self, units: Iterable[int]) -> frozenset[int]:
        """These units, and those that were merged into them."""
        wanted = frozenset(units)
        return wanted | {each for each in self._lines if self.heir(each, date.min) in wanted}

    def heirs_of(self, line: UnitLine) -> list[UnitLine]:
        """Who took over from a unit that is no more."""
        return [self._lines[each.unit_id] for each in line.heirs if each.unit_id in self._lines] if line.closed else []

    def _find(self, unit_id: int, as_of: date, view: View, level: Level) -> Place:
        if level == Level.AREA:
            return Place("area", _("ทั้งเขต"), (0, ""))
        if view == View.NOW:
            unit_id = self.heir(unit_id, as_of)
        line = self._lines.get(unit_id)
        if line is None:
            return Place(f"u{unit_id}", _("หน่วยงานเดิม"), (9999, ""), unit_id)
        if level == Level.AMPHOE:
            return Place(f"a:{line.amphoe}", line.amphoe or _("ไม่ระบุอำเภอ"), (0, f"{line.province} {line.amphoe}"))
        if level == Level.PROVINCE:
            return Place(f"p:{line.province}", line.province or _("ไม่ระบุจังหวัด"), (0, line.province))
        return self._unit(line, as_of, view)

    def _unit(self, line: UnitLine, as_of: date, view: View) -> Place:
        name, note = line.short or line.name, ""
        if view == View.WAS and (span := line.on(as_of)) is not None:
            name = span.short or span.name
        elif view == View.NOW and line.closed:
            heirs = self.heirs_of(line)
            note = (
                _("แยกเป็น %(names)s") % {"names": ", ".join(each.short or each.name for each in heirs)} if heirs else ""
            )
        return Place(f"u{line.id}", name, (line.order, line.sort_key), line.id, note)
