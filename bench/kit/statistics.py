"""Percentiles and medians."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spread:
    """How a set of durations is spread, in the unit it was given."""

    count: int
    p50: float
    p95: float
    p99: float
    p999: float
    longest: float


def spread(values: Sequence[float]) -> Spread:
    """Nearest-rank percentiles. Raises ValueError when there is nothing to measure."""
    if not values:
        raise ValueError("nothing was measured")
    ranked = sorted(values)

    def at(share: float) -> float:
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]

    return Spread(len(ranked), at(0.5), at(0.95), at(0.99), at(0.999), ranked[-1])


def median_run(run: Callable[[], T], figure: Callable[[T], float], times: int = 3) -> T:
    """Of several runs the one in the middle, by one figure: the machine may be shared."""
    runs = sorted((run() for _ in range(times)), key=figure)
    middle = statistics.median_low([figure(each) for each in runs])
    return next(each for each in runs if figure(each) == middle)
