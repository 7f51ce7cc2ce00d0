"""One typing error per query, as people make them; seeded, so that every run makes the same."""

import random
from collections.abc import Callable

SEED = 2569
_LATIN = r"`1234567890-=qwertyuiop[]\asdfghjkl;'zxcvbnm,./" + r'~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
_THAI = (
    "_ๅ/-ภถ\u0e38\u0e36คตจขชๆไ\u0e33พะ\u0e31\u0e35รนยบลฃฟหกดเ\u0e49\u0e48าสวงผปแอ\u0e34\u0e37ทมใฝ"
    '%+๑๒๓๔\u0e39฿๕๖๗๘๙๐"ฎฑธ\u0e4d\u0e4aณฯญฐ,ฅฤฆฏโฌ\u0e47\u0e4bษศซ.()ฉฮ\u0e3a\u0e4c?ฒฬฦ'
)
_KEYS = str.maketrans(_THAI, _LATIN)
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
Slip = Callable[[str, random.Random], str | None]


def missing_tone(text: str, chance: random.Random) -> str | None:
    places = [place for place, sign in enumerate(text) if sign in "่้๊๋"]
    return _without(text, chance.choice(places)) if places else None


def swapped(text: str, chance: random.Random) -> str | None:
    """Two neighbouring Thai characters change places."""
    places = [p for p in range(len(text) - 1) if _is_thai(text[p]) and _is_thai(text[p + 1]) and text[p] != text[p + 1]]
    if not places:
        return None
    place = chance.choice(places)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def sibilant(text: str, chance: random.Random) -> str | None:
    """ศ, ษ or ส for one another."""
    return _exchanged(text, "ศษส", chance)


def ai(text: str, chance: random.Random) -> str | None:
    """ใ for ไ or the other way."""
    return _exchanged(text, "ใไ", chance)


def layout(text: str, chance: random.Random) -> str | None:
    """The whole query on the same keys of a US keyboard, when it has no Latin letter of its own."""
    typed = text.translate(_KEYS)
    return typed if typed != text and not any("a" <= sign <= "z" for sign in text.lower()) else None


def thai_digits(text: str, chance: random.Random) -> str | None:
    typed = text.translate(_THAI_DIGITS)
    return typed if typed != text else None


def split_am(text: str, chance: random.Random) -> str | None:
    """ำ as its two parts, with a tone mark between as old programs wrote it."""
    places = [place for place, sign in enumerate(text) if sign == "ำ"]
    if not places:
        return None
    place = chance.choice(places)
    start = place - (place > 0 and text[place - 1] in "่้๊๋")
    return text[:start] + "\u0e4d" + text[start:place] + "า" + text[place + 1 :]


SLIPS: dict[str, Slip] = {
    "missing tone mark": missing_tone,
    "swapped letters": swapped,
    "ศ/ษ/ส": sibilant,
    "ใ/ไ": ai,
    "wrong layout": layout,
    "Thai digits": thai_digits,
    "split ำ": split_am,
}


def with_slip(queries: list[str], slip: Slip) -> list[str | None]:
    """Every query with the error, None where it cannot be made."""
    chance = random.Random(SEED)
    return [slip(query, chance) for query in queries]


def with_any_slip(queries: list[str]) -> list[str]:
    """Every query with one error of a kind drawn for it among those that it can have."""
    chance = random.Random(SEED)
    found = []
    for query in queries:
        kinds = chance.sample(sorted(SLIPS), len(SLIPS))
        found.append(next((typed for kind in kinds if (typed := SLIPS[kind](query, chance)) is not None), query))
    return found


def _is_thai(sign: str) -> bool:
    return "ก" <= sign <= "\u0e4e"


def _without(text: str, place: int) -> str:
    return text[:place] + text[place + 1 :]


def _exchanged(text: str, row: str, chance: random.Random) -> str | None:
    places = [place for place, sign in enumerate(text) if sign in row]
    if not places:
        return None
    place = chance.choice(places)
    return text[:place] + chance.choice(row.replace(text[place], "")) + text[place + 1 :]
