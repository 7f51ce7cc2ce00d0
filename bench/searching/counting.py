"""How good lists of answers are, and whether one way to search is really better than another."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

RESAMPLED = 2000
SEED = 739


@dataclass(frozen=True, slots=True)
class Quality:
    """recall at 1, 5 and 10 (is the one right passage there), and the mean of 1/rank within ten."""

    asked: int
    at_1: float
    at_5: float
    at_10: float
    mrr: float


def quality(ranks: Sequence[int | None]) -> Quality:
    """ranks: place of the right answer for every query, from 0; None when it is not among the answers."""
    asked = len(ranks)

    def within(most: int) -> float:
        return sum(rank is not None and rank < most for rank in ranks) / asked if asked else 0.0

    mrr = sum(1 / (rank + 1) for rank in ranks if rank is not None and rank < 10) / asked if asked else 0.0
    return Quality(asked, within(1), within(5), within(10), mrr)


def bootstrapped(ours: Sequence[int | None], theirs: Sequence[int | None], most: int = 5) -> tuple[float, float, float]:
    """Difference of recall at `most` over the same queries, and the 95 % interval of its paired bootstrap."""
    found = [_hit(one, most) - _hit(other, most) for one, other in zip(ours, theirs, strict=True)]
    chance = random.Random(SEED)
    means = sorted(sum(chance.choices(found, k=len(found))) / len(found) for _ in range(RESAMPLED))
    return sum(found) / len(found), means[int(RESAMPLED * 0.025)], means[int(RESAMPLED * 0.975)]


def _hit(rank: int | None, most: int) -> int:
    return int(rank is not None and rank < most)
