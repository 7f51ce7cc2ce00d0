"""What was read from a file: raw text by place, with where it stood."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Row(NamedTuple):
    """number: the row's number in the file, from 1. cells: the text of every column, in the order of the file."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file. Text stands as in the file; nothing is mended here.

    kind: pupils, staff, ict or schools. layout: which known file it is ("dmc36"). digest: SHA-256 of the bytes, so
    that the same file is known again. tab: the worksheet, "" of a CSV. head_row: the row of the headings, 0 for none.
    places: where each of our columns stands (from 0); other columns keep their heading in heads, their text in rows.
    spoilt: cells without a certain value, (row number, place) → what is wrong (Thai). notes: what was left out.
    """

    kind: str
    layout: str
    name: str
    digest: str
    tab: str
    head_row: int
    heads: tuple[str, ...]
    places: Mapping[str, int]
    rows: tuple[Row, ...]
    spoilt: Mapping[tuple[int, int], str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def value(self, row: Row, key: str) -> str:
        """The text of one of our columns, "" when the file does not have it."""
        place = self.places.get(key)
        return row.cells[place] if place is not None else ""

    def records(self) -> Iterator[dict[str, str]]:
        """Each row as {our column: text}, with "row" as its number."""
        for row in self.rows:
            yield {"row": str(row.number), **{key: row.cells[place] for key, place in self.places.items()}}

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headings that are none of ours: kept, not used."""
        known = set(self.places.values())
        return tuple(head for place, head in enumerate(self.heads) if place not in known and head)

    def head(self, key: str) -> str:
        """What the file calls one of our columns."""
        place = self.places.get(key)
        return self.heads[place] if place is not None and place < len(self.heads) else ""
