"""Filters for figures, sizes and digits."""

from decimal import Decimal

from khet.thai.digits import to_thai
from khet.thai.numbers import commas, file_size
from khet.ui.component import register


@register.filter
def thai_digits(value: object) -> str:
    """๒๕๖๙ for letters, never for columns: Thai digits differ in width."""
    return to_thai(str(value))


@register.filter
def number(value: int | float | Decimal | None, places: int = 0) -> str:
    """1,254; an unknown figure is a dash."""
    return "–" if value is None or value == "" else commas(value, places=places)


@register.filter
def filesize(size: int | None) -> str:
    """Bytes as 214 KB."""
    return "–" if size is None else file_size(int(size))
