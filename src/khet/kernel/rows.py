"""Adding rows quickly while others wait for the lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, models

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Plan:
    """The fields written, the statement up to VALUES, and the text of one row."""

    fields: "tuple[models.Field[Any, Any], ...]"
    statement: str
    row: str


@lru_cache(maxsize=64)
def _plan(model: type[models.Model], _vendor: str) -> _Plan:
    fields = tuple(field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField))
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    row = f"({', '.join(['%s'] * len(fields))})"
    return _Plan(fields, f"INSERT INTO {table} ({names}) VALUES ", row)  # noqa: S608 - names from our own models


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
            ids = sorted(found[0] for found in cursor.fetchall())
        for each, pk in zip(batch, ids, strict=True):
            each.pk = pk
            each._state.adding, each._state.db = False, connection.alias
