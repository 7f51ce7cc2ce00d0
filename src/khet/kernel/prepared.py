"""A connection to PostgreSQL whose cursors let the server keep what it has planned."""

from typing import Any

from django.db.backends.postgresql.base import ServerBindingCursor


class PreparedCursor(ServerBindingCursor):
    """Every statement is prepared at its first use; what is not used for long, psycopg forgets (100 are kept)."""

    def execute(self, query: Any, params: Any = None, **given: Any) -> Any:
        known: Any = super()
        return known.execute(query, params, prepare=True, **given)


class Prepared:
    """Stands for a connection where a compiler asks for its cursor."""

    def __init__(self, wrapper: Any) -> None:
        self._wrapper = wrapper

    def __getattr__(self, name: str) -> Any:
        return getattr(self._wrapper, name)

    def cursor(self) -> Any:
        """Wrapped as Django's own, so that errors and the log of statements are the same."""
        wrapper = self._wrapper
        wrapper.ensure_connection()
        wrapper.connection.prepare_threshold = 1
        kind: Any = PreparedCursor
        return wrapper._prepare_cursor(kind(wrapper.connection))
