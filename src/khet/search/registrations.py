"""What search tells the floors below."""

from django.urls import reverse

from khet.audit.registry import Follower, followers
from khet.search.services.following import follow
from khet.ui import chrome


def fill() -> None:
    followers.register(Follower("search", follow))
    chrome.search_url.fill(lambda: reverse("search:find"))
    chrome.suggest_url.fill(lambda: reverse("search:suggest"))
