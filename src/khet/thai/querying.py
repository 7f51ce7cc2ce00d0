"""What a person typed into the box, taken apart for search; safe for anything that can be typed."""

import re
from dataclasses import dataclass

from khet.thai import layout, vocabulary
from khet.thai.clusters import stream
from khet.thai.codes import codes
from khet.thai.lexicon import LONGEST, Lexicon
from khet.thai.mapping import searchable
from khet.thai.parts import parts
from khet.thai.words import cut_run, dictionary, is_thai, pieces

LONGEST_QUERY = 400
"""Characters of a query that take part; what comes after is left out and cut_short says so."""
MOST_TERMS = 32
_LONGEST_JOINED = 8  # pieces that one abbreviation may be made of: "รอง ผอ."
_QUOTED = re.compile('["“”„«»]([^"“”„«»]+)["“”„«»]')
_QUOTES = re.compile('["“”„«»]')
_LONGEST_WORD = 64
_SAID = re.compile("[ก-ฮ]|[^\\W\u0e00-\u0e7f]")  # something that can be said: a letter or a digit, not marks alone


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query. clusters: its phrase; parts: words inside; forms: phrases of what means the same."""

    word: str
    clusters: str
    parts: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    known: bool = True
    common: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """text: folded. terms in the order typed; words: those that weigh, each once (all when all are common).

    whole: the query as one cluster phrase; phrases: one for each piece between blanks, of two clusters or more;
    quoted: phrases that must stand as they are; codes: exact tokens; repaired: the text in the other keyboard layout
    when that is likelier; synonyms: (phrase typed, phrase of the same meaning), both as clusters.
    """

    text: str
    terms: tuple[Term, ...] = ()
    words: tuple[str, ...] = ()
    whole: str = ""
    phrases: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()
    repaired: str | None = None
    cut_short: bool = False

    def __bool__(self) -> bool:
        """Is there anything to search for?"""
        return bool(self.whole or self.codes)


def query(text: str, *, learned: Lexicon | None = None) -> Query:
    """Take a query apart. Any text will do: marks alone, operators and emoji find nothing and fail nothing."""
    short = text[:LONGEST_QUERY]
    folded = searchable(short)
    if not _SAID.search(folded):
        return Query(folded, cut_short=len(text) > LONGEST_QUERY)
    extra = vocabulary.with_learned(learned)
    quoted = tuple(_phrase(part) for part in _QUOTED.findall(folded) if stream(part))
    folded = _QUOTES.sub(" ", folded).strip()
    terms = tuple(_terms(folded, extra))
    telling = [term.word for term in terms if not term.common] or [term.word for term in terms]
    whole = stream(folded)
    pieces_ = (stream(piece) for piece in folded.split(" "))
    return Query(
        text=folded,
        terms=terms,
        words=tuple(dict.fromkeys(telling)),
        whole=" ".join(whole),
        phrases=tuple(dict.fromkeys(" ".join(piece) for piece in pieces_ if len(piece) > 1)),
        quoted=quoted,
        codes=tuple(codes(folded)),
        synonyms=tuple(_synonyms(folded, extra)),
        repaired=layout.repair(short.strip(), extra=learned),
        cut_short=len(text) > LONGEST_QUERY,
    )


def _phrase(text: str) -> str:
    return " ".join(stream(text))


def _terms(folded: str, extra: Lexicon) -> list[Term]:
    found: dict[str, Term] = {}
    for piece in pieces(folded):
        if is_thai(piece):
            for word in cut_run(piece, extra=extra):
                found.setdefault(word[:_LONGEST_WORD], _term(word[:_LONGEST_WORD], extra))
        elif piece[0].isalnum():
            found.setdefault(piece[:_LONGEST_WORD], Term(piece[:_LONGEST_WORD], piece[:_LONGEST_WORD]))
    return list(found.values())[:MOST_TERMS]


def _term(word: str, extra: Lexicon) -> Term:
    common = vocabulary.common()
    return Term(
        word=word,
        clusters=_phrase(word),
        parts=tuple(part for part in parts(word, extra=extra) if part not in common) if len(word) <= LONGEST else (),
        known=word in dictionary() or word in extra,
        common=word in common,
    )


def _synonyms(folded: str, extra: Lexicon) -> list[tuple[str, str]]:
    """(phrase typed, phrase of the same meaning) for every abbreviation or name of the table, longest first."""
    table, found = vocabulary.synonyms(), []
    words = [word for piece in pieces(folded) for word in (cut_run(piece, extra=extra) if is_thai(piece) else [piece])]
    at = 0
    while at < len(words):
        step = 1
        for count in range(min(_LONGEST_JOINED, len(words) - at), 0, -1):
            others = table.get(vocabulary.plain("".join(words[at : at + count])))
            if others and words[at].strip():
                typed = _phrase("".join(words[at : at + count]))
                found += [(typed, _phrase(other)) for other in others]
                step = count
                break
        at += step
    return found[:MOST_TERMS]
