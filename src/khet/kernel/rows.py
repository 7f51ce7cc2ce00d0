"""Rows of the database: adding them quickly while others wait for the lock, and a row as a key."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models.constants import OnConflict

MOST_AT_ONCE = 500
FEW = 50


@dataclass(frozen=True, slots=True)
class _Plan:
    """The fields written, the statement up to VALUES, and the text of one row."""

    fields: "tuple[models.Field[Any, Any], ...]"
    statement: str
    row: str


@lru_cache(maxsize=64)
def _plan(model: type[models.Model], _vendor: str) -> _Plan:
    fields = _written(model)
    row = f"({', '.join(['%s'] * len(fields))})"
    return _Plan(fields, f"INSERT INTO {_table(model)} ({_names(fields)}) VALUES ", row)  # noqa: S608 - our own models


def facts_of(row: models.Model | None) -> Hashable:
    """All loaded values of a row of the database, as a key: what is drawn from it changes with one of them only."""
    if row is None:
        return None
    values = (value for name, value in vars(row).items() if name != "_state")
    return tuple(value if isinstance(value, Hashable) else repr(value) for value in values)


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model and set their ids. For the few hot places where a lock is held.

    Django builds each INSERT anew, which takes longer than the database needs for it; here the statement is made
    once per model. Values are prepared by the model's own fields.
    """
    if not rows:
        return
    plan = _plan(type(rows[0]), connection.vendor)
    for start in range(0, len(rows), MOST_AT_ONCE):
        batch = rows[start : start + MOST_AT_ONCE]
        values = [
            field.get_db_prep_save(getattr(each, field.attname), connection) for each in batch for field in plan.fields
        ]
        with connection.cursor() as cursor:
            cursor.execute(f"{plan.statement}{', '.join([plan.row] * len(batch))} RETURNING id", values)
            _number(batch, [found[0] for found in cursor.fetchall()])


def pour(rows: Sequence[models.Model]) -> None:
    """Insert thousands of rows of one model and set their ids, in one statement where the database takes columns.

    PostgreSQL is given each column as one array, and a column that is the same in every row as one value: a tenth of
    the work of as many rows of parameters.
    """
    if connection.vendor == "postgresql" and len(rows) > FEW:
        _number(rows, _unnest(rows, " RETURNING id"))
    else:
        insert(rows)


def pour_new(rows: Sequence[models.Model]) -> None:
    """As pour, but a row that a constraint knows already is left out; so the rows get no ids."""
    if not rows:
        return
    if len(rows) <= FEW:
        type(rows[0])._default_manager.bulk_create(rows, ignore_conflicts=True)
    elif connection.vendor == "postgresql":
        _unnest(rows, " ON CONFLICT DO NOTHING")
    else:
        fields = _written(type(rows[0]))
        begin = connection.ops.insert_statement(on_conflict=OnConflict.IGNORE)
        marks = ", ".join(["%s"] * len(fields))
        columns = [_column(field, rows) for field in fields]
        with connection.cursor() as cursor:
            statement = f"{begin} {_table(type(rows[0]))} ({_names(fields)}) VALUES ({marks})"
            cursor.executemany(statement, list(zip(*columns, strict=True)))


def _unnest(rows: Sequence[models.Model], end: str) -> list[int]:
    """One INSERT … SELECT over arrays; the ids when `end` asks for them, in the order of the rows."""
    fields = _written(type(rows[0]))
    shown, arrays, names, values, constants = [], [], [], [], []
    for place, field in enumerate(fields):
        kind, column = field.db_type(connection), _column(field, rows)
        if column.count(column[0]) == len(column):
            shown.append(f"%s::{kind}")
            constants.append(column[0])
        else:
            shown.append(f"x.c{place}")
            names.append(f"c{place}")
            arrays.append(f"%s::{kind}[]")
            values.append(column)
    if not arrays:
        raise ValueError("rows that differ in nothing")
    source = f"unnest({', '.join(arrays)}) WITH ORDINALITY AS x({', '.join(names)}, place)"
    statement = (
        f"INSERT INTO {_table(type(rows[0]))} ({_names(fields)}) "  # noqa: S608 - names from our own models
        f"SELECT {', '.join(shown)} FROM {source} ORDER BY x.place{end}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*constants, *values])
        return [found[0] for found in cursor.fetchall()] if "RETURNING" in end else []


def _number(rows: Sequence[models.Model], ids: Sequence[int]) -> None:
    for each, pk in zip(rows, sorted(ids), strict=True):
        each.pk = pk
        each._state.adding, each._state.db = False, connection.alias


def _column(field: "models.Field[Any, Any]", rows: Sequence[models.Model]) -> list[Any]:
    """The prepared values of one field; equal ones are made ready once."""
    prepare = _preparer(field)
    return [prepare(getattr(row, field.attname)) for row in rows]


def _preparer(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    known: dict[Any, Any] = {}

    def prepare(value: Any) -> Any:
        try:
            return known[value]
        except KeyError:
            known[value] = field.get_db_prep_save(value, connection)
            return known[value]
        except TypeError:  # a list or a dict
            return field.get_db_prep_save(value, connection)

    return prepare


def _written(model: type[models.Model]) -> "tuple[models.Field[Any, Any], ...]":
    return tuple(field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField))


def _names(fields: "Sequence[models.Field[Any, Any]]") -> str:
    return ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
