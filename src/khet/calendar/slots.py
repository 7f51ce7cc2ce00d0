"""What higher floors fill in: where a unit hangs, and what a changed calendar sets off."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from khet.kernel.registry import Registry, Slot

Chain = Callable[[int], Sequence[int]]
Chains = Callable[[Iterable[int]], Mapping[int, Sequence[int]]]
OnChange = Callable[[Sequence[int]], None]


def _alone(unit_id: int) -> Sequence[int]:
    return [unit_id]


def _each_alone(unit_ids: Iterable[int]) -> Mapping[int, Sequence[int]]:
    return {unit_id: unit_chain()(unit_id) for unit_id in unit_ids}


def _name(function: OnChange) -> str:
    return f"{function.__module__}.{function.__qualname__}"


unit_chain: Slot[Chain] = Slot("calendar.unit_chain", _alone)
"""unit_chain()(unit_id) → the unit, its parent, … the root."""

unit_chains: Slot[Chains] = Slot("calendar.unit_chains", _each_alone)
"""The same for many units at the price of one."""

on_change: Registry[OnChange] = Registry("calendar.on_change", key=_name)
"""Called after commit with the ids of the calendars whose hours or days changed."""
