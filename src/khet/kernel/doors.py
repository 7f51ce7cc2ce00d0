"""Marks on views: every address of the house says by which rule it opens (a test walks them all)."""

from collections.abc import Callable
from typing import Literal, TypeVar

Door = Literal["public", "own", "guarded"]
View = TypeVar("View", bound=Callable[..., object])


def own_rule(view: View) -> View:
    """The view checks by itself who may enter (floors below org, which cannot use its guard)."""
    return marked(view, "own")


def public(view: View) -> View:
    """Anybody may enter, signed in or not."""
    return marked(view, "public")


def marked(view: View, door: Door) -> View:
    view.khet_door = door  # type: ignore[attr-defined]
    return view


def door_of(view: Callable[..., object]) -> str | None:
    """The mark of a view, or None when nobody said how it opens. Outermost decorator, or a class behind as_view."""
    return getattr(view, "khet_door", None) or getattr(getattr(view, "view_class", None), "khet_door", None)
