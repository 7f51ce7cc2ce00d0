"""Writing thousands of items: one statement, and each equal value is made ready for the database once."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.constants import OnConflict

from khet.work.models import WorkItem

FEW = 50


def insert(items: Sequence[WorkItem]) -> None:
    """Save new items; one that a constraint knows already (an ask at a subject) is left out. They get no ids here."""
    if len(items) <= FEW:
        WorkItem.objects.bulk_create(items, ignore_conflicts=True)
        return
    fields = [field for field in WorkItem._meta.local_concrete_fields if not field.primary_key]
    columns = [(field.attname, _preparer(field)) for field in fields]
    rows = [[prepare(getattr(item, name)) for name, prepare in columns] for item in items]
    with connection.cursor() as cursor:
        cursor.executemany(_statement(fields), rows)


def _statement(fields: "Sequence[models.Field[Any, Any]]") -> str:
    quote = connection.ops.quote_name
    begin = connection.ops.insert_statement(on_conflict=OnConflict.IGNORE)
    names = ", ".join(quote(field.column or "") for field in fields)
    end = connection.ops.on_conflict_suffix_sql(fields, OnConflict.IGNORE, [], [])
    marks = ", ".join(["%s"] * len(fields))
    return f"{begin} {quote(WorkItem._meta.db_table)} ({names}) VALUES ({marks}) {end}"


def _preparer(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    known: dict[Any, Any] = {}

    def prepare(value: Any) -> Any:
        if value not in known:
            known[value] = field.get_db_prep_save(value, connection)
        return known[value]

    return prepare
