"""A schema as JSON and back. What is not understood is refused with the place where it stands."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from khet.collect.schema.parts import Field, Part, Repeat, Schema, Table

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_SLOTS = 5_000
_PARTS: dict[str, type[Part]] = {"field": Field, "table": Table, "repeat": Repeat}


class SchemaError(ValueError):
    """place says where ("sections.1.parts.3.type"), the text what is wrong there."""

    def __init__(self, place: str, text: str) -> None:
        super().__init__(f"{place}: {text}" if place else text)
        self.place = place


def write(schema: Schema) -> dict[str, Any]:
    """Plain JSON; values that are as by default are left out."""
    found: dict[str, Any] = _write(schema)
    return found


def read(data: object) -> Schema:
    """Raises SchemaError for a wrong shape, an unknown name, or a key used twice."""
    schema = _read(Schema, data, "")
    assert isinstance(schema, Schema)
    _refuse_twins(schema)
    return schema


def _write(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_write(each) for each in value]
    if not is_dataclass(value):
        return value
    told = {f.name: _write(getattr(value, f.name)) for f in fields(value) if getattr(value, f.name) != f.default}
    for name, kind in _PARTS.items():
        if isinstance(value, kind) and name != "field":
            told["part"] = name
    return told


def _read(wanted: Any, data: object, place: str) -> Any:
    origin = get_origin(wanted)
    if origin in (Union, UnionType):
        return _read_union(get_args(wanted), data, place)
    if origin is tuple:
        if not isinstance(data, list):
            raise SchemaError(place, "must be a list")
        return tuple(_read(get_args(wanted)[0], each, f"{place}.{at}".strip(".")) for at, each in enumerate(data))
    if isinstance(wanted, type) and is_dataclass(wanted):
        return _read_object(wanted, data, place)
    return _read_plain(wanted, data, place)


def _read_union(choices: tuple[Any, ...], data: object, place: str) -> Any:
    if type(None) in choices:
        return None if data is None else _read(next(each for each in choices if each is not type(None)), data, place)
    name = data.get("part", "field") if isinstance(data, Mapping) else ""
    if name not in _PARTS:
        raise SchemaError(place, "must be a field, a table or a repeat")
    return _read_object(_PARTS[name], {k: v for k, v in data.items() if k != "part"}, place)  # type: ignore[attr-defined]


def _read_object(wanted: type[Any], data: object, place: str) -> Any:
    if not isinstance(data, Mapping):
        raise SchemaError(place, "must be an object")
    hints, known = get_type_hints(wanted), {f.name: f for f in fields(wanted)}
    if unknown := [str(name) for name in data if name not in known]:
        raise SchemaError(place, f"unknown: {', '.join(sorted(unknown))[:120]}")
    lacking = [n for n, f in known.items() if f.default is MISSING and n not in data]
    if lacking:
        raise SchemaError(place, f"missing: {', '.join(lacking)}")
    given = {name: _read(hints[name], value, f"{place}.{name}".strip(".")) for name, value in data.items()}
    if "key" in given and not KEY.fullmatch(given["key"]):
        raise SchemaError(f"{place}.key", "a to z, digits and _, at most 40, beginning with a letter")
    return wanted(**given)


def _read_plain(wanted: Any, data: object, place: str) -> Any:
    if wanted is float and isinstance(data, int) and not isinstance(data, bool):
        return data
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        try:
            return wanted(str(data))
        except ValueError:
            raise SchemaError(place, f"must be one of {', '.join(each.value for each in wanted)}") from None
    if not isinstance(data, wanted) or (wanted is int and isinstance(data, bool)):
        raise SchemaError(place, f"must be {wanted.__name__}")
    return data


def _refuse_twins(schema: Schema) -> None:
    seen: set[str] = set()
    count = 0
    for at, section in enumerate(schema.sections):
        for place, part in enumerate(section.parts):
            if part.key in seen:
                raise SchemaError(f"sections.{at}.parts.{place}.key", f"{part.key} stands twice")
            seen.add(part.key)
            count += _size(part, f"sections.{at}.parts.{place}")
    if count > MOST_SLOTS:
        raise SchemaError("", f"more than {MOST_SLOTS} cells")


def _size(part: Part, place: str) -> int:
    if isinstance(part, Table):
        for name, options in (("rows", part.rows), ("columns", part.columns)):
            _refuse_twin_codes([each.code for each in options], f"{place}.{name}")
        return max(1, len(part.rows)) * max(1, len(part.columns))
    if isinstance(part, Repeat):
        _refuse_twin_codes([each.key for each in part.fields], f"{place}.fields")
        return len(part.fields)
    _refuse_twin_codes([each.code for each in part.options], f"{place}.options")
    return 1


def _refuse_twin_codes(codes: list[str], place: str) -> None:
    twins = {code for code in codes if codes.count(code) > 1} if len(codes) < 2_000 else set()
    if twins or any("/" in code or not code for code in codes):
        raise SchemaError(place, f"stands twice, is empty or has a slash: {', '.join(sorted(twins))[:80]}")
