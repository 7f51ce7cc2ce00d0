"""Between the canonical text of a cell and the value a formula works with."""

from datetime import date

from khet.collect.expressions import Value, number, text
from khet.collect.schema import FieldType


def value_of(kind: FieldType, canonical: str) -> Value:
    """None for an empty cell, and for text that is not of the kind."""
    if not canonical:
        return None
    if kind in (FieldType.INTEGER, FieldType.DECIMAL):
        return number(canonical)
    if kind is FieldType.YES_NO:
        return {"true": True, "false": False}.get(canonical)
    if kind is FieldType.DATE:
        return _day(canonical)
    return canonical


def stored(value: Value) -> str:
    """As a computed cell keeps it."""
    return text(value) or ""


def computed(canonical: str) -> Value:
    """What a computed cell kept: a number, a day, yes or no, else text."""
    if canonical in ("true", "false"):
        return canonical == "true"
    found = number(canonical)
    return found if found is not None else _day(canonical) or canonical or None


def _day(canonical: str) -> date | None:
    try:
        return date.fromisoformat(canonical) if len(canonical) == 10 else None
    except ValueError:
        return None
