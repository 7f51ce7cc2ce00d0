"""The text of a letter as typed: paragraphs parted by blank lines, numbered lines, and tables of | rows |."""

import re
from collections.abc import Iterator
from typing import TypedDict

from khet.paper.wording import Piece, clean, digits, pieces

_ITEM = re.compile(r"^\s*((?:[0-9๐-๙]+(?:\.[0-9๐-๙]+)*[.)]?|\([0-9๐-๙]+\)|[ก-ฮ]\.|\([ก-ฮ]\)|[-•]))\s+(?=\S)")
_NUMBERED = re.compile(
    r"^(?:[0-9๐-๙]+(?:\.[0-9๐-๙]+)*[.)]|[0-9๐-๙]+(?:\.[0-9๐-๙]+)+|\([0-9๐-๙]+\)|[ก-ฮ]\.|\([ก-ฮ]\)|[-•])$"
)
_RULE = re.compile(r"^\s*\|?[\s:|-]+\|?\s*$")
COLUMNS = 8
"""Most columns of a table inside a letter."""


class Block(TypedDict, total=False):
    """kind: para (text), item (label, level from 0, text) or table (head, rows; numeric and weights per column)."""

    kind: str
    text: list[Piece]
    label: str
    level: int
    rows: list[list[list[Piece]]]
    head: bool
    numeric: list[bool]
    weights: list[int]


def blocks(body: str, *, thai: bool = False) -> list[Block]:
    """The parts of a body in order. Anything that is not one of the simple forms is a paragraph, as typed."""
    return [block for group in _groups(clean(body)) for block in _blocks_of(group, thai=thai)]


def _groups(body: str) -> Iterator[list[str]]:
    """Lines that belong together: a blank line, a numbered line or the edge of a table begins a new group."""
    group: list[str] = []
    for line in body.split("\n"):
        if not line.strip() or (group and (_begins_item(line) or _is_row(line) != _is_row(group[-1]))):
            if group:
                yield group
            group = []
        if line.strip():
            group.append(line)
    if group:
        yield group


def _blocks_of(group: list[str], *, thai: bool) -> Iterator[Block]:
    if all(_is_row(line) for line in group):
        yield _table(group, thai=thai)
        return
    label = _begins_item(group[0])
    text = "\n".join(line.strip() for line in group)
    if label:
        rest = text[text.index(label) + len(label) :].strip()
        yield Block(kind="item", label=digits(label, thai=thai), level=_level(label), text=pieces(rest, thai=thai))
    else:
        yield Block(kind="para", text=pieces(text, thai=thai))


def _begins_item(line: str) -> str:
    found = _ITEM.match(line)
    return found[1] if found and _NUMBERED.match(found[1]) else ""


def _level(label: str) -> int:
    """1. is 0, 1.1 is 1, 1.1.1 and (1) are 2; ก. counts as 1, a dash as 1."""
    if label.startswith("("):
        return 2
    if label in {"-", "•"} or re.match("[ก-ฮ]", label):
        return 1
    return min(label.rstrip(".)").count("."), 2)


def _is_row(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) > 2 and stripped.startswith("|") and stripped.endswith("|")


def _table(group: list[str], *, thai: bool) -> Block:
    head = len(group) > 1 and bool(_RULE.match(group[1]))
    cells = [_cells(line) for line in group if not _RULE.match(line)] or [[""]]
    width = min(max(len(row) for row in cells), COLUMNS)
    widest = max(6, 72 // width)
    even = [(row + [""] * width)[:width] for row in cells]
    body = even[1:] if head else even
    numeric = [_is_numeric([row[column] for row in body]) for column in range(width)]
    return Block(
        kind="table",
        head=head,
        rows=[[pieces(cell, thai=thai, widest=widest) for cell in row] for row in even],
        numeric=numeric,
        weights=[0 if numeric[column] else _weight([row[column] for row in even]) for column in range(width)],
    )


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip()[1:-1].split("|")]


def _weight(cells: list[str]) -> int:
    """Share of the width: as its longest cell, within reason."""
    return min(max(6, *(len(cell) for cell in cells)), 36)


def _is_numeric(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(re.fullmatch(r"[0-9๐-๙][0-9๐-๙,.%]*", cell) for cell in filled)
