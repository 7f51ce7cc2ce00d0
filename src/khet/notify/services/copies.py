"""The same notice for many people in one statement: a circular tells tens of thousands while others wait to write."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models

from khet.notify.models import Notice


def insert_copies(template: Notice, people: Sequence[int]) -> int:
    """One row for each person, like the template in all else; returns how many were new.

    A row that its once_key forbids is passed over. Ids are not read back: nobody here needs them.
    """
    if not people:
        return 0
    same = [field.get_db_prep_save(getattr(template, field.attname), connection) for field in _same()]
    everybody = json.dumps(list(people)) if connection.vendor == "sqlite" else list(people)
    with connection.cursor() as cursor:
        cursor.execute(_statement(connection.vendor), [*same, everybody])
        return int(cursor.rowcount)


@cache
def _same() -> tuple["models.Field[Any, Any]", ...]:
    """The columns that are alike for all."""
    own = {"id", "person_id"}
    return tuple(f for f in Notice._meta.concrete_fields if not f.generated and f.attname not in own)


@cache
def _statement(vendor: str) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in _same())
    marks = ", ".join("%s" for _field in _same())
    source = "json_each(%s) AS person" if vendor == "sqlite" else "unnest(%s::bigint[]) AS person(value)"
    # Only names from our own model are put in. WHERE true: without it SQLite reads ON as part of the FROM.
    return (
        f"INSERT INTO {quote(Notice._meta.db_table)} ({columns}, {quote('person_id')}) "  # noqa: S608
        f"SELECT {marks}, person.value FROM {source} WHERE true ON CONFLICT DO NOTHING"
    )
