"""Questions to the index."""

from khet.search.reads.find import find
from khet.search.reads.noted import misses, recent
from khet.search.reads.results import Found, Group, Hit, Marked
from khet.search.reads.standing import Standing, standing
from khet.search.reads.suggest import Suggestion, suggest

__all__ = [
    "Found",
    "Group",
    "Hit",
    "Marked",
    "Standing",
    "Suggestion",
    "find",
    "misses",
    "recent",
    "standing",
    "suggest",
]
