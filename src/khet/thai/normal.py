"""Text made equal for comparing; what people typed is kept beside for showing."""

import re
import unicodedata

from khet.thai.digits import to_arabic
from khet.thai.mapping import Mapped, mapped, searchable
from khet.thai.marks import UNSETTLED, settle

__all__ = ["Mapped", "fold", "letter_number", "letter_number_shown", "mapped", "normalise", "searchable"]

_DROPPED = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u00ad\u2060"))
_BLANKS = re.compile(r"\s+")
_MOST_TURNS = 8


def normalise(text: str) -> str:
    """One spelling of what looks the same: ํา → ำ, เเ → แ, marks in order, no zero-width signs, single blanks.

    Digits keep their kind and letters their case. normalise(normalise(x)) == normalise(x).
    """
    text = text.translate(_DROPPED)
    for _ in range(_MOST_TURNS):  # one turn, but for marks of several scripts on one letter
        text = UNSETTLED.sub(settle, unicodedata.normalize("NFC", text))
        if unicodedata.is_normalized("NFC", text):
            break
    return _BLANKS.sub(" ", text.replace("เเ", "แ")).strip()


def fold(text: str) -> str:
    """For "is it the same?": normalised, Thai digits read as 0-9, full-width as half-width, lower case."""
    wide = "".join(unicodedata.normalize("NFKC", sign) if "\uff01" <= sign <= "\uff5e" else sign for sign in text)
    return to_arabic(normalise(wide)).casefold()


def letter_number(text: str) -> str:
    """The comparable form of a letter's number: "ศธ04349/ว๑๒๓" and "ที่ ศธ 04349 / ว 123" → "ศธ04349/ว123"."""
    folded = fold(text).removeprefix("ที่")
    return re.sub(r"\s|(?<=[ก-ฮ])\.", "", folded).replace("\\", "/")


def letter_number_shown(text: str) -> str:
    """A letter's number in its usual spelling: "ศธ04349/ว๑๒๓" → "ศธ 04349/ว123"."""
    tidy = re.sub(r"\s*/\s*", "/", to_arabic(normalise(text)).removeprefix("ที่").strip())
    tidy = re.sub(r"([ก-ฮ])\.?\s*(?=\d[\d.]*/)", r"\1 ", tidy, count=1)
    return re.sub(r"(/(?:ว|[ก-ฮ]+))\s+(?=\d)", r"\1", tidy)
