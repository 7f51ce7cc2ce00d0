"""What is marked, and the one way in."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from khet.collect.sheets.marking import patching, plain
from khet.collect.sheets.marking.noting import UnusualError
from khet.collect.sheets.sheet import Sheet


class Tone(StrEnum):
    """BLOCK is red, WARN yellow; a cell with both is red."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to mend. row: number in the file, 0 for the file as a whole; place: column from 0, -1 for none.

    head, value: for the list; message and hint: what is wrong and what to do (Thai).
    """

    row: int
    place: int
    head: str
    value: str
    tone: Tone
    message: str
    hint: str


def mark(content: bytes, sheet: Sheet, marks: Iterable[Mark]) -> bytes:
    """An .xlsx with the marks. A workbook is given back as it was sent, but for its marks; a CSV, an .xls or a workbook
    of an unusual make is written anew with its rows.
    """
    listed = sorted(marks, key=lambda each: (each.row, each.place))
    if content[:4] == b"PK\x03\x04":
        try:
            return patching.patched(content, sheet.tab, listed)
        except UnusualError:
            pass
    return patching.patched(plain.workbook(sheet), plain.TAB, listed)
