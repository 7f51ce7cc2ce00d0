"""What search must be told by the floor that knows units."""

from collections.abc import Callable, Collection, Sequence

from khet.kernel.actor import Actor
from khet.kernel.registry import Slot


def _none(actor: Actor) -> Sequence[tuple[int, str]]:
    return ()


# The units by which one may narrow a search, as (id, name), in the order in which they are read.
unit_choices: Slot[Callable[[Actor], Sequence[tuple[int, str]]]] = Slot("search.unit_choices", _none)


def _alone(unit_id: int) -> Collection[int]:
    return (unit_id,)


# What narrowing by a unit means: itself and what hangs below it.
units_within: Slot[Callable[[int], Collection[int]]] = Slot("search.units_within", _alone)
