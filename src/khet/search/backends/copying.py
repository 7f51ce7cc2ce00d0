"""Rows for PostgreSQL's COPY: what would cost more to quote than to cut is written in the form the server reads."""

import struct
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from khet.search.backends import shared
from khet.search.backends.protocol import Row
from khet.search.models import Slot

_SIGNATURE, _END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_NULL, _INT4 = struct.pack(">i", -1), 23
_DAYS_FROM = date(2000, 1, 1).toordinal()
_FIELDS = ("kind", "target_id", *shared.FIELDS, "indexed_at")


def copy_documents(cursor: Any, slot: Slot, rows: Sequence[Row]) -> list[int]:
    """Add rows to the table of documents; their new ids, in their order."""
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
        [f"search_doc_{slot}", len(rows)],
    )
    ids, now = [row[0] for row in cursor.fetchall()], timezone.now()
    with cursor.copy(f"COPY search_doc_{slot} (id, {', '.join(_FIELDS)}) FROM STDIN") as copy:
        for pk, row in zip(ids, rows, strict=True):
            copy.write_row((pk, row.kind, row.target_id, *(getattr(row, name) for name in shared.FIELDS), now))
    return ids


def copy_cuts(cursor: Any, slot: Slot, cuts: Iterable[tuple[int, Row, Collection[bytes]]]) -> None:
    """Add (document id, row, its lexemes, each once) to the table that is searched."""
    with cursor.copy(
        f"COPY search_cut_{slot} (document_id, words, terms, day, bag) FROM STDIN (FORMAT BINARY)"
    ) as copy:
        copy.write(_SIGNATURE)
        for pk, row, lexemes in cuts:
            day = _NULL if row.day is None else struct.pack(">ii", 4, row.day.toordinal() - _DAYS_FROM)
            values = (_sized(_tsvector(lexemes)), _sized(_int4s(row.terms)), day, _sized(row.bag))
            copy.write(struct.pack(">hiq", 5, 8, pk) + b"".join(values))
        copy.write(_END)


def _sized(value: bytes) -> bytes:
    return struct.pack(">i", len(value)) + value


def _tsvector(lexemes: Collection[bytes]) -> bytes:
    """Lexemes in the server's order, each with its end and no positions."""
    ends = b"\0\0\0" if lexemes else b""
    return struct.pack(">i", len(lexemes)) + ends.join(sorted(lexemes)) + ends


def _int4s(values: Collection[int]) -> bytes:
    if not values:
        return struct.pack(">iii", 0, 0, _INT4)
    each = b"".join(struct.pack(">ii", 4, value) for value in sorted(values))
    return struct.pack(">iiiii", 1, 0, _INT4, len(values), 1) + each
