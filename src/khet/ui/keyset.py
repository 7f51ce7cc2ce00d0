"""Pages by key: the next page begins after the last row seen, so new rows shift nothing and depth costs nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Generic, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from django.utils.crypto import salted_hmac

CURSOR: Final = "page"
PAGE: Final = 50
M = TypeVar("M", bound=Model)
_signer: Final = Signer(salt="khet.ui.keyset")


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Rows in the order asked for, and the cursors of the neighbours ("" at either end)."""

    rows: list[M] = field(default_factory=list)
    newer: str = ""
    older: str = ""

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page_of(queryset: QuerySet[M], *, order: Sequence[str], cursor: str | None = None, size: int = PAGE) -> Page[M]:
    """One page of a queryset. order: field names ("-year", "-number"), none of them nullable; the key is added.

    cursor: what the address carries. A broken, foreign or forged one gives the first page.
    """
    keys = _with_key(queryset, order)
    backwards, values = _read(cursor, keys)
    found = queryset.order_by(*(_turned(keys) if backwards else keys))
    if values is not None:
        found = found.filter(_beyond(_turned(keys) if backwards else keys, values))
    rows = list(found[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
        if not more and len(rows) < size:
            # Coming back to the front with a short page: show a full first page instead.
            return page_of(queryset, order=order, size=size)
    return _page(rows, keys, newer=more if backwards else values is not None, older=True if backwards else more)


def first_of(rows: Sequence[M], *, order: Sequence[str], size: int = PAGE) -> Page[M]:
    """The first page, of at most size + 1 rows that were read already in this order with the key added."""
    return _page(list(rows[:size]), _keyed(order, type(rows[0])) if rows else (), newer=False, older=len(rows) > size)


def _page(rows: list[M], keys: Sequence[str], *, newer: bool, older: bool) -> Page[M]:
    if not rows:
        return Page()
    return Page(
        rows,
        newer=_write(rows[0], keys, backwards=True) if newer else "",
        older=_write(rows[-1], keys, backwards=False) if older else "",
    )


def _with_key(queryset: QuerySet[M], order: Sequence[str]) -> tuple[str, ...]:
    return _keyed(order, queryset.model)


def _keyed(order: Sequence[str], model: type[Model]) -> tuple[str, ...]:
    bare = {name.lstrip("-") for name in order}
    if bare & {"pk", model._meta.pk.name}:
        return tuple(order)
    return (*order, "-pk" if order and order[-1].startswith("-") else "pk")


def _turned(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in keys)


def _beyond(keys: Sequence[str], values: Sequence[object]) -> Q:
    """(a > x) or (a = x and b > y) …, with a >= x in front so that an index may be used."""
    whole, equal = Q(), Q()
    for name, value in zip(keys, values, strict=True):
        bare, way = (name[1:], "lt") if name.startswith("-") else (name, "gt")
        whole |= equal & Q(**{f"{bare}__{way}": value})
        equal &= Q(**{bare: value})
    first = keys[0]
    bare, way = (first[1:], "lte") if first.startswith("-") else (first, "gte")
    return Q(**{f"{bare}__{way}": values[0]}) & whole


def _write(row: Model, keys: Sequence[str], *, backwards: bool) -> str:
    packed = [_pack(_value(row, name.lstrip("-"))) for name in keys]
    return _signer.sign_object([_kind(keys), int(backwards), *packed])


def _read(cursor: str | None, keys: Sequence[str]) -> tuple[bool, list[object] | None]:
    if not cursor or len(cursor) > 2000:
        return False, None
    try:
        kind, backwards, *packed = _signer.unsign_object(cursor)
        if kind != _kind(keys) or len(packed) != len(keys):
            return False, None
        return bool(backwards), [_unpack(one) for one in packed]
    except (BadSignature, ValueError, TypeError, KeyError, InvalidOperation, UnicodeError):
        return False, None


def _kind(keys: Sequence[str]) -> str:
    return salted_hmac("khet.ui.keyset", "|".join(keys)).hexdigest()[:8]


def _value(row: Model, path: str) -> object:
    value: object = row
    for part in path.split("__"):
        value = getattr(value, part)
    return value


def _pack(value: object) -> object:
    for letter, (kind, pack, _back) in _KINDS.items():
        if type(value) is kind:
            return {letter: pack(value)}
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"a {type(value).__name__} cannot stand in a cursor")


def _unpack(value: object) -> object:
    if isinstance(value, Mapping):
        ((letter, text),) = value.items()
        return _KINDS[letter][2](text)
    return value


_KINDS: Final[dict[str, tuple[type, Any, Any]]] = {
    "t": (dt.datetime, dt.datetime.isoformat, dt.datetime.fromisoformat),
    "d": (dt.date, dt.date.isoformat, dt.date.fromisoformat),
    "n": (Decimal, str, Decimal),
}
