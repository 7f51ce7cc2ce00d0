"""What insight tells the floors and collect."""

from khet.collect.slots import Follower, followers
from khet.insight.jobs import follow


def fill() -> None:
    """Called once at start."""
    followers.register(Follower("insight", follow))
