"""Names of places in a form: for formulas, and for people."""

from collections.abc import Iterator, Mapping

from khet.collect.schema import Field, Repeat, Schema, Table, split_path
from khet.collect.schema.parts import Part


def names_of(schema: Schema) -> frozenset[str]:
    """What a formula may read, as expressions.compile takes it."""
    return frozenset(name for part in schema.parts().values() for name in _names(part))


def names_within(schema: Schema, part: Part) -> frozenset[str]:
    """The same inside a part: the fields of a repeat by their own keys, the columns of a table row by row."""
    known = names_of(schema)
    if isinstance(part, Repeat):
        return known | {each.key for each in part.fields}
    return known | set(row_names(part, known)) if isinstance(part, Table) else known


def row_names(table: Table, known: frozenset[str]) -> tuple[str, ...]:
    """Columns that a check of the table may call by name; it is then asked of each row."""
    return tuple(each.code for each in table.columns if each.code.isidentifier() and each.code not in known)


def _names(part: Part) -> Iterator[str]:
    yield from (f"{part.key}/*/*", f"{part.key}/**") if isinstance(part, Table) else ()
    if isinstance(part, Field):
        yield part.key
    elif isinstance(part, Repeat):
        yield f"{part.key}/**"
        yield from (f"{part.key}/*/{each.key}" for each in part.fields)
    elif not (part.rows and part.columns):
        yield f"{part.key}/"
    else:
        yield from _table_names(part)


def _table_names(table: Table) -> Iterator[str]:
    for row in table.rows:
        yield f"{table.key}/{row.code}/*"
        yield from (f"{table.key}/{row.code}/{column.code}" for column in table.columns)
    yield from (f"{table.key}/*/{column.code}" for column in table.columns)


def label_of(schema: Schema, path: str) -> str:
    """ "จำนวนนักเรียน · ม.1 · ชาย"; rows of a repeat by their place when told ("แถว r7k2" otherwise)."""
    key, *steps = split_path(path)
    part = schema.parts().get(key)
    if part is None:
        return path
    return " · ".join((part.label, *_steps(part, steps)))


def _steps(part: Part, steps: list[str]) -> Iterator[str]:
    if isinstance(part, Table) and steps:
        for step, options in zip(steps, (part.rows, part.columns), strict=False):
            yield _label({each.code: each.label for each in options}, step)
    elif isinstance(part, Repeat) and steps:
        yield steps[0]
        yield from (_label({each.key: each.label for each in part.fields}, step) for step in steps[1:])


def _label(labels: Mapping[str, str], code: str) -> str:
    return labels.get(code, code)
