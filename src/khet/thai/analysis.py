"""What search knows of a text and of a query: words with their parts, clusters for phrases, codes.

Index and query go through the same folding. Synonyms, spelling variants and layout repair belong to the query alone,
so that editing a table needs no new index; VERSION changes when stored words, clusters or codes would.
"""

from dataclasses import dataclass
from functools import lru_cache

from khet.thai import vocabulary
from khet.thai.clusters import stream
from khet.thai.codes import codes
from khet.thai.highlight import cuts, snippet
from khet.thai.lexicon import LONGEST, Lexicon
from khet.thai.mapping import searchable
from khet.thai.parts import parts
from khet.thai.querying import Query, Term, query
from khet.thai.spelling import respell
from khet.thai.words import cut_run, is_thai, pieces

__all__ = ["VERSION", "Analysed", "Query", "Term", "analyse", "cuts", "indexed_words", "query", "respell", "snippet"]

VERSION = "1"
"""Stamped on index and query; another version means: index anew."""

_LONGEST_KEPT = 60
_LONGEST_LATIN = 64


@dataclass(frozen=True, slots=True)
class Analysed:
    """words: each word, followed by its parts; stream: the clusters for phrase queries; codes: exact tokens."""

    words: list[str]
    stream: list[str]
    codes: list[str]

    @property
    def clusters(self) -> str:
        """The stream joined by blanks."""
        return " ".join(self.stream)


def analyse(text: str, *, learned: Lexicon | None = None) -> Analysed:
    """What the index keeps of a text; learned: words of the database beside the lists. Linear in the text."""
    if not text:
        return Analysed([], [], [])
    folded = searchable(text)
    return Analysed(indexed_words(folded, learned=learned), stream(folded), codes(folded))


def indexed_words(folded: str, *, learned: Lexicon | None = None) -> list[str]:
    """Words and their parts of a folded text. ๆ repeats the word before it."""
    extra = vocabulary.with_learned(learned)
    found: list[str] = []
    last = ""
    for piece in pieces(folded):
        if is_thai(piece):
            words = _words_of(piece, extra)
            found += words
            last = words[-1] if words else last
        elif piece[0] == "ๆ":
            found += [last] if last else []
        elif piece[0].isalnum():
            found.append(piece[:_LONGEST_LATIN])
    return found


def _words_of(run: str, extra: Lexicon) -> tuple[str, ...]:
    return _kept_words(run, extra) if len(run) <= _LONGEST_KEPT else _cut_words(run, extra)


def _cut_words(run: str, extra: Lexicon) -> tuple[str, ...]:
    return tuple(form for word in cut_run(run, extra=extra) for form in _forms(word, extra))


_kept_words = lru_cache(maxsize=1 << 14)(_cut_words)


@lru_cache(maxsize=1 << 14)
def _forms(word: str, extra: Lexicon) -> tuple[str, ...]:
    if len(word) > LONGEST:
        return tuple("".join(chunk) for chunk in _chunks(stream(word)))
    return (word, *parts(word, extra=extra))


def _chunks(found: list[str]) -> list[list[str]]:
    return [found[at : at + 10] for at in range(0, len(found), 10)]
