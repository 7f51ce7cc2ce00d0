"""Chores: repeating work declared by floors that stand beside the job floor and so cannot import it."""

from collections.abc import Callable
from dataclasses import dataclass

from khet.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Chore:
    """One repeating piece of work; exactly one of minutes and daily_at ("02.15", Bangkok time) is given."""

    name: str
    run: Callable[[], object]
    minutes: int = 0
    daily_at: str = ""
    lease: int = 600


chores: Registry[Chore] = Registry("chores", key=lambda chore: chore.name)


def chore(
    name: str, *, minutes: int = 0, daily_at: str = "", lease: int = 600
) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Have a function of no arguments run by the worker every so often; it must be idempotent. lease in seconds."""

    def register(run: Callable[[], object]) -> Callable[[], object]:
        chores.register(Chore(name=name, run=run, minutes=minutes, daily_at=daily_at, lease=lease))
        return run

    return register
