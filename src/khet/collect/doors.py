"""The doors on the home of collect: each noun brings its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from khet.kernel.actor import Actor
from khet.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Door:
    """A room of collect: forms, registers, master records; name is the name of its address ("collect:forms")."""

    key: str
    label: Any
    text: Any
    icon: str
    name: str
    visible: Callable[[Actor], bool] = lambda actor: actor.signed_in
    order: int = 50

    @property
    def url(self) -> str:
        return reverse(self.name)


doors: Registry[Door] = Registry("collect.doors", key=lambda door: door.key)


def doors_for(actor: Actor) -> list[Door]:
    return [door for door in sorted(doors, key=lambda door: door.order) if door.visible(actor)]
