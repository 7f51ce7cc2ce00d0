"""The only rooms that write."""

from khet.insight.services.taking import leave, take_in
from khet.insight.services.tidying import compact_round, sweep, tidy

__all__ = ["compact_round", "leave", "sweep", "take_in", "tidy"]
