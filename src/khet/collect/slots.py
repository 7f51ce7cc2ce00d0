"""What others hang onto collect: who follows given figures, and where first values come from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from khet.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Follower:
    """Told the id of a submission, in the transaction, when it is certified, accepted or locked, and when one that
    had been certified is returned or opened again. What it then holds: collect.reads.facts.facts_of.
    """

    key: str
    on_given: Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Master:
    """Master records as first values: (unit id, day) → values by the rest of the path ("311/m": "34", "": "412")."""

    key: str
    label: Any
    values: Callable[[int, date], Mapping[str, str]]


followers: Registry[Follower] = Registry("collect.followers", key=lambda entry: entry.key)
masters: Registry[Master] = Registry("collect.masters", key=lambda entry: entry.key)


def tell_followers(submission_id: int) -> None:
    for each in followers:
        each.on_given(submission_id)
