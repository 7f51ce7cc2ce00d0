"""Large libraries that most processes never need, loaded at their first use."""

from importlib import import_module
from typing import Any


class Late:
    """Stands for a module until something of it is asked for.

    Beside `if TYPE_CHECKING: import name`, so that its types stay known; annotations with them are strings.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
