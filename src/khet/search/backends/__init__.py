"""One index, two engines behind one protocol."""

from functools import cache

from django.db import connection

from khet.search.backends.protocol import Backend


def backend() -> Backend:
    """The engine of this hub's database."""
    return _of(connection.vendor)


@cache
def _of(vendor: str) -> Backend:
    if vendor == "postgresql":
        from khet.search.backends.postgres import Postgres

        return Postgres()
    from khet.search.backends.sqlite import Sqlite

    return Sqlite()
