"""Tables of search."""

from khet.search.models.documents import DocumentA, DocumentB, IndexedDocument, Term, Touched
from khet.search.models.people import Habit, Miss, Recent
from khet.search.models.state import IndexState, Slot
from khet.search.models.texts import FileText
from khet.search.models.words import LearnedWord, Word

__all__ = [
    "DocumentA",
    "DocumentB",
    "FileText",
    "Habit",
    "IndexState",
    "IndexedDocument",
    "LearnedWord",
    "Miss",
    "Recent",
    "Slot",
    "Term",
    "Touched",
    "Word",
]
