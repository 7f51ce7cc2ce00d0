"""Slips of spelling and typing: what sounds alike, what is easily left out, and how far two words are apart."""

import itertools
import re
from collections.abc import Mapping

from khet.thai.lexicon import Lexicon

_TONES = dict.fromkeys(range(0x0E48, 0x0E4C))
_ALIKE = ("คฆฅ", "ขฃ", "ชฌ", "ญย", "ดฎ", "ตฏ", "ถฐ", "ทธฑฒ", "นณ", "พภ", "ลรฬ", "สศษ", "ไใ")
_SOUND = {ord(sign): ("ย" if "ญ" in row else row[0]) for row in _ALIKE for sign in row}
_KEY = {**_TONES, **_SOUND, **dict.fromkeys((0x0E2F, 0x0E46, 0x0E47, 0x0E4D, 0x0E4E)), ord("ำ"): "ัม"}
_SILENT = re.compile("[ก-ฮ][\u0e34\u0e38]?\u0e4c")
_NOT_WRITTEN = re.compile(r"[^\w\u0e31\u0e34-\u0e3a]+")


def toneless(text: str) -> str:
    """Without tone marks ่ ้ ๊ ๋; vowels stay, so หนี้ and หนู stay apart."""
    return text.translate(_TONES)


def key(text: str) -> str:
    """What two spellings of one sound share: ศ ษ ส, ณ น, ใ ไ, ร ล …, without tone marks, ็ and silenced letters.

    Vowels stay. key(key(x)) == key(x).
    """
    return _SILENT.sub("", text).translate(_KEY).replace("\u0e4c", "")


# ---- how far apart -------------------------------------------------------------------------------------------------

_WHOLE, _SWAP, _SILENT_COST = 1.0, 0.6, 0.5
_LIGHT: Mapping[str, float] = {
    **dict.fromkeys("\u0e48\u0e49\u0e4a\u0e4b", 0.25),
    **dict.fromkeys("\u0e47\u0e4c\u0e46\u0e2f .-", 0.35),
}
_LIKE = (
    *((row, 0.3) for row in _ALIKE),
    ("ไใ", 0.2),
    ("่้๊๋", 0.25),
    ("ิี", 0.4),
    ("ึื", 0.4),
    ("ีื", 0.5),
    ("ิึ", 0.5),
    ("ุู", 0.4),
    ("ะาั", 0.5),
    ("เแ", 0.5),
    ("ซส", 0.5),
    ("ฃข", 0.3),
    ("ผพฝฟ", 0.6),
    ("ปบ", 0.6),
    ("ตด", 0.6),
    ("ๅา", 0.2),
)
_KEYS = ("ๅภถุึคตจขช", "ๆไำพะัีรนยบลฃ", "ฟหกดเ้่าสวง", "ผปแอิืทมใฝ", "ฎฑธํ๊ณฯญฐ", "ฤฆฏโฌ็๋ษศซ", "ฉฮฺ์ฒฬฦ")


def _substitutes() -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for row in _KEYS:
        for one, other in itertools.pairwise(row):
            found[one, other] = found[other, one] = 0.75
    for row, price in _LIKE:
        for one in row:
            for other in row:
                if one != other:
                    found[one, other] = min(price, found.get((one, other), price))
    return found


_SUBSTITUTE = _substitutes()


def cost(one: str, other: str, *, limit: float = 99.0) -> float:
    """How dear it is to mistake one word for the other: 0 equal, about 0.3 a slip of spelling, 1 a wrong letter.

    Weighted edit distance with neighbours swapped at 0.6; a silenced letter (ร์) left out costs 0.5. Symmetric. Above
    limit the answer is only "more than limit".
    """
    price = _distance(one, other, limit)
    if price <= _SILENT_COST or ("\u0e4c" in one) == ("\u0e4c" in other):
        return price
    return min(price, _SILENT_COST + _distance(_SILENT.sub("", one), _SILENT.sub("", other), limit))


def _distance(one: str, other: str, limit: float) -> float:
    if one == other:
        return 0.0
    if one > other:
        one, other = other, one
    older: list[float] = []
    last = [0.0]
    for sign in other:
        last.append(last[-1] + _LIGHT.get(sign, _WHOLE))
    for row, sign in enumerate(one, 1):
        drop = _LIGHT.get(sign, _WHOLE)
        current = [last[0] + drop]
        for column, there in enumerate(other, 1):
            price = last[column - 1] if sign == there else last[column - 1] + _SUBSTITUTE.get((sign, there), _WHOLE)
            price = min(price, last[column] + drop, current[-1] + _LIGHT.get(there, _WHOLE))
            swapped = row > 1 and column > 1 and sign == other[column - 2] and there == one[row - 2]
            if swapped and sign != there:
                price = min(price, older[column - 2] + _SWAP)
            current.append(price)
        if min(current) > limit and min(last) > limit:
            return limit + 1
        older, last = last, current
    return last[-1]


# ---- corrections ---------------------------------------------------------------------------------------------------

_LONGEST_CORRECTED = 40


def corrections(word: str, lexicon: Lexicon, limit: int = 5) -> list[str]:
    """The words of the lexicon that may have been meant, likeliest first; at most a slip or two away.

    About 5 ms over 65,000 words; a word that the lexicon has comes first by itself.
    """
    if not 2 <= len(word) <= _LONGEST_CORRECTED:
        return []
    furthest = 0.5 + 0.1 * len(word) if len(word) < 10 else 1.5
    found = []
    for candidate in lexicon.near(key(word), key):
        price = cost(word, candidate, limit=furthest)
        if price <= furthest:
            found.append((price, abs(len(candidate) - len(word)), candidate))
    return [candidate for _, _, candidate in sorted(found)[:limit]]
