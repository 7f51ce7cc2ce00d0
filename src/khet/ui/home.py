"""What stands on a person's home beside the inbox: each capability registers its panels and its first actions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from khet.kernel.actor import Actor
from khet.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class HomePanel:
    """A panel of the home. context answers None when there is nothing to show to this actor today.

    side: "aside" stands in the right column, "top" above the inbox. template draws the whole panel.
    """

    key: str
    template: str
    context: Callable[[Actor], Mapping[str, Any] | None]
    visible: Callable[[Actor], bool] = lambda actor: actor.signed_in
    order: int = 50
    side: str = "aside"


@dataclass(frozen=True, slots=True)
class HomeAction:
    """A thing one begins from the home; the first visible one is the filled button, the rest stand in its menu."""

    key: str
    label: Any
    icon: str
    url: str
    visible: Callable[[Actor], bool] = lambda actor: actor.signed_in
    order: int = 50


panels: Registry[HomePanel] = Registry("ui.home.panels", key=lambda panel: panel.key)
actions: Registry[HomeAction] = Registry("ui.home.actions", key=lambda action: action.key)


def panels_for(actor: Actor, side: str) -> list[dict[str, Any]]:
    """Templates with their contexts, in order; empty panels are left out."""
    found = []
    for panel in sorted(panels, key=lambda panel: panel.order):
        context = panel.context(actor) if panel.side == side and panel.visible(actor) else None
        if context is not None:
            found.append({"template": panel.template, **context})
    return found


def actions_for(actor: Actor) -> list[HomeAction]:
    return [action for action in sorted(actions, key=lambda action: action.order) if action.visible(actor)]
