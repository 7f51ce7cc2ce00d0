"""Rows from wherever they are into DuckDB, as text; nothing personal touches the disk on the way."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from khet.collect.checks.columns import TEXTS
from khet.collect.checks.lists import quoted
from khet.collect.sheets import Sheet
from khet.collect.sheets.guarding import held

if TYPE_CHECKING:
    import duckdb

Records = Iterable[Mapping[str, object]]
Source = Sheet | Path | Records


def pour(
    connection: "duckdb.DuckDBPyConnection", name: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]
) -> None:
    """A table of rows; columns: name → SQL type."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    content = text.getvalue().replace("\0", "").encode("utf-8", "replace")
    shape = ", ".join(f"{quoted(column)}: {quoted(kind)}" for column, kind in columns.items())
    if not content:
        declared = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f"CREATE TABLE {name} ({declared})")
        return
    with held(content) as path:
        connection.execute(
            f"CREATE TABLE {name} AS SELECT * FROM read_csv({quoted(str(path))}, header=false, auto_detect=false, "  # noqa: S608
            f"delim=',', quote='\"', escape='\"', columns={{{shape}}}, max_line_size=4000000, parallel=false)"
        )


def load(connection: "duckdb.DuckDBPyConnection", name: str, source: Source) -> tuple[str, ...]:
    """Make `name` a table (or a view of a Parquet file) with row and texts; which of our columns it has."""
    if isinstance(source, Sheet):
        return _sheet(connection, name, source)
    if isinstance(source, Path):
        return _parquet(connection, name, source)
    return _records(connection, name, source)


def _sheet(connection: "duckdb.DuckDBPyConnection", name: str, sheet: Sheet) -> tuple[str, ...]:
    has = tuple(key for key in TEXTS if key in sheet.places)
    pick = itemgetter(*(sheet.places[key] for key in has))
    single = len(has) == 1
    rows = ((row.number, pick(row.cells)) if single else (row.number, *pick(row.cells)) for row in sheet.rows)
    pour(connection, name, _columns(has), rows)
    return has


def _records(connection: "duckdb.DuckDBPyConnection", name: str, records: Records) -> tuple[str, ...]:
    """Records carry the texts by our keys; without "row" they are numbered from 1."""
    listed = list(records)
    has = tuple(key for key in TEXTS if any(key in record for record in listed[:1]))
    pour(connection, name, _columns(has), _numbered(listed, has))
    return has


def _numbered(records: Sequence[Mapping[str, object]], has: Sequence[str]) -> Iterator[Sequence[object]]:
    for number, record in enumerate(records, 1):
        yield (record.get("row", number), *("" if (value := record.get(key)) is None else value for key in has))


def _parquet(connection: "duckdb.DuckDBPyConnection", name: str, path: Path) -> tuple[str, ...]:
    """A Parquet file stays where it is and is read as a stream; rows are numbered from 1 in its order."""
    text = quoted(str(path))
    described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({text})").fetchall()  # noqa: S608
    known = {row[0] for row in described}
    has = tuple(key for key in TEXTS if key in known)
    connection.execute(
        f"CREATE VIEW {name} AS SELECT file_row_number + 1 AS row, {', '.join(has)} "  # noqa: S608
        f"FROM read_parquet({text}, file_row_number=true)"
    )
    return has


def _columns(has: Sequence[str]) -> dict[str, str]:
    return {"row": "BIGINT", **dict.fromkeys(has, "VARCHAR")}
