"""Thai dictionary order as one stored key, the same on every database.

The key is lower-case letters and digits only, so the byte order (COLLATE "C", SQLite BINARY) is the dictionary's:
a leading vowel is read behind its consonant, tone marks and ์ ็ count only between words that are otherwise equal,
digits are numbers, words are compared one by one.
"""

import re
import unicodedata

from khet.thai.normal import fold

KEY_LENGTH = 400
"""Longest key; a column for it is CharField(max_length=KEY_LENGTH)."""

_36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_GAP = "01"
_END = "00"
_NUMBER, _LATIN, _THAI, _LATER_THAI, _OTHER = "1", "2", "3", "4", "z"
_LETTERS = [chr(code) for code in range(0x0E01, 0x0E2F)]
_VOWELS = list("ะัาำิีึืุูเแโใไ\u0e3a")
_RANKS = {
    sign: (_THAI + _36[rank] if rank < 36 else _LATER_THAI + _36[rank - 36])
    for rank, sign in enumerate(_LETTERS + _VOWELS)
}
_RANKS["ๅ"] = _RANKS["า"]  # ฤๅ stands with ฤา
# Second level, light to heavy, as the Thai collation of the Unicode locale data has it.
_MARKS = {sign: _36[rank] for rank, sign in enumerate("ฯๆ๎์็่้๊๋ํ", 1)}
_LEADING = re.compile("([เแโใไ])([ก-ฮ])")
_TOKEN = re.compile(r"(?P<number>[0-9]+)|(?P<word>[^\W0-9_]|[\u0e2f\u0e31-\u0e3a\u0e46-\u0e4e])|(?P<gap>.)", re.DOTALL)


def sort_key(text: str) -> str:
    """The key to store beside a text and to order by: โรงเรียน 2 < โรงเรียน 10, เกม between กูบ and แกง.

    Give a name without its title (names.split_name). Equal keys mean equal for order, not equal texts.
    """
    spelt = _LEADING.sub(r"\2\1", _unaccented(fold(text)))
    first: list[str] = []
    second: list[str] = []
    for token in _TOKEN.finditer(spelt):
        sign = token.group()
        if sign in _MARKS:
            second.append(_MARKS[sign])
        elif weight := _weight(token, after=first[-1] if first else ""):
            first.append(weight)
            second.append("0")
    while first and first[-1] == _GAP:
        first.pop()
    marks = "".join(second).rstrip("0")
    return ("".join(first) + (_END + marks if marks else ""))[:KEY_LENGTH]


def _weight(token: re.Match[str], *, after: str) -> str:
    if digits := token["number"]:
        digits = digits.lstrip("0")
        return _NUMBER + (_36[len(digits)] if len(digits) < 36 else "z") + digits
    if sign := token["word"]:
        return _letter(sign)
    # A gap parts two words; beside a number it says nothing (ม.2 = ม. 2 = ม2).
    return "" if not after or after == _GAP or after[0] == _NUMBER else _GAP


def _letter(sign: str) -> str:
    if sign in _RANKS:
        return _RANKS[sign]
    if "a" <= sign <= "z":
        return _LATIN + sign
    code = ord(sign)
    return _OTHER + "".join(_36[code // 36**power % 36] for power in (3, 2, 1, 0))


def _unaccented(text: str) -> str:
    """é → e, so that a borrowed name stands among its letters."""
    if text.isascii() or not any("\u00c0" <= sign <= "\u024f" for sign in text):
        return text
    return "".join(unicodedata.normalize("NFD", sign)[0] if "\u00c0" <= sign <= "\u024f" else sign for sign in text)
