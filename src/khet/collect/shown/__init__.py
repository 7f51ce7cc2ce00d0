"""A form as it is shown: what the designer previews and what a school fills in are one and the same drawing."""

from khet.collect.shown.drawing import Drawing, draw
from khet.collect.shown.pieces import CellPiece, PartPiece, RowPiece, SectionPiece
from khet.collect.shown.typed import fill_in, typed_in
from khet.collect.shown.words import as_typed, in_words

__all__ = [
    "CellPiece",
    "Drawing",
    "PartPiece",
    "RowPiece",
    "SectionPiece",
    "as_typed",
    "draw",
    "fill_in",
    "in_words",
    "typed_in",
]
