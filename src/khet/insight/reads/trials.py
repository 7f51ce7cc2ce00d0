"""What an indicator would say before it is published: the newest figures of the area and of three schools."""

from dataclasses import dataclass

from khet.insight.models import Indicator
from khet.insight.reads.figures import Desk, Figure, Row, series
from khet.insight.reads.pivots import period_label
from khet.insight.reads.places import Level, View
from khet.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Trial:
    """period is "" while nobody answered what it is made of. before: the area by what is published now.

    schools: those with the lowest, the middle and the highest value. problem: why nothing can be said right now.
    """

    period: str = ""
    area: Figure | None = None
    before: Figure | None = None
    schools: tuple[tuple[str, Figure], ...] = ()
    problem: str = ""

    @property
    def period_text(self) -> str:
        return period_label(self.period) if self.period else ""


def trial(indicator: Indicator, *, published: Indicator | None = None) -> Trial:
    """Reckoned as pages reckon, over units as they are now."""
    try:
        return _tried(indicator, published)
    except Refused as refusal:
        return Trial(problem=refusal.message)


def _tried(indicator: Indicator, published: Indicator | None) -> Trial:
    desk = Desk()
    found = series(indicator, level=Level.UNIT, view=View.NOW, desk=desk)
    if not found.periods:
        return Trial()
    area, before = found.overall[found.latest], None
    if published is not None:
        told = series(published, level=Level.AREA, view=View.NOW, periods=[found.latest], desk=desk)
        before = told.overall.get(found.latest)
    return Trial(found.latest, area, before, _three(found.rows, found.latest))


def _three(rows: tuple[Row, ...], period: str) -> tuple[tuple[str, Figure], ...]:
    known = [
        (row.place.name, figure)
        for row in rows
        if (figure := row.figures.get(period)) is not None and figure.value is not None
    ]
    ranked = sorted(known, key=lambda each: (each[1].value or 0.0, each[0]))
    chosen = sorted({0, len(ranked) // 2, len(ranked) - 1}) if ranked else []
    return tuple(ranked[at] for at in chosen)
