"""Where a part of a form is read by formulas of others."""

from collections.abc import Iterator

from khet.collect.expressions import ExpressionError, parse
from khet.collect.schema import Field, Repeat, Schema
from khet.collect.schema.parts import Part


def places_that_read(schema: Schema, key: str, *, leave_out: str = "") -> tuple[str, ...]:
    """Labels of what reads it, itself left out. key: of a part, or "devices/amount" of a field in a repeat.
    leave_out: a section whose own formulas do not count.
    """
    home, _slash, inner = key.partition("/")
    section = {part.key for each in schema.sections if each.key == leave_out for part in each.parts}
    found = dict.fromkeys(
        label
        for owner, label, line in _formulas(schema)
        if owner != key and owner.partition("/")[0] not in section and _reads(line, owner, home, inner)
    )
    return tuple(found)


def _reads(line: str, owner: str, home: str, inner: str) -> bool:
    try:
        formula = parse(line)
    except ExpressionError:
        return False
    paths = formula.reads | formula.past
    if inner:
        sibling = owner.startswith(f"{home}/") and any(path.partition("/")[0] == inner for path in paths)
        return sibling or f"{home}/*/{inner}" in paths
    return any(path.partition("/")[0] == home for path in paths) and not owner.startswith(f"{home}/")


def _formulas(schema: Schema) -> Iterator[tuple[str, str, str]]:
    """(whose, its label, the line)."""
    for check in schema.checks:
        yield "", check.message, check.expr
    for section in schema.sections:
        if section.show_if:
            yield f"#{section.key}", section.title, section.show_if
        for part in section.parts:
            yield from _of_part(part)


def _of_part(part: Part) -> Iterator[tuple[str, str, str]]:
    if part.show_if:
        yield part.key, part.label, part.show_if
    for check in part.checks:
        yield part.key, part.label, check.expr
    if isinstance(part, Field) and part.compute:
        yield part.key, part.label, part.compute
    for field in part.fields if isinstance(part, Repeat) else ():
        for line in (field.show_if, field.compute, *(check.expr for check in field.checks)):
            if line:
                yield f"{part.key}/{field.key}", f"{part.label} · {field.label}", line
