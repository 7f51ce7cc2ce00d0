"""Small pieces of XML, safe for any text."""

import re
from xml.sax.saxutils import escape

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_QUOTE = {'"': "&quot;"}


def escaped(text: str) -> str:
    """For an element or an attribute; signs that XML cannot hold are left out."""
    return escape(_FORBIDDEN.sub("", text) if _FORBIDDEN.search(text) else text, _QUOTE)


def harmless(text: str) -> str:
    """A text of ours that no program takes for a formula, not even after it was saved as CSV."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def column_name(place: int) -> str:
    """0 → "A", 35 → "AJ"."""
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(65 + letter) + name
    return name
