"""Pivots: one element by unit, level, period and breakdown. Sums from the cube, row × column from the facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy

from khet.insight.models import CubeCell, Dims, Element, FactSource
from khet.insight.reads import facts
from khet.insight.reads.places import Level, Place, Places, View


class By(models.TextChoices):
    """What stands across the top of a pivot."""

    PERIOD = "period", gettext_lazy("ช่วงเวลา")
    ROW = "row", gettext_lazy("แถวของข้อมูล")
    COLUMN = "column", gettext_lazy("คอลัมน์ของข้อมูล")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: where, and a value per column (None: no answer there)."""

    place: Place
    values: tuple[float | None, ...]

    @property
    def total(self) -> float | None:
        return _sum(self.values)


@dataclass(frozen=True, slots=True)
class Pivot:
    """columns are (code, label); totals has a sum per column; additive is false where columns may not be summed."""

    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    totals: tuple[float | None, ...]
    additive: bool = True


def pivot(
    element: Element,
    *,
    level: Level = Level.UNIT,
    view: View = View.WAS,
    by: By = By.PERIOD,
    periods: Sequence[str] = (),
    units: Iterable[int] | None = None,
    places: Places | None = None,
) -> Pivot:
    """Lines of the level, columns by what is asked. periods narrows; empty means every period there is.

    Two queries (and three for the units when no places are given), however many units and periods.
    """
    days = days_of(element.form_id)
    chosen = [period for period in sorted(days) if not periods or period in periods]
    dims = {By.PERIOD: Dims.TOTAL, By.ROW: Dims.ROW, By.COLUMN: Dims.COLUMN}[by]
    rows = CubeCell.objects.filter(element=element, dims=dims, period__in=chosen)
    places = places or Places()
    if units is not None:
        rows = rows.filter(unit_id__in=list(places.held_by(units) if view == View.NOW else units))
    sums: dict[Place, dict[str, float]] = {}
    for period, unit_id, code, value in _told(rows, level, units):
        place = places.place(unit_id, days[period], view, level)
        across = period if by == By.PERIOD else code
        line = sums.setdefault(place, {})
        line[across] = line.get(across, 0.0) + value
    return _table(sums, _columns(element, by, chosen, sums), additive=by != By.PERIOD)


def cross(element: Element, *, period: str, units: Iterable[int] | None = None) -> dict[tuple[str, str], float]:
    """Row × column of one period over all units (or some): from the facts, since the cube keeps no such pairs."""
    return facts.cross(element, period=period, units=units)


def days_of(form_id: int) -> dict[str, date]:
    """The day each period of a form is true on (the latest, where units answered different rounds)."""
    rows = FactSource.objects.filter(form_id=form_id, counts=True).values("period").annotate(day=models.Max("as_of"))
    return {row["period"]: row["day"] for row in rows}


def _told(
    rows: "models.QuerySet[CubeCell]", level: Level, units: Iterable[int] | None
) -> Iterable[tuple[str, int, str, float]]:
    """Period, unit, code, value; summed in the database where the unit does not matter."""
    if level == Level.AREA:
        for period, code, value in rows.values_list("period", "code").annotate(sum=Sum("value")):
            yield period, 0, code, value
    else:
        yield from rows.values_list("period", "unit_id", "code", "value").iterator(chunk_size=10_000)


def _columns(
    element: Element, by: By, chosen: Sequence[str], sums: Mapping[Place, Mapping[str, float]]
) -> tuple[tuple[str, str], ...]:
    if by == By.PERIOD:
        chosen = [period for period in chosen if any(period in line for line in sums.values())]
        return tuple((period, period_label(period)) for period in chosen)
    known = element.rows if by == By.ROW else element.columns
    used = {code for line in sums.values() for code in line}
    listed = [(code, label) for code, label in known.items() if code in used]
    return tuple(listed + [(code, code) for code in sorted(used - set(known))])


def period_label(period: str) -> str:
    """ "1/2569" for terms of a school year, "ปีงบ 2569", "2569"."""
    year_type, year, term = period.split("-")
    if year_type == "fiscal":
        return f"ปีงบ {year}" if term == "1" else f"ปีงบ {year} ครั้งที่ {term}"
    if year_type == "calendar":
        return year if term == "1" else f"{year} ครั้งที่ {term}"
    return f"{term}/{year}"


def _table(sums: Mapping[Place, Mapping[str, float]], columns: tuple[tuple[str, str], ...], *, additive: bool) -> Pivot:
    lines = [
        Line(place, tuple(values.get(code) for code, _label in columns))
        for place, values in sorted(sums.items(), key=lambda each: (each[0].order, each[0].name))
    ]
    totals = tuple(_sum(line.values[at] for line in lines) for at in range(len(columns)))
    return Pivot(columns, tuple(lines), totals, additive)


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
