"""Names in XLSForm: every question has one name in the whole form."""

import re
from collections.abc import Iterator

from khet.collect.schema import Repeat, Schema, Table
from khet.collect.schema.parts import Part

JOINT = "__"
_ODD = re.compile(r"[^A-Za-z0-9_.-]")


def cell_name(*steps: str) -> str:
    """pupils, 311, m → pupils__311__m."""
    return JOINT.join(_ODD.sub("_", step) for step in steps)


def names_of(schema: Schema) -> dict[str, str]:
    """XLSForm names by path pattern: "pupils", "devices/*/brand", "by_class/311/m"."""
    return {path: name for part in schema.parts().values() for path, name in _names(part)}


def _names(part: Part) -> Iterator[tuple[str, str]]:
    yield part.key, part.key
    if isinstance(part, Table):
        for row in part.rows:
            for column in part.columns:
                yield f"{part.key}/{row.code}/{column.code}", cell_name(part.key, row.code, column.code)
    elif isinstance(part, Repeat):
        for field in part.fields:
            yield f"{part.key}/*/{field.key}", cell_name(part.key, field.key)


def added(schema: Schema, pattern: str) -> str:
    """Cells of a table added up in XPath: "by_class/*/m" → (coalesce(${by_class__311__m}, 0) + …)."""
    key, row, column = pattern.split("/")
    table = schema.parts()[key]
    assert isinstance(table, Table)
    cells = [
        f"coalesce(${{{cell_name(key, each.code, other.code)}}}, 0)"
        for each in table.rows
        if row in ("*", each.code)
        for other in table.columns
        if column in ("*", other.code)
    ]
    return f"({' + '.join(cells)})"


def is_table(schema: Schema, key: str) -> bool:
    return isinstance(schema.parts().get(key), Table)
