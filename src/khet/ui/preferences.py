"""The index of everything an office can set: each package registers its own pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from khet.kernel.actor import Actor
from khet.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """One page of settings. url: an address or a name ("org:calendar"). text: what is set there, in a few words.

    group: "office" (how the office works), "people" (who may sign in and where), "system" (the machine).
    note: what stands there now, such as "ยังไม่ได้ใส่เลข ศธ"; a tuple of its tone and its words, or None.
    """

    key: str
    label: Any
    text: Any
    icon: str
    url: str
    visible: Callable[[Actor], bool]
    order: int = 50
    group: str = "office"
    note: Callable[[Actor], tuple[str, str] | None] = lambda actor: None

    def address(self) -> str:
        return self.url if self.url.startswith("/") else reverse(self.url)


pages: Registry[SettingsPage] = Registry("ui.preferences", key=lambda entry: entry.key)


def address_of(key: str, actor: Actor) -> str:
    """Where a page of settings is, "" when nobody registered it or this actor may not open it."""
    entry = pages.get(key)
    return entry.address() if entry and entry.visible(actor) else ""


def pages_for(actor: Actor) -> list[SettingsPage]:
    """What this actor may set, in order."""
    return [entry for entry in sorted(pages, key=lambda entry: entry.order) if entry.visible(actor)]
