"""A door for tests only: the trail's triggers aside, so that a test may tamper and Django may empty the tables."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

TABLES = [f"audit_{name}" for name in ("entry", "head", "mention", "privatevalue", "dailyroot", "dailyleaf")]


@contextmanager
def triggers_aside() -> Iterator[None]:
    """No trigger of the trail acts inside."""
    shut, open_again = _postgres() if connection.vendor == "postgresql" else _sqlite()
    with transaction.atomic():
        _run(shut)
        yield
        _run(open_again)


def _run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _postgres() -> tuple[list[str], list[str]]:
    """Needs a superuser, which the owner of a test database is; ALTER TABLE would wait for deferred checks."""
    return ["SET session_replication_role = replica"], ["SET session_replication_role = origin"]


def _sqlite() -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        triggers = [(name, sql) for name, sql, table in cursor.fetchall() if table in TABLES]
    return [f'DROP TRIGGER "{name}"' for name, _sql in triggers], [sql for _name, sql in triggers]


def let_tests_empty_the_trail() -> None:
    """Django empties all tables after a test with real transactions; the trail's triggers would refuse that."""
    operations: Any = connection.ops
    flush = operations.execute_sql_flush

    def flush_with_triggers_aside(sql_list: Sequence[str]) -> None:
        with triggers_aside():
            if connection.vendor == "postgresql":
                _run([f"DELETE FROM {name}" for name in _with_rows()])
            else:
                flush(sql_list)

    operations.execute_sql_flush = flush_with_triggers_aside


def _with_rows() -> list[str]:
    """Tables that hold anything, quoted, by one question.

    PostgreSQL makes new files for every table that it truncates and its indexes, empty or not: some thousand a test.
    Deleting in any order is safe here, as no trigger acts, those of foreign keys among them. Numbering goes on, as it
    does after Django's own flush.
    """
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quoted = [connection.ops.quote_name(name) for name in names]
    asked = " UNION ALL ".join(f"SELECT {at} WHERE EXISTS (SELECT FROM {name})" for at, name in enumerate(quoted))
    with connection.cursor() as cursor:
        cursor.execute(asked)  # numbers, so that no name stands in a string
        return [quoted[at] for (at,) in cursor.fetchall()]
