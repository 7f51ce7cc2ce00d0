"""The home of figures: every indicator's newest value, what it was before, and its line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from khet.insight.models import Indicator
from khet.insight.reads.figures import Desk, Figure, change, series
from khet.insight.reads.pivots import period_label
from khet.insight.reads.places import Level, View


@dataclass(frozen=True, slots=True)
class Tile:
    """One indicator over some units. change is since the period before, at units that answered in both.

    trend has a value for each period, oldest first.
    """

    indicator: Indicator
    period: str
    now: Figure | None
    change: float | None
    trend: tuple[float | None, ...]

    @property
    def period_text(self) -> str:
        return period_label(self.period) if self.period else ""

    @property
    def good(self) -> bool | None:
        """None where neither direction is better, or nothing changed."""
        if not self.change or self.indicator.better == Indicator.Better.NEITHER:
            return None
        return (self.change > 0) == (self.indicator.better == Indicator.Better.HIGHER)


def tiles(
    *, units: Iterable[int] | None = None, desk: Desk | None = None, indicators: Sequence[Indicator] | None = None
) -> list[Tile]:
    """In the order of the list of indicators; those without any answer come with nothing."""
    desk = desk or Desk()
    wanted = list(units) if units is not None else None
    chosen = list(Indicator.objects.in_use()) if indicators is None else indicators
    desk.gather(chosen)
    return [_tile(each, wanted, desk) for each in chosen]


def _tile(indicator: Indicator, units: list[int] | None, desk: Desk) -> Tile:
    found = series(indicator, level=Level.AREA, view=View.WAS, units=units, desk=desk)
    figures = [found.overall.get(period) for period in found.periods]
    trend = tuple(each.value if each else None for each in figures)
    moved = None
    if len(figures) > 1:
        moved = change(indicator, desk, before=found.periods[-2], now=found.periods[-1], units=units)
    return Tile(indicator, found.latest, figures[-1] if figures else None, moved, trend)
