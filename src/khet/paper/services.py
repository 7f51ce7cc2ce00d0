"""Prescribed documents as PDF, the stamp on received ones, and what any PDF shows and says."""

from khet.paper.faces import Fonts, fonts_for, office_fonts
from khet.paper.lengthy import Volume, volumes
from khet.paper.pictures import as_png
from khet.paper.reading import page_count, preview_png, text_of
from khet.paper.rendering import render
from khet.paper.stamping import stamp
from khet.paper.truetype import FaceFacts, read_face
from khet.paper.trying import tried

__all__ = [
    "FaceFacts",
    "Fonts",
    "Volume",
    "as_png",
    "fonts_for",
    "office_fonts",
    "page_count",
    "preview_png",
    "read_face",
    "render",
    "stamp",
    "text_of",
    "tried",
    "volumes",
]
