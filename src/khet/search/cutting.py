"""A document cut for the index: words and clusters of its fields, its codes, and the bag that ranking reads."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import chain

from khet.search.backends.protocol import Row
from khet.search.bags import Bag, pack, runs
from khet.search.registry import Document
from khet.thai import analysis
from khet.thai.codes import DOT, SLASH
from khet.thai.lexicon import Lexicon
from khet.thai.mapping import searchable

STRUCTURE = "3"
"""Grows when this file or the bag changes what the index holds."""
MOST_TEXT = 2_000_000
"""Characters of a document with all its files."""


def version() -> str:
    """Of the analyser and of what is kept of its cuts: stamped on every row, and on the index."""
    return f"{analysis.VERSION}.{STRUCTURE}"


@dataclass(frozen=True, slots=True)
class Cut:
    """What does not depend on who may see it."""

    text: str
    title_words: tuple[str, ...]
    people_words: tuple[str, ...]
    words: tuple[str, ...]
    title_clusters: tuple[str, ...]
    clusters: tuple[str, ...]
    runs: tuple[int, ...]
    codes: tuple[str, ...]
    bag: bytes


@dataclass(frozen=True, slots=True)
class Ready:
    """A cut, and the digest of what it was made from."""

    digest: str
    row: Cut | None

    def as_row(self, kind: str, document: Document, terms: frozenset[int]) -> Row:
        assert self.row is not None
        return Row(
            kind=kind,
            target_id=document.id,
            title=document.title,
            people=" · ".join(document.people),
            unit_id=document.unit_id,
            desk_id=document.desk_id,
            day=document.day,
            year_be=document.day.year + 543 if document.day else None,
            digest=self.digest,
            version=version(),
            terms=terms,
            **{each.name: getattr(self.row, each.name) for each in fields(Cut)},
        )


def digest_of(document: Document, texts: Sequence[str]) -> str:
    """Of everything that is cut or shown; not of who may see it."""
    made = hashlib.sha256()
    facts = (document.unit_id, document.desk_id, document.day)
    for part in (document.title, document.body, *document.numbers, "", *document.people, "", *map(str, facts), *texts):
        data = part.encode("utf-8", "replace")
        made.update(b"%d:" % len(data))
        made.update(data)
    return made.hexdigest()


def cut(document: Document, texts: Sequence[str], *, extra: Lexicon | None = None) -> Cut:
    """Cut a document with the texts of its files; linear in their length."""
    body = document.body[:MOST_TEXT]
    own = _within(texts, MOST_TEXT - len(body))
    title = analysis.analyse(document.title, learned=extra)
    people = analysis.analyse(" ".join(document.people), learned=extra)
    main = analysis.analyse(body, learned=extra)
    more = [analysis.analyse(text, learned=extra) for text in own]
    number_codes = [code for number in document.numbers for code in codes_of(number)]
    file_words = [word for each in more for word in each.words]
    title_clusters = tuple(title.stream)
    clusters = tuple(chain.from_iterable(each.stream for each in (main, people, *more)))
    pairs = tuple(sorted(runs(title_clusters, clusters)))
    bag = Bag(
        title=title.words,
        people=people.words,
        body=main.words,
        files=file_words,
        codes=number_codes,
        runs=pairs,
    )
    return Cut(
        text="\n".join(part for part in (body, *own) if part),
        title_words=tuple(title.words),
        people_words=tuple(people.words),
        words=(*main.words, *file_words),
        title_clusters=title_clusters,
        clusters=clusters,
        runs=pairs,
        codes=_once([*number_codes, *title.codes, *main.codes, *(code for each in more for code in each.codes)]),
        bag=pack(bag),
    )


def codes_of(number: str) -> list[str]:
    """The codes of a number as it is written, and the whole of it without blanks."""
    whole = whole_code(number)
    return list(_once([*analysis.analyse(number).codes, *([whole] if whole else [])]))


def whole_code(number: str) -> str:
    """A number as one token: "123 / 2569" and "๑๒๓/๒๕๖๙" are the same; other signs than / and . do not count."""
    folded = searchable(number).removeprefix("ที่").replace("/", SLASH).replace(".", DOT)
    return "".join(sign for sign in folded if sign.isalnum() or sign in SLASH + DOT)


def _within(texts: Sequence[str], room: int) -> list[str]:
    kept: list[str] = []
    for text in texts:
        kept.append(text[: max(0, room)])
        room -= len(text)
    return [text for text in kept if text]


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
