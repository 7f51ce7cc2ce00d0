"""What is known of the words of a query: in how many documents they stand, and what they may have been meant to be."""

from collections.abc import Collection
from functools import lru_cache

from khet.search.models import Word
from khet.thai import vocabulary
from khet.thai.analysis import Query, Term
from khet.thai.lexicon import Lexicon
from khet.thai.spelling import respell
from khet.thai.variants import corrections
from khet.thai.words import dictionary

MOST_CORRECTIONS = 3
MOST_CORRECTED = 6
"""Words of one query that are looked up for slips: about 5 ms each."""
SHORTEST = 3


def documents_of(words: Collection[str]) -> dict[str, int]:
    """Of each word that the index counted."""
    return dict(Word.objects.filter(word__in=list(words)).values_list("word", "documents"))


def slips(query: Query, documents: dict[str, int], learned: Lexicon | None) -> dict[str, tuple[str, ...]]:
    """For the terms that no document holds: the words they may have been meant to be."""
    odd = [term for term in query.terms if _odd(term, documents)][:MOST_CORRECTED]
    return {term.word: found for term in odd if (found := _corrections(term.word, learned))}


def _odd(term: Term, documents: dict[str, int]) -> bool:
    return len(term.word) >= SHORTEST and not documents.get(term.word) and not term.word.isdecimal()


@lru_cache(maxsize=2048)
def _corrections(word: str, learned: Lexicon | None) -> tuple[str, ...]:
    """Words of the lists and of the learned names; itself not among them."""
    lists = [vocabulary.with_learned(learned), dictionary()]
    found = [each for lexicon in lists for each in corrections(word, lexicon, MOST_CORRECTIONS) if each != word]
    return tuple(dict.fromkeys(found))[: MOST_CORRECTIONS * 2]


def respelled(text: str, learned: Lexicon | None) -> str:
    """The text as it may have been meant, "" when it stands as it is."""
    return respell(text, learned=learned) or ""
