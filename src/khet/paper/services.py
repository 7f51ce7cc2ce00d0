"""Prescribed documents as PDF, the stamp on received ones, and what any PDF shows and says."""

from khet.paper.faces import Fonts, fonts_for
from khet.paper.pictures import as_png
from khet.paper.reading import page_count, preview_png, text_of
from khet.paper.rendering import render
from khet.paper.stamping import stamp

__all__ = ["Fonts", "as_png", "fonts_for", "page_count", "preview_png", "render", "stamp", "text_of"]
