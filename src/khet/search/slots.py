"""What search must be told by the floor that knows people."""

from collections.abc import Callable

from khet.kernel.actor import Actor
from khet.kernel.registry import Slot


def _nothing(actor: Actor) -> frozenset[str]:
    return frozenset()


# The visibility terms of an actor ("person:7", "post:12", "unit:3", "desk:1"), about twenty of them.
terms_for: Slot[Callable[[Actor], frozenset[str]]] = Slot("search.terms_for", _nothing)
