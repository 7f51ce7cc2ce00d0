"""How well a document answers: BM25 over fields (Robertson and Zaragoza, 2009), with marks for phrase, number and age.

The same arithmetic on every engine, over the bags of what the engine recalled.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

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


NO_SIGNS = Signs()


@dataclass(frozen=True, slots=True)
class Scorer:
    """For one query over one index: total is its number of documents; meant: the words of another spelling."""

    weighed: Sequence[Weighed]
    total: int
    meant: Sequence[Weighed] = ()
    runs: Sequence[int] = ()
    number: str = ""

    def rarity(self, documents: int) -> float:
        """The inverse document frequency; a word of no document counts as one of a single one."""
        total = max(self.total, documents, 1)
        return math.log(1 + (total - documents + 0.5) / (max(documents, 1) + 0.5))

    @property
    def most(self) -> float:
        return sum(self.rarity(each.documents) for each in self.weighed) * (K1 + 1) or 1.0

    def score(self, bag: Opened, signs: Signs) -> float:
        """For what fits exactly."""
        found: float = sum(self._term(bag, each, signs) for each in self.weighed)
        if signs.code:
            own = self.number and bag.times(number_mark(self.number)).people
            found += (OWN_NUMBER if own else NUMBER) * self.most
        if signs.phrase:
            found += PHRASE * self.most
        return found

    def near(self, bags: Mapping[int, Opened]) -> dict[int, float]:
        """For what comes near: words, and runs of clusters by their rarity among what was recalled.

        What holds no word and only stray clusters of the query does not come near.
        """
        held = {pk: [run for run in self.runs if bag.holds(run)] for pk, bag in bags.items()}
        counts = Counter(run for runs in held.values() for run in runs)
        worth = {run: RUN * math.log(1 + (len(bags) - count + 0.5) / (count + 0.5)) for run, count in counts.items()}
        found = {}
        for pk, bag in bags.items():
            words = sum(self._term(bag, each, NO_SIGNS) for each in self.weighed)
            words += MEANT * sum(self._term(bag, each, NO_SIGNS) for each in self.meant)
            if words or len(held[pk]) >= max(FEWEST_RUNS, LIKE * len(self.runs)):
                found[pk] = words + sum(worth[run] for run in held[pk])
        return found

    def _term(self, bag: Opened, each: Weighed, signs: Signs) -> float:
        rarity = self.rarity(each.documents)
        times = bag.times(word_number(each.term.word))
        if times is not NEVER:
            return rarity * _saturated(bag, times)
        if signs.words or signs.phrase:
            return OTHERWISE * rarity * _saturated(bag, Times(body=1))
        return 0.0


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
