"""What packages above add to org's pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from khet.kernel.actor import Actor
from khet.kernel.registry import Registry
from khet.org.models import Person, Unit


@dataclass(frozen=True, slots=True)
class PersonAction:
    """A line in the menu of a person's page (work: ส่งมอบงาน)."""

    key: str
    label: str | Promise
    icon: str
    url: Callable[[Person], str]
    visible: Callable[[Actor, Person], bool]


@dataclass(frozen=True, slots=True)
class ShownAction:
    label: str
    icon: str
    address: str


@dataclass(frozen=True, slots=True)
class GlassDoor:
    """Where a system administrator reads what stands behind broken glass; url gets the id of the BreakGlass."""

    kind: str
    url: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class UnitPanel:
    """A panel beside the legal duties of a unit; fill answers what its template shows as given, None for no panel."""

    key: str
    template: str
    fill: Callable[[Actor, Unit], Mapping[str, Any] | None]


glass_doors: Registry[GlassDoor] = Registry("org.glass_doors", key=lambda door: door.kind)
person_actions: Registry[PersonAction] = Registry("org.person_actions", key=lambda action: action.key)
duty_panels: Registry[UnitPanel] = Registry("org.duty_panels", key=lambda panel: panel.key)


def actions_for(actor: Actor, person: Person) -> list[ShownAction]:
    return [
        ShownAction(str(action.label), action.icon, action.url(person))
        for action in person_actions
        if action.visible(actor, person)
    ]


def panels_for(actor: Actor, unit: Unit) -> list[tuple[str, Mapping[str, Any]]]:
    """Templates with what they show, of the panels that this actor has beside the duties of the unit."""
    filled = ((panel.template, panel.fill(actor, unit)) for panel in duty_panels)
    return [(template, given) for template, given in filled if given is not None]
