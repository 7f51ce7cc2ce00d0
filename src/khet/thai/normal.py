"""Text made equal for comparing; what people typed is kept beside for showing."""

import re
import unicodedata

from khet.thai.digits import to_arabic

_DROPPED = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u00ad\u2060"))
_SPLIT_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")  # ํ (+ tone) + า, the parts of ำ
_TONE_FIRST = re.compile("([\u0e48-\u0e4c])([\u0e31\u0e34-\u0e3a\u0e47\u0e4d])")
_REPEATED_MARK = re.compile("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\\1+")
_BLANKS = re.compile(r"\s+")


def normalise(text: str) -> str:
    """One spelling of what looks the same: ํา → ำ, เเ → แ, marks in order, no zero-width signs, single blanks.

    Digits keep their kind and letters their case. normalise(normalise(x)) == normalise(x).
    """
    text = unicodedata.normalize("NFC", text).translate(_DROPPED)
    before = None
    while before != text:
        before = text
        text = _SPLIT_AM.sub("\\1\u0e33", text)
        text = _REPEATED_MARK.sub(r"\1", _TONE_FIRST.sub(r"\2\1", text.replace("เเ", "แ")))
    return _BLANKS.sub(" ", text).strip()


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
