"""Tables of asks, work items and their moves."""

from khet.work.models.asks import Ask
from khet.work.models.items import WorkItem, WorkMove

__all__ = ["Ask", "WorkItem", "WorkMove"]
