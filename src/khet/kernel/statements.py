"""Hot questions to the database: Django builds their SQL once, afterwards only the values are put in (ADR 011)."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import update_wrapper
from typing import Any, Final, Generic, ParamSpec, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Func, IntegerField

from khet.kernel.actor import Actor

Asked = ParamSpec("Asked")
Row = TypeVar("Row")
MOST: Final = 200  # plans kept for one connection, 10 to 40 KB each
LONGEST: Final = 512  # ids in one question; more are asked without keeping
MARK: Final = 7_000_000_000_000_000
_SIGN: Final = "70000000000"
_NAMES: Final = ("phrase_for", "person_name", "post_name", "unit_name", "desk_name", "desk_kind", "phrase")
_IDS: Final = tuple(each.name for each in fields(Actor) if each.name not in (*_NAMES, "duties"))
COUNT: Final = Func(template="COUNT(*)", output_field=IntegerField())


class Ids(tuple[int, ...]):
    """Many ids for one IN. Questions of about as many share a statement: the list is filled up with its last id."""

    __slots__ = ()


class Word(str):
    """A word that says which question it is (the tab of a list), so it is part of the form."""

    __slots__ = ()


class Statement(Generic[Asked, Row]):
    """A question kept ready; calling it gives the rows.

    build is a pure function from what is asked to a queryset. It may compare what it is given for equality and put it
    into filters, and do nothing else with it: no slices by it, no sums, no clock, no other question. Of an Actor it
    sees ids and duties, not names. None, False, 0 and duties are part of the form; other numbers, days and words are
    values.
    """

    def __init__(self, build: "Callable[Asked, models.QuerySet[Any, Row]]") -> None:
        self.build = build
        update_wrapper(self, build)

    def __call__(self, *args: Asked.args, **kwargs: Asked.kwargs) -> list[Row]:
        if any(isinstance(each, Ids) and len(each) > LONGEST for each in (*args, *kwargs.values())):
            return list(self.build(*args, **kwargs))
        plan, values = self._kept(args, kwargs)
        return plan.rows(values)

    def count(self, *args: Asked.args, **kwargs: Asked.kwargs) -> int:
        """How many rows there are, counted by the database (with the limit of the queryset, as it has one)."""
        plan, values = self._kept(args, kwargs)
        return plan.count(values)

    def _kept(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> "tuple[_Plan, list[Any]]":
        given = (*args, *kwargs.values())
        values: dict[Any, int] = {}
        form = (self, *kwargs, *(_form(each, values) for each in given))
        kept: dict[Any, _Plan] = connection.__dict__.setdefault("khet_plans", {})
        plan = kept.get(form)
        if plan is None:
            if len(kept) >= MOST:
                kept.clear()
            marked = [_marked(each, values) for each in given]
            names = dict(zip(kwargs, marked[len(args) :], strict=True))
            queryset = cast("Callable[..., models.QuerySet[Any, Row]]", self.build)(*marked[: len(args)], **names)
            plan = kept[form] = _plan(queryset, values)
        return plan, [value if kind is not _Place else value[1] for kind, value in values]


class _Place:
    """The kind under which a place in a list of ids is a value of its own, whatever stands there."""


def _form(given: Any, values: dict[Any, int]) -> Any:
    """What of a value shapes the statement; the rest goes to values, the same value once."""
    if isinstance(given, Actor):
        return given.duties, *(_form(getattr(given, name), values) for name in _IDS)
    if isinstance(given, Ids):
        length = _length(len(given))
        for value in (*given, *given[-1:] * (length - len(given))):
            values[_Place, (len(values), value)] = len(values)
        return Ids, length
    if isinstance(given, frozenset):
        return "set", *sorted((_form(each, values) for each in given), key=repr)
    if given is None or isinstance(given, (bool, Word)) or not given:
        return repr(given)
    return values.setdefault((type(given), given), len(values))


def _length(count: int) -> int:
    return count if count < 3 else 1 << (count - 1).bit_length()


def _marked(given: Any, values: dict[Any, int]) -> Any:
    """The same with a mark for every value, by which it is found again among the parameters."""
    if isinstance(given, Actor):
        marked = {name: _marked(getattr(given, name), values) for name in _IDS}
        return replace(given, **marked, **dict.fromkeys(_NAMES, ""))
    if isinstance(given, Ids):
        return Ids(_mark(int, number) for (kind, _), number in values.items() if kind is _Place)
    if isinstance(given, frozenset):
        return frozenset(_marked(each, values) for each in given)
    if given is None or isinstance(given, (bool, Word)) or not given:
        return given
    return _mark(type(given), values[type(given), given])


def _mark(kind: type, number: int) -> Any:
    if kind is date:
        return date(7000, 1, 1).replace(year=7000 + number)
    if kind in (int, str):
        return kind(MARK + number)
    raise TypeError(f"a statement does not take {kind.__name__}")


@dataclass(frozen=True, slots=True)
class _Plan:
    """A statement and where its values go: (place among the parameters, number of the value)."""

    queryset: "models.QuerySet[Any, Any]"
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    converters: Any

    def rows(self, values: Sequence[Any]) -> list[Any]:
        if not self.sql:
            return []
        asked = self.sql, self._filled(values)
        compiler = copy(self.compiler)
        compiler.connection = _door()
        compiler.as_sql = lambda *_args, **_more: asked
        compiler.get_converters = lambda _expressions: self.converters
        return list(self.queryset._iterable_class(_Stand(self.queryset, compiler)))  # type: ignore[call-arg]

    def count(self, values: Sequence[Any]) -> int:
        if not self.sql:
            return 0
        with _door().cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({self.sql}) asked", self._filled(values))  # noqa: S608 - our own SQL
            return int(cursor.fetchone()[0])

    def _filled(self, values: Sequence[Any]) -> tuple[Any, ...]:
        params = list(self.params)
        for place, number in self.places:
            value = values[number]
            params[place] = connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
        return tuple(params)


def _door() -> Any:
    """PostgreSQL plans such a statement once per connection: planning takes longer than most of them."""
    if connection.vendor != "postgresql":
        return connection
    known = connection.__dict__.get("khet_prepared")
    if known is None:
        from khet.kernel.prepared import Prepared

        known = connection.__dict__["khet_prepared"] = Prepared(connection)
    return known


class _Stand:
    """What Django's reading of rows needs of a queryset, with a compiler that knows its SQL already."""

    def __init__(self, queryset: "models.QuerySet[Any, Any]", compiler: Any) -> None:
        self.model, self.db, self._fields = queryset.model, queryset.db, queryset._fields  # type: ignore[attr-defined]
        self._known_related_objects: dict[Any, Any] = {}
        self.query, self._compiler = self, compiler

    def get_compiler(self, using: str | None = None) -> Any:
        return self._compiler


