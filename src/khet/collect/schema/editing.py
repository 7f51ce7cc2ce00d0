"""Changes of a form as pure functions: a schema goes in, another comes out. What is not there raises KeyError."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol, TypeVar

from khet.collect.schema.coding import read, write
from khet.collect.schema.parts import Check, Field, Part, Repeat, Schema, Section


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


T = TypeVar("T", bound=Keyed)
Change = Callable[[Schema], Schema]


def sound(schema: Schema) -> Schema:
    """The same, gone through JSON once: raises SchemaError for a key that stands twice and the like."""
    return read(write(schema))


# ---- looking


def section_of(schema: Schema, key: str) -> Section:
    return _one(schema.sections, key)


def home_of(schema: Schema, key: str) -> Section:
    """The section a part stands in."""
    for section in schema.sections:
        if any(part.key == key for part in section.parts):
            return section
    raise KeyError(key)


def part_of(schema: Schema, key: str) -> Part:
    return schema.parts()[key]


def repeat_of(schema: Schema, key: str) -> Repeat:
    found = part_of(schema, key)
    if not isinstance(found, Repeat):
        raise KeyError(key)
    return found


def inner_of(schema: Schema, key: str, inner: str) -> Field:
    return _one(repeat_of(schema, key).fields, inner)


# ---- sections


def put_section(schema: Schema, section: Section, *, instead_of: str = "") -> Schema:
    return replace(schema, sections=_put(schema.sections, section, instead_of))


def drop_section(schema: Schema, key: str) -> Schema:
    section_of(schema, key)
    return replace(schema, sections=_drop(schema.sections, key))


def shift_section(schema: Schema, key: str, by: int) -> Schema:
    return replace(schema, sections=_shift(schema.sections, key, by))


# ---- parts


def put_part(schema: Schema, section: str, part: Part, *, instead_of: str = "") -> Schema:
    home = section_of(schema, section)
    return put_section(schema, replace(home, parts=_put(home.parts, part, instead_of)), instead_of=section)


def drop_part(schema: Schema, key: str) -> Schema:
    home = home_of(schema, key)
    return put_section(schema, replace(home, parts=_drop(home.parts, key)), instead_of=home.key)


def shift_part(schema: Schema, key: str, by: int) -> Schema:
    """Up or down; over the edge of its section it goes into the neighbouring one."""
    home = home_of(schema, key)
    place, into = _place(home.parts, key) + by, _place(schema.sections, home.key) + by
    if 0 <= place < len(home.parts):
        return put_section(schema, replace(home, parts=_shift(home.parts, key, by)), instead_of=home.key)
    if not 0 <= into < len(schema.sections):
        return schema
    part, other = part_of(schema, key), schema.sections[into]
    parts = (*other.parts, part) if by < 0 else (part, *other.parts)
    return put_section(drop_part(schema, key), replace(other, parts=parts), instead_of=other.key)


# ---- fields of a repeat


def put_inner(schema: Schema, key: str, field: Field, *, instead_of: str = "") -> Schema:
    repeat = repeat_of(schema, key)
    return _with_part(schema, replace(repeat, fields=_put(repeat.fields, field, instead_of)))


def drop_inner(schema: Schema, key: str, inner: str) -> Schema:
    inner_of(schema, key, inner)
    repeat = repeat_of(schema, key)
    return _with_part(schema, replace(repeat, fields=_drop(repeat.fields, inner)))


def shift_inner(schema: Schema, key: str, inner: str, by: int) -> Schema:
    repeat = repeat_of(schema, key)
    return _with_part(schema, replace(repeat, fields=_shift(repeat.fields, inner, by)))


# ---- checks: of the form (""), of a part ("devices"), of a field in a repeat ("devices/amount")


def checks_of(schema: Schema, at: str) -> tuple[Check, ...]:
    key, _slash, inner = at.partition("/")
    if not key:
        return schema.checks
    return inner_of(schema, key, inner).checks if inner else part_of(schema, key).checks


def put_checks(schema: Schema, at: str, checks: tuple[Check, ...]) -> Schema:
    key, _slash, inner = at.partition("/")
    if not key:
        return replace(schema, checks=checks)
    if inner:
        return put_inner(schema, key, replace(inner_of(schema, key, inner), checks=checks), instead_of=inner)
    return _with_part(schema, replace(part_of(schema, key), checks=checks))


def fresh_key(taken: Iterable[str], start: str) -> str:
    """start1, start2, …: the first that is free."""
    known = set(taken)
    return next(f"{start}{at}" for at in range(1, len(known) + 2) if f"{start}{at}" not in known)


def _with_part(schema: Schema, part: Part) -> Schema:
    return put_part(schema, home_of(schema, part.key).key, part, instead_of=part.key)


def _one(items: Iterable[T], key: str) -> T:
    for each in items:
        if each.key == key:
            return each
    raise KeyError(key)


def _place(items: tuple[T, ...], key: str) -> int:
    return items.index(_one(items, key))


def _put(items: tuple[T, ...], item: T, instead_of: str) -> tuple[T, ...]:
    if not instead_of:
        return (*items, item)
    _one(items, instead_of)
    return tuple(item if each.key == instead_of else each for each in items)


def _drop(items: tuple[T, ...], key: str) -> tuple[T, ...]:
    return tuple(each for each in items if each.key != key)


def _shift(items: tuple[T, ...], key: str, by: int) -> tuple[T, ...]:
    place = _place(items, key)
    rest = [each for each in items if each.key != key]
    rest.insert(max(0, min(len(rest), place + by)), items[place])
    return tuple(rest)
