"""Indicators: numerator ÷ denominator for any unit, level and period, with what they were made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from khet.insight.models import Element, FactSource, Indicator
from khet.insight.reads.places import Level, Place, Places, View
from khet.insight.reads.sums import Parts, sums_of
from khet.insight.reads.terms import PARTS, Term, terms_of


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its parts; None where a part is missing or the denominator is 0. answered: how many units."""

    numerator: float | None
    denominator: float | None
    value: float | None
    answered: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an indicator: a place, and a figure by period."""

    place: Place
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator by place and period. overall is of all shown places together, never a mean of means."""

    periods: tuple[str, ...]
    rows: tuple[Row, ...]
    overall: Mapping[str, Figure]

    @property
    def latest(self) -> str:
        return self.periods[-1] if self.periods else ""


class Desk:
    """What one page has looked up: units, elements, days and sums are read once, however many indicators ask."""

    def __init__(self) -> None:
        self.places = Places()
        self._elements: dict[tuple[str, str], list[Element]] | None = None
        self._days: dict[str, date] | None = None
        self._terms: dict[Term, Parts] = {}

    def gather(self, indicators: Iterable[Indicator]) -> None:
        """Look up at once whatever these are made of: as few statements for many as for one."""
        self._look_up([term for each in indicators for part in PARTS for term in terms_of(getattr(each, part))])

    def parts(self, terms: Sequence[Term]) -> Parts:
        """Sums of the terms by period and unit; a unit counts in a period when every term has a figure of it."""
        self._look_up(terms)
        found = [self._terms[term] for term in terms]
        if not found:
            return {}
        joined: Parts = {}
        for period in set.intersection(*(set(each) for each in found)):
            units = set.intersection(*(set(each[period]) for each in found))
            joined[period] = {
                unit: sum(term.sign * each[period][unit] for term, each in zip(terms, found, strict=True))
                for unit in units
            }
        return joined

    @property
    def days(self) -> dict[str, date]:
        """The day a period's figures are true on: the latest of its rounds."""
        if self._days is None:
            rows = FactSource.objects.filter(counts=True).values("period").annotate(day=Max("as_of")).order_by()
            self._days = {row["period"]: row["day"] for row in rows}
        return self._days

    def _look_up(self, terms: Iterable[Term]) -> None:
        new = {term: self._named(term) for term in terms if term not in self._terms}
        if new:
            self._terms |= sums_of(new)

    def _named(self, term: Term) -> list[Element]:
        if self._elements is None:
            self._elements = {}
            for element in Element.objects.all():
                self._elements.setdefault((element.form_key, element.key), []).append(element)
        form_key, _dot, key = term.element.partition(".")
        found = self._elements.get((form_key, key), [])
        return [each for each in found if term.form in (0, each.form_id)]


def series(
    indicator: Indicator,
    *,
    level: Level = Level.UNIT,
    view: View = View.WAS,
    periods: Sequence[str] = (),
    units: Iterable[int] | None = None,
    desk: Desk | None = None,
) -> Series:
    """Asks for what this desk did not gather yet. A unit without a denominator or the figure gives no value."""
    desk = desk or Desk()
    desk.gather([indicator])
    top, bottom = desk.parts(terms_of(indicator.numerator)), desk.parts(terms_of(indicator.denominator))
    has_bottom = bool(indicator.denominator)
    chosen = sorted(period for period in top if period.startswith(f"{indicator.year_type}-"))
    chosen = [period for period in chosen if not periods or period in periods]
    places, days = desk.places, desk.days
    allowed = None if units is None else places.held_by(units) if view == View.NOW else frozenset(units)
    sums: dict[Place, dict[str, list[float]]] = {}
    for period in chosen:
        for unit, value in top[period].items():
            under = bottom.get(period, {}).get(unit)
            if (allowed is not None and unit not in allowed) or (has_bottom and under is None):
                continue
            place = places.place(unit, days[period], view, level)
            pair = sums.setdefault(place, {}).setdefault(period, [0.0, 0.0, 0.0])
            pair[0] += value
            pair[1] += under or 0.0
            pair[2] += 1
    rows = tuple(
        Row(place, {period: _figure(indicator, pair, has_bottom) for period, pair in by_period.items()})
        for place, by_period in sorted(sums.items(), key=lambda each: (each[0].order, each[0].name))
    )
    overall = _overall(indicator, sums, chosen, has_bottom)
    return Series(tuple(overall), rows, overall)


def change(
    indicator: Indicator, desk: Desk, *, before: str, now: str, units: Iterable[int] | None = None
) -> float | None:
    """What changed between two periods at the units that answered in both: who has not answered yet is no loss."""
    top, bottom = desk.parts(terms_of(indicator.numerator)), desk.parts(terms_of(indicator.denominator))
    both = set(top.get(before, ())) & set(top.get(now, ()))
    if indicator.denominator:
        both &= set(bottom.get(before, ())) & set(bottom.get(now, ()))
    if units is not None:
        both &= set(units)
    if not both:
        return None
    values = [
        _figure(
            indicator,
            (sum(top[period][u] for u in both), sum(bottom.get(period, {}).get(u, 0.0) for u in both), len(both)),
            bool(indicator.denominator),
        ).value
        for period in (before, now)
    ]
    return None if values[0] is None or values[1] is None else values[1] - values[0]


def _figure(indicator: Indicator, pair: Sequence[float], has_bottom: bool) -> Figure:
    top, bottom, answered = pair
    if not has_bottom:
        return Figure(top, None, top * indicator.factor, int(answered))
    return Figure(top, bottom, top / bottom * indicator.factor if bottom else None, int(answered))


def _overall(
    indicator: Indicator, sums: Mapping[Place, Mapping[str, list[float]]], chosen: Sequence[str], has_bottom: bool
) -> dict[str, Figure]:
    found = {}
    for period in chosen:
        pairs = [by_period[period] for by_period in sums.values() if period in by_period]
        if pairs:
            found[period] = _figure(indicator, [sum(column) for column in zip(*pairs, strict=True)], has_bottom)
    return found