def _plan(queryset: "models.QuerySet[Any, Any]", values: Iterable[Any]) -> _Plan:
    if queryset._prefetch_related_lookups or queryset.query.select_for_update:  # type: ignore[attr-defined]
        raise ValueError("a statement neither fetches beforehand nor locks")
    compiler = queryset.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return _Plan(queryset, compiler, "", (), (), {})
    marks = {_param(kind, number): number for number, (kind, _value) in enumerate(values)}
    places = tuple((place, marks[each]) for place, each in enumerate(params) if _known(each, marks))
    if _SIGN in sql or any(_SIGN in str(each) for each in params if not _known(each, marks)):
        raise ValueError("a statement does more with a value than to compare it")
    return _Plan(queryset, compiler, sql, tuple(params), places, compiler.get_converters(_columns(compiler)))


def _param(kind: type, number: int) -> Any:
    mark = _mark(int if kind is _Place else kind, number)
    return connection.ops.adapt_datefield_value(mark) if isinstance(mark, date) else mark


def _known(param: Any, marks: dict[Any, int]) -> bool:
    return isinstance(param, (int, str, date)) and param in marks


def _columns(compiler: Any) -> list[Any]:
    return [each[0] for each in compiler.select[: compiler.col_count]]


def statement(build: "Callable[Asked, models.QuerySet[Any, Row]]") -> "Statement[Asked, Row]":
    """Keep a hot question ready; see Statement for what its function may do."""
    return Statement(build)
