"""Hot questions to the database: Django builds their SQL once, afterwards only the values are put in (ADR 013)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache, update_wrapper
from itertools import islice
from typing import Any, Final, Generic, ParamSpec, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

from khet.kernel.actor import Actor

Asked = ParamSpec("Asked")
Row = TypeVar("Row")
MOST: Final = 200  # plans kept in a process, about 35 KB each
LONGEST: Final = 512  # ids in one question; more are asked without keeping
LARGEST: Final = 1 << 63  # of numbers a database compares
MARKS: Final = (20_001, 30_001)  # small enough for every column
_NAMES: Final = ("phrase_for", "person_name", "post_name", "unit_name", "desk_name", "desk_kind", "phrase")
_IDS: Final = tuple(each.name for each in fields(Actor) if each.name not in (*_NAMES, "duties"))
Values = dict[tuple[type, Any], int]


class Ids(tuple[int, ...]):
    """Many ids for one IN. Questions of about as many share a statement: the list is filled up with its last id."""

    __slots__ = ()


class Word(str):
    """A word that says which question it is (the tab of a list), so it is part of the form."""

    __slots__ = ()


class Statement(Generic[Asked, Row]):
    """A question kept ready; calling it gives the rows.

    build is a pure function from what is asked to a queryset. It may compare what it is given for equality and put it
    into filters, and do nothing else with it: no sums, no parts of words, no clock, no other question. Of an Actor it
    sees ids and duties, not names. None, False, 0, "" and Word are part of the form; other numbers, days and words are
    values. It is built with two sets of made-up values: whatever differs between them must be one of the values.
    """

    def __init__(self, build: "Callable[Asked, models.QuerySet[Any, Row]]") -> None:
        self.build = build
        update_wrapper(self, build)

    def __call__(self, *args: Asked.args, **kwargs: Asked.kwargs) -> list[Row]:
        if any(map(_beyond, (*args, *kwargs.values()))):
            return list(self.build(*args, **kwargs))
        plan, values = self._kept(args, kwargs)
        return plan.rows(values)

    def count(self, *args: Asked.args, **kwargs: Asked.kwargs) -> int:
        """How many rows there are, counted by the database (with the limit of the queryset, as it has one)."""
        if any(map(_beyond, (*args, *kwargs.values()))):
            return self.build(*args, **kwargs).count()
        plan, values = self._kept(args, kwargs)
        return plan.count(values)

    def _kept(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> "tuple[_Plan, list[Any]]":
        given = (*args, *kwargs.values())
        values: Values = {}
        form = (self, connection.vendor, *kwargs, *(_form(each, values) for each in given))
        plan = _plans.get(form)
        if plan is None:
            if len(_plans) >= MOST:
                _plans.clear()
            build = cast("Callable[..., models.QuerySet[Any, Any]]", self.build)
            one, other = (
                build(*marked[: len(args)], **dict(zip(kwargs, marked[len(args) :], strict=True)))
                for marked in (_all_marked(given, values, first) for first in MARKS)
            )
            plan = _plans[form] = _plan(one, other, values)
        return plan, [value[1] if kind is Ids else value for kind, value in values]


def _beyond(given: object) -> bool:
    """What no statement is kept for: very many ids, and numbers that no database takes."""
    if isinstance(given, Ids):
        return len(given) > LONGEST
    return isinstance(given, int) and not -LARGEST <= given < LARGEST


def _form(given: Any, values: Values) -> Any:
    """What of a value shapes the statement; the rest goes to values, the same value once."""
    if isinstance(given, Actor):
        return given.duties, *(_form(getattr(given, name), values) for name in _IDS)
    if isinstance(given, Ids):
        length = _length(len(given))
        for value in (*given, *given[-1:] * (length - len(given))):
            values[Ids, (len(values), value)] = len(values)
        return Ids, length
    if isinstance(given, frozenset):
        return "set", *sorted((_form(each, values) for each in given), key=repr)
    if _shapes(given):
        return repr(given)
    return values.setdefault((type(given), given), len(values))


def _shapes(given: object) -> bool:
    return given is None or isinstance(given, (bool, Word)) or not given


def _length(count: int) -> int:
    return count if count < 3 else 1 << (count - 1).bit_length()


def _all_marked(given: Sequence[Any], values: Values, first: int) -> list[Any]:
    """The same with a mark for every value, by which it is found again among the parameters."""
    ids = (first + number for (kind, _), number in values.items() if kind is Ids)
    return [
        Ids(islice(ids, _length(len(each)))) if isinstance(each, Ids) else _marked(each, values, first)
        for each in given
    ]


def _marked(given: Any, values: Values, first: int) -> Any:
    if isinstance(given, Actor):
        marked: dict[str, Any] = {name: _marked(getattr(given, name), values, first) for name in _IDS}
        return replace(given, **marked | dict.fromkeys(_NAMES, ""))
    if isinstance(given, frozenset):
        return frozenset(_marked(each, values, first) for each in given)
    return given if _shapes(given) else _mark(type(given), first + values[type(given), given])


def _mark(kind: type, number: int) -> Any:
    if kind is date:
        return date(number // 10 + 1000, 1, 1 + number % 10)
    if kind in (int, Ids):
        return number
    if kind is str:
        return f"mark {number}"
    raise TypeError(f"a statement does not take {kind.__name__}")


@dataclass(frozen=True, slots=True)
class _Plan:
    """A statement and where its values go: (place among the parameters, number of the value, or of many in a row)."""

    reader: Any
    stand: "_Stand"
    compiler: Any = None
    sql: str = ""
    params: tuple[Any, ...] = ()
    places: "tuple[tuple[int, int | range], ...]" = ()
    converters: Any = None

    def rows(self, values: Sequence[Any]) -> list[Any]:
        if not self.sql:
            return []
        asked = self.sql, self._filled(values)
        compiler = copy(self.compiler)
        compiler.connection = _door()
        compiler.as_sql = lambda *_args, **_more: asked
        compiler.get_converters = lambda _expressions: self.converters
        stand = copy(self.stand)
        stand.compiler = compiler
        return list(self.reader(stand))

    def count(self, values: Sequence[Any]) -> int:
        if not self.sql:
            return 0
        with _door().cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({self.sql}) asked", self._filled(values))  # noqa: S608 - our own SQL
            return int(cursor.fetchone()[0])

    def _filled(self, values: Sequence[Any]) -> tuple[Any, ...]:
        params = list(self.params)
        for place, number in self.places:
            params[place] = _param(values[number]) if isinstance(number, int) else _array(values, number)
        return tuple(params)


_plans: dict[Any, _Plan] = {}


def _plan(one: "models.QuerySet[Any, Any]", other: "models.QuerySet[Any, Any]", values: Values) -> _Plan:
    if one._prefetch_related_lookups or one.query.select_for_update:  # type: ignore[attr-defined]
        raise ValueError("a statement neither fetches beforehand nor locks")
    planner = _planner(connection.vendor)
    compiler, second = (each.query.get_compiler(connection=planner) for each in (one, other))
    found, again = _sql(compiler), _sql(second)
    stand = _Stand(one)
    if found is None and again is None:
        return _Plan(one._iterable_class, stand)
    if found is None or again is None or found[0] != again[0] or len(found[1]) != len(again[1]):
        raise ValueError("the text of a statement changes with a value")
    numbers = {
        tuple(_param(_mark(kind, first + number)) for first in MARKS): number
        for number, (kind, _value) in enumerate(values)
    }
    pairs = [(place, pair) for place, pair in enumerate(zip(found[1], again[1], strict=True)) if pair[0] != pair[1]]
    if any(pair not in numbers for _, pair in pairs):
        raise ValueError("a statement does more with a value than to compare it")
    places = tuple((place, numbers[pair]) for place, pair in pairs)
    columns = [each[0] for each in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    compiler.query = compiler.where = compiler.having = compiler.qualify = None  # served; 30 KB of 48
    ids = {number for number, (kind, _value) in enumerate(values) if kind is Ids}
    asked = _gathered(*found, places, ids) if connection.vendor == "postgresql" else (*found, places)
    return _Plan(one._iterable_class, stand, compiler, *asked, converters)


def _gathered(
    sql: str, params: tuple[Any, ...], places: tuple[tuple[int, int], ...], ids: Collection[int]
) -> "tuple[str, tuple[Any, ...], tuple[tuple[int, int | range], ...]]":
    """Each IN of many ids as one array: half the price of binding and planning them one by one."""
    texts, numbers = sql.split("%s"), dict(places)
    if len(texts) != len(params) + 1 or "%%" in sql:
        return sql, params, places
    told, given, filled = texts[0], list[Any](), list[tuple[int, int | range]]()
    at = 0
    while at < len(params):
        many = _in_a_row(texts, numbers, at) if numbers.get(at) in ids else 1
        if at in numbers:
            filled.append((len(given), numbers[at] if many == 1 else range(numbers[at], numbers[at] + many)))
        given.append(params[at])
        told = told + "%s" if many == 1 else told.removesuffix("IN (") + "= ANY(%s::bigint[]"
        at += many
        told += texts[at]
    return told, tuple(given), tuple(filled)


def _in_a_row(texts: Sequence[str], numbers: Mapping[int, int], at: int) -> int:
    """How many values an IN that begins with this parameter has, when they come one after another; else 1."""
    if not texts[at].endswith(" IN ("):
        return 1
    many = 1
    while texts[at + many] == ", " and numbers.get(at + many) == numbers[at] + many:
        many += 1
    return many if texts[at + many].startswith(")") else 1


def _array(values: Sequence[Any], numbers: range) -> str:
    return "{" + ",".join(str(values[number]) for number in numbers) + "}"


@cache
def _planner(_vendor: str) -> Any:
    """A connection that nobody opens: plans are for all threads, and must not keep the door of one from closing."""
    planner = connection.copy()
    planner.inc_thread_sharing()
    return planner


def _sql(compiler: Any) -> tuple[str, tuple[Any, ...]] | None:
    """None when Django knows beforehand that nothing will be found."""
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    return sql, tuple(params)


def _param(value: Any) -> Any:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


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

    def __init__(self, queryset: "models.QuerySet[Any, Any]") -> None:
        self.model, self.db, self._fields = queryset.model, queryset.db, queryset._fields  # type: ignore[attr-defined]
        self._known_related_objects: dict[Any, Any] = {}
        self.compiler: Any = None

    @property
    def query(self) -> "_Stand":
        return self

    def get_compiler(self, using: str | None = None) -> Any:
        return self.compiler


def statement(build: "Callable[Asked, models.QuerySet[Any, Row]]") -> "Statement[Asked, Row]":
    """Keep a hot question ready; see Statement for what its function may do."""
    return Statement(build)
