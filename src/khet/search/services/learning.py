"""Words learned from the database: names for the cutter; the words of the index and how many documents hold them."""

import heapq
import threading
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from khet.search.backends import backend
from khet.search.models import IndexState, LearnedWord, Slot, Word
from khet.search.registry import ordered
from khet.search.services.state import locked, state
from khet.thai.lexicon import LONGEST, Lexicon
from khet.thai.mapping import searchable
from khet.thai.words import is_thai, pieces

T = TypeVar("T")
SHORTEST = 3
MOST_WORDS = 100_000
"""Words whose number of documents is kept; beyond that the rarest count as standing in one."""
_kept: tuple[datetime | None, Lexicon | None] = (None, None)
_door = threading.Lock()


def learned() -> Lexicon | None:
    """The learned names as the cutter wants them; read anew when a night has learned more."""
    global _kept
    when = IndexState.objects.filter(pk=1).values_list("learned_at", flat=True).first()
    if when is None:
        return None
    with _door:
        if _kept[0] != when:
            words = Lexicon(LearnedWord.objects.values_list("word", flat=True))
            _kept = (when, words if len(words) else None)
        return _kept[1]


def learn() -> int:
    """Take in new names of units, people and places, then count the words of the index; returns how many names are new.

    Names are only ever added: a text that was cut with one stays found.
    """
    new = 0
    for source in ordered():
        if source.words is not None:
            new += _add(source.kind, _words(source.words()))
    count_words()
    with transaction.atomic():
        row = locked()
        if new or row.learned_at is None:
            row.learned_at = timezone.now()
            row.save(update_fields=["learned_at"])
    return new


def _words(names: Iterable[str]) -> set[str]:
    """The Thai pieces of names, as the cutter sees them."""
    found: set[str] = set()
    for name in names:
        for piece in pieces(searchable(name)):
            if is_thai(piece) and SHORTEST <= len(piece) <= LONGEST:
                found.add(piece)
    return found


def _add(kind: str, words: set[str]) -> int:
    known = set(LearnedWord.objects.values_list("word", flat=True))
    new = sorted(words - known)
    for part in _parts(iter(new), 1000):
        LearnedWord.objects.bulk_create([LearnedWord(word=word, kind=kind) for word in part], ignore_conflicts=True)
    return len(new)


def count_words() -> int:
    """Count afresh in how many documents each word of the serving index stands; the table is replaced in one step."""
    slot = Slot(state().slot)
    counted = ((word, documents) for word, documents in backend().words(slot) if 2 <= len(word) <= 120)
    rows = heapq.nlargest(MOST_WORDS, counted, key=lambda row: row[1])
    with transaction.atomic():
        Word.objects.all()._raw_delete(Word.objects.db)
        for part in _parts(iter(rows), 5000):
            Word.objects.bulk_create([Word(word=word, documents=count) for word, count in part], batch_size=5000)
    documents = backend().documents(slot)
    with transaction.atomic():
        row = locked()
        row.documents = documents
        row.save(update_fields=["documents"])
    return len(rows)


def _parts(rows: Iterator[T], size: int) -> Iterator[list[T]]:
    while part := list(islice(rows, size)):
        yield part
