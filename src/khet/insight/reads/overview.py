"""The home of figures: every indicator's newest value, what it was before, and its line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from khet.insight.models import Indicator
from khet.insight.reads.figures import Figure, series
from khet.insight.reads.pivots import period_label
from khet.insight.reads.places import Level, Places, View


@dataclass(frozen=True, slots=True)
class Tile:
    """One indicator over some units. before is the period before; trend has a value for each period, oldest first."""

    indicator: Indicator
    period: str
    now: Figure | None
    before: Figure | None
    trend: tuple[float | None, ...]

    @property
    def period_text(self) -> str:
        return period_label(self.period) if self.period else ""

    @property
    def change(self) -> float | None:
        if self.now is None or self.before is None or self.now.value is None or self.before.value is None:
            return None
        return self.now.value - self.before.value

    @property
    def good(self) -> bool | None:
        """None where neither direction is better, or nothing changed."""
        if not self.change or self.indicator.better == Indicator.Better.NEITHER:
            return None
        return (self.change > 0) == (self.indicator.better == Indicator.Better.HIGHER)


def tiles(
    *, units: Iterable[int] | None = None, places: Places | None = None, indicators: Sequence[Indicator] | None = None
) -> list[Tile]:
    """In the order of the list of indicators; those without any answer come with nothing."""
    places = places or Places()
    wanted = list(units) if units is not None else None
    chosen = Indicator.objects.filter(archived=False) if indicators is None else indicators
    return [_tile(each, wanted, places) for each in chosen]


def _tile(indicator: Indicator, units: list[int] | None, places: Places) -> Tile:
    found = series(indicator, level=Level.AREA, view=View.WAS, units=units, places=places)
    figures = [found.overall.get(period) for period in found.periods]
    trend = tuple(each.value if each else None for each in figures)
    before = figures[-2] if len(figures) > 1 else None
    return Tile(indicator, found.latest, figures[-1] if figures else None, before, trend)
