"""A school's card: each indicator of the school beside the area and beside schools of its size."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from khet.insight.models import Indicator
from khet.insight.reads.figures import Desk, Figure, Series, series
from khet.insight.reads.pivots import period_label
from khet.insight.reads.places import Level, View

FEWEST_PEERS = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """One indicator of one unit. peers is the median of at least three others, so that none can be read off."""

    indicator: Indicator
    period: str
    own: Figure | None
    area: Figure | None
    peers: float | None
    rank: int | None
    of: int
    trend: tuple[tuple[str, float | None], ...]

    @property
    def period_text(self) -> str:
        return period_label(self.period) if self.period else ""


def card(unit_id: int, *, peers: Iterable[int], desk: Desk | None = None) -> list[Beside]:
    """In the order of the indicators; those nobody of the area answered are left out."""
    desk, alike = desk or Desk(), set(peers) - {unit_id}
    found, indicators = [], list(Indicator.objects.in_use())
    desk.gather(indicators)
    for indicator in indicators:
        told = series(indicator, level=Level.UNIT, view=View.NOW, desk=desk)
        if told.periods:
            found.append(_beside(indicator, told, unit_id, alike))
    return found


def _beside(indicator: Indicator, told: Series, unit_id: int, alike: set[int]) -> Beside:
    period = told.latest
    mine = next((row for row in told.rows if row.place.unit_id == unit_id), None)
    own = mine.figures.get(period) if mine else None
    values = {
        row.place.unit_id: figure.value
        for row in told.rows
        if (figure := row.figures.get(period)) is not None and figure.value is not None
    }
    others = [value for unit, value in values.items() if unit in alike]
    return Beside(
        indicator,
        period,
        own,
        told.overall.get(period),
        median(others) if len(others) >= FEWEST_PEERS else None,
        _rank(indicator, values, unit_id),
        len(values),
        tuple((each, figure.value if mine and (figure := mine.figures.get(each)) else None) for each in told.periods),
    )


def _rank(indicator: Indicator, values: dict[int | None, float], unit_id: int) -> int | None:
    """1 is best; none where neither direction is better."""
    if unit_id not in values or indicator.better == Indicator.Better.NEITHER:
        return None
    mine = values[unit_id]
    higher = indicator.better == Indicator.Better.HIGHER
    return 1 + sum(value > mine if higher else value < mine for value in values.values())
