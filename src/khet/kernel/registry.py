"""Registries and slots: a lower floor owns the place, a higher one fills it at start."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class RegistryError(RuntimeError):
    """A registry was filled twice under one key, or asked for what nobody registered."""


class Registry(Generic[T]):
    """Entries by key, in the order of registration; a duplicate fails at start."""

    def __init__(self, name: str, *, key: Callable[[T], str]) -> None:
        self.name = name
        self._key = key
        self._entries: dict[str, T] = {}

    def register(self, entry: T) -> T:
        key = self._key(entry)
        if key in self._entries:
            raise RegistryError(f"{self.name}: {key!r} is registered twice")
        self._entries[key] = entry
        return entry

    def __getitem__(self, key: str) -> T:
        try:
            return self._entries[key]
        except KeyError:
            raise RegistryError(f"{self.name}: nobody registered {key!r}") from None

    def get(self, key: str) -> T | None:
        return self._entries.get(key)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def keys(self) -> list[str]:
        return list(self._entries)


class Slot(Generic[T]):
    """One thing that a higher floor supplies; until then the default answers."""

    def __init__(self, name: str, default: T) -> None:
        self.name = name
        self._value = default
        self._filled = False

    def fill(self, value: T) -> None:
        if self._filled:
            raise RegistryError(f"{self.name} is filled twice")
        self._value, self._filled = value, True

    @property
    def filled(self) -> bool:
        return self._filled

    def __call__(self) -> T:
        return self._value
