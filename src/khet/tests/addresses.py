"""Every address of the house."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView

THIRD_PARTY = ("allauth.", "django.")
READING = {"GET", "HEAD", "OPTIONS"}


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
    """Whether a view answers POST (for programs: any method that writes): by its decorators, class or operations."""
    if operations := _of_programs(view):
        return bool(operations - READING)
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


def _of_programs(view: Callable[..., Any]) -> set[str]:
    """Methods of an address under /api/: django-ninja keeps its operations in the closure of the view."""
    held = [cell.cell_contents for cell in getattr(view, "__closure__", None) or ()]
    return {method for each in held if isinstance(each, PathView) for op in each.operations for method in op.methods}
