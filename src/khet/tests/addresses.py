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


def takes_posts(view: Callable[..., Any]) -> bool:
    """Whether a view answers POST: by what its decorators, or its class, let in."""
    if (view_class := getattr(view, "view_class", None)) is not None:
        return hasattr(view_class, "post")
    allowed = list(_methods(view))
    return all("POST" in methods for methods in allowed)


def _methods(view: Any) -> Iterator[list[str]]:
    """The lists of require_http_methods and its kin, from the outermost in."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            held = cell.cell_contents
            if isinstance(held, list | tuple) and held and {"GET", "POST", "HEAD"} & set(map(str, held)):
                yield [str(each) for each in held]
        view = getattr(view, "__wrapped__", None)
