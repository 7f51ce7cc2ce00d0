"""คำต่อ: the first words of the next page at the foot of each page of a letter (practice of offices, unverified)."""

from itertools import takewhile

from khet.paper.layout import Layout
from khet.paper.reading import first_lines
from khet.paper.wording import Piece, pieces

LONGEST = 18
"""Characters of a catch word; the piece that passes them is the last."""
SHORTEST = 5


def catch_words(pdf: bytes, layout: Layout) -> list[list[Piece]]:
    """For each page what stands at its foot; empty for the last. The PDF is the letter set without them."""
    lines = first_lines(pdf, top_cm=layout.top, bottom_cm=layout.bottom)
    return [_caught(line) for line in lines[1:]] + [[]]


def _caught(line: str) -> list[Piece]:
    """Whole words from the beginning of a line: "/ทั้งนี้ ..." """
    found: list[Piece] = []
    length = 0
    for piece in takewhile(lambda each: each != "\n", pieces(line)):
        size = len(piece if isinstance(piece, str) else piece[0])
        if found and (length >= SHORTEST or length + size > LONGEST):
            break
        found.append(piece)
        length += size
    while found and found[-1] == " ":
        found.pop()
    return ["/", *found, " ", "..."] if found else []
