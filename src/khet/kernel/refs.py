"""References: how floors and rooms point at one another's things without knowing them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from khet.kernel.actor import Actor
from khet.kernel.ids import read_id
from khet.kernel.registry import Registry


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A kind and an id, written "saraban.letter:42"."""

    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Ref":
        """Raises ValueError when the text is no reference."""
        kind, sep, number = text.rpartition(":")
        pk = read_id(number)
        if not sep or "." not in kind or pk is None:
            raise ValueError(f"not a reference: {text[:80]!r}")
        return cls(kind, pk)


@dataclass(frozen=True, slots=True)
class RefKind:
    """What the floors may ask about a kind: its address, its names as this actor may read them, and who may see it."""

    kind: str
    url: Callable[[int], str]
    labels: Callable[[Iterable[int], Actor], Mapping[int, str]]
    visible: Callable[[Actor, int], bool]


ref_kinds: Registry[RefKind] = Registry("ref_kinds", key=lambda entry: entry.kind)
