"""What search must be told by the floor that knows units."""

from collections.abc import Callable, Sequence

from khet.kernel.actor import Actor
from khet.kernel.registry import Slot


def _none(actor: Actor) -> Sequence[tuple[int, str]]:
    return ()


# The units by which one may narrow a search, as (id, name), in the order in which they are read.
unit_choices: Slot[Callable[[Actor], Sequence[tuple[int, str]]]] = Slot("search.unit_choices", _none)
