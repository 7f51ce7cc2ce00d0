"""What search tells the floors below."""

from khet.audit.registry import Follower, followers
from khet.search.services.following import follow


def fill() -> None:
    followers.register(Follower("search", follow))
