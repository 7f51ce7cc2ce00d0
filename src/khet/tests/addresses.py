"""Every address of the house."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

THIRD_PARTY = ("allauth.", "django.")


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    """(route, view) of all, third-party ones too."""
    for entry in (resolver or get_resolver()).url_patterns:
        part = str(entry.pattern)
        route = prefix + (part.removeprefix("^") if prefix else part)  # as Django itself joins them
        if isinstance(entry, URLResolver):
            yield from addresses(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


def ours() -> dict[str, Callable[..., Any]]:
    return {route: view for route, view in addresses() if not view.__module__.startswith(THIRD_PARTY)}
