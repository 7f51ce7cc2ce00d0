"""Every address of the house."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

THIRD_PARTY = ("allauth.", "django.")


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    """(route, view) of all, third-party ones too."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


def ours() -> dict[str, Callable[..., Any]]:
    return {route: view for route, view in addresses() if not view.__module__.startswith(THIRD_PARTY)}
