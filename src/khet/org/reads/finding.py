"""Names found as people type them: without tone marks, and with one letter wrong."""

import re

from django.db.models import Q

from khet.thai.normal import fold
from khet.thai.sorting import sort_key

MARKS = re.compile("[ฯๆ๎์็่้๊๋ํ]")
FEWEST_LETTERS = 4
MOST_LETTERS = 14
MOST_WORDS = 4


def letters(text: str) -> str:
    """A word as the stored sort key begins: letters only, tone marks left out."""
    return sort_key(MARKS.sub("", fold(text)))


def words_of(text: str) -> list[str]:
    """Up to four words to look for, tone marks left out."""
    return [found for word in text.split()[:MOST_WORDS] if (found := letters(word))]


def with_words(text: str, *, field: str = "sort_key") -> Q:
    """Rows whose stored key holds every word."""
    wanted = Q()
    for word in words_of(text):
        wanted &= Q(**{f"{field}__contains": word})
    return wanted


def nearly(text: str, *, field: str = "sort_key") -> Q | None:
    """Rows whose key holds every word with at most one letter missing, wrong or too many; None for short words."""
    wanted, loose = Q(), False
    for word in words_of(text):
        pattern = _one_off(word)
        loose = loose or pattern is not None
        wanted &= Q(**{f"{field}__regex": pattern}) if pattern else Q(**{f"{field}__contains": word})
    return wanted if loose else None


def _one_off(key: str) -> str | None:
    pairs = [key[at : at + 2] for at in range(0, len(key), 2)][:MOST_LETTERS]
    if len(pairs) < FEWEST_LETTERS or not all(re.fullmatch("[234][0-9a-z]", pair) for pair in pairs):
        return None
    return "|".join(
        "".join(pairs[:at]) + "([234][0-9a-z]){0,2}" + "".join(pairs[at + 1 :]) for at in range(1, len(pairs))
    )
