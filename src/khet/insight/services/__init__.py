"""The only rooms that write."""

from khet.insight.services.taking import leave, take_in
from khet.insight.services.tidying import compact_round, sweep, tidy
from khet.insight.services.views import drop_view, keep_view

__all__ = ["compact_round", "drop_view", "keep_view", "leave", "sweep", "take_in", "tidy"]
