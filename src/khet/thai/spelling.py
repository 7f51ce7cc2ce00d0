"""What a misspelt query was meant to be: unknown pieces, with their neighbours, as words that are known."""

from khet.thai import vocabulary
from khet.thai.clusters import stream
from khet.thai.lexicon import Lexicon
from khet.thai.mapping import searchable
from khet.thai.variants import corrections, cost
from khet.thai.words import cut_run, dictionary, is_thai, pieces

_LONGEST = 120
_MOST_TRIES = 18
_NEAREST = 1.3
_WINDOWS = ((0, 1), (-1, 1), (0, 2), (-1, 2), (-2, 1), (-1, 3), (0, 3), (-2, 2), (-3, 1))
_SHORTEST = 3
_OURS_FIRST = 0.7  # words of the office and of the database are likelier than a general list's


def respell(text: str, *, learned: Lexicon | None = None) -> str | None:
    """The text with its likely meant words, or None when every word is known or nothing near is.

    An unknown piece is tried alone and joined with the words beside it, for a slip also cuts the neighbours wrongly.
    At most about 30 ms: a few unknown pieces, the first 120 characters.
    """
    folded = searchable(text[:_LONGEST])
    extra = vocabulary.with_learned(learned)
    tries = [_MOST_TRIES]
    mended = "".join(_mended(piece, extra, tries) if is_thai(piece) else piece for piece in pieces(folded))
    return mended if mended != folded else None


def _mended(run: str, extra: Lexicon, tries: list[int]) -> str:
    words = cut_run(run, extra=extra)
    if len(run) < _SHORTEST:
        return run
    at = 0
    while at < len(words):
        if tries[0] > 0 and not _known(words[at], extra):
            found = _best(words, at, extra, tries)
            if found:
                start, end, word = found
                words[start:end] = [word]
                at = start
        at += 1
    return "".join(words)


def _best(words: list[str], at: int, extra: Lexicon, tries: list[int]) -> tuple[int, int, str] | None:
    """The cheapest correction of a window round the unknown piece, as (from word, to word, what was meant).

    A wider window is better evidence: the price counts for each cluster of what is explained.
    """
    best: tuple[float, int, int, str] | None = None
    for behind, ahead in _WINDOWS:
        start, end = at + behind, at + ahead
        typed = "".join(words[max(start, 0) : end])
        if start < 0 or end > len(words) or len(typed) < _SHORTEST or tries[0] <= 0:
            continue
        tries[0] -= 1
        for lexicon in (dictionary(), extra):
            for word in corrections(typed, lexicon, limit=1):
                price = cost(typed, word)
                worth = price / len(stream(word)) * (1.0 if lexicon is dictionary() else _OURS_FIRST)
                if price <= _NEAREST and (best is None or worth < best[0]):
                    best = (worth, start, end, word)
    return best[1:] if best else None


def _known(word: str, extra: Lexicon) -> bool:
    return word in dictionary() or word in extra
