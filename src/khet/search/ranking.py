"""How well a document answers: BM25 over fields (Robertson and Zaragoza, 2009), with marks for phrase, number and age.

The same arithmetic on every engine, over the bags of what the engine recalled.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from khet.search.asking import Weighed
from khet.search.bags import NEVER, Opened, Times, number_mark, word_number

K1 = 1.2
TITLE, PEOPLE, BODY, FILES, RUN = 8.0, 4.0, 1.0, 0.7, 0.5
B_TITLE, B_BODY = 0.4, 0.6
MEAN_TITLE, MEAN_BODY = 12.0, 250.0
OTHERWISE, MEANT = 0.8, 0.8
"""What a phrase that was cut otherwise, and a word of another spelling, count of the word itself."""
PHRASE, NUMBER, OWN_NUMBER = 0.35, 3.0, 9.0
"""Added for the whole query standing as it is, for its codes, and for its being the number of the thing; in shares of
what the words of the query could earn at most."""
RECENT = 0.08
FEWEST_RUNS, LIKE = 3, 0.5
"""Where no word of the query stands, so many of its runs of clusters must, and such a share of them."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What the engine said of a document: which matches brought it up."""

    code: bool = False
    phrase: bool = False
    words: bool = False


_ONCE = Times(body=1)


class Scorer:
    """For one query over one index: total is its number of documents; meant: the words of another spelling."""

    def __init__(
        self,
        weighed: Sequence[Weighed],
        total: int,
        meant: Sequence[Weighed] = (),
        runs: Collection[int] = (),
        number: str = "",
    ) -> None:
        self._total = total
        self._words, self._meant = self._worth(weighed), self._worth(meant)
        self._runs = frozenset(runs)
        self._number = number_mark(number) if number else None
        self.most = sum(rarity for _number, rarity in self._words) * (K1 + 1) or 1.0

    def _worth(self, weighed: Sequence[Weighed]) -> list[tuple[int, float]]:
        """The number of each word, and what it is worth."""
        return [(word_number(each.term.word), self.rarity(each.documents)) for each in weighed]

    def rarity(self, documents: int) -> float:
        """The inverse document frequency; a word of no document counts as one of a single one."""
        total = max(self._total, documents, 1)
        return math.log(1 + (total - documents + 0.5) / (max(documents, 1) + 0.5))

    def score(self, bag: Opened, signs: Signs) -> float:
        """For what fits exactly."""
        found = _earned(bag, self._words, OTHERWISE if signs.words or signs.phrase else 0.0)
        if signs.code:
            own = self._number is not None and bag.times(self._number).people
            found += (OWN_NUMBER if own else NUMBER) * self.most
        if signs.phrase:
            found += PHRASE * self.most
        return found

    def near(self, bags: Mapping[int, Opened]) -> dict[int, float]:
        """For what comes near: words, and runs of clusters by their rarity among what was recalled.

        What holds no word and only stray clusters of the query does not come near.
        """
        held = {pk: bag.held(self._runs) for pk, bag in bags.items()}
        counts = Counter(chain.from_iterable(held.values()))
        worth = {run: RUN * math.log(1 + (len(bags) - count + 0.5) / (count + 0.5)) for run, count in counts.items()}
        fewest = max(FEWEST_RUNS, LIKE * len(self._runs))
        found = {}
        for pk, bag in bags.items():
            words = _earned(bag, self._words) + MEANT * _earned(bag, self._meant)
            if words or len(held[pk]) >= fewest:
                found[pk] = words + sum(map(worth.__getitem__, held[pk]))
        return found


def _earned(bag: Opened, words: Sequence[tuple[int, float]], otherwise: float = 0.0) -> float:
    """What its words earn a document. otherwise: the share of a word that stands in it but was cut otherwise."""
    found = 0.0
    for number, rarity in words:
        times = bag.times(number)
        if times is not NEVER:
            found += rarity * _saturated(bag, times)
        elif otherwise:
            found += otherwise * rarity * _saturated(bag, _ONCE)
    return found


def _saturated(bag: Opened, times: Times) -> float:
    """Weighted times of all fields, each by its length, through one saturation."""
    title = TITLE * times.title / (1 - B_TITLE + B_TITLE * bag.title_length / MEAN_TITLE)
    body = (BODY * times.body + FILES * times.files) / (1 - B_BODY + B_BODY * bag.body_length / MEAN_BODY)
    weight: float = title + PEOPLE * times.people + body
    return weight * (K1 + 1) / (weight + K1)


def recency(day: date | None, today: date) -> float:
    """A little more for what is new: 8 % today, half of it a year later."""
    if day is None:
        return 1.0
    years = max(0, (today - day).days) / 365
    return 1 + RECENT * float(0.5**years)
