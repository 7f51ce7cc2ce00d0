"""The only room that writes the index and what is known about searching."""

from khet.search.services.checking import Gap, gaps, mend
from khet.search.services.following import follow, touch
from khet.search.services.indexing import Done, index
from khet.search.services.learning import learn
from khet.search.services.noting import drop_old_misses, forget_recent, keep_recent, keeps_recent, note
from khet.search.services.rebuilding import ask_for_rebuild, needs_rebuild, rebuild, tidy
from khet.search.services.texts import drop_orphans, read_file

__all__ = [
    "Done",
    "Gap",
    "ask_for_rebuild",
    "drop_old_misses",
    "drop_orphans",
    "follow",
    "forget_recent",
    "gaps",
    "index",
    "keep_recent",
    "keeps_recent",
    "learn",
    "mend",
    "needs_rebuild",
    "note",
    "read_file",
    "rebuild",
    "tidy",
    "touch",
]
