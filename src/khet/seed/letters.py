"""A believable month of letters in every state; all synthetic."""

from collections.abc import Callable
from datetime import datetime


def load(*, now: datetime, say: Callable[[str], None]) -> None:
    """Nothing until the register can receive."""
