"""The only rooms that write."""

from khet.insight.services.taking import forget, leave, take_in, take_in_many
from khet.insight.services.tidying import compact_round, mend, sweep, tidy
from khet.insight.services.views import drop_view, keep_view

__all__ = [
    "compact_round",
    "drop_view",
    "forget",
    "keep_view",
    "leave",
    "mend",
    "sweep",
    "take_in",
    "take_in_many",
    "tidy",
]
