"""Small facts about texts and days that formulas may ask. Every check is linear in the length of the text."""

import re
from datetime import date

from khet.thai import citizen

_SIGNS = re.compile(r"[\s\-.()]")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")


def is_phone(text: str) -> bool:
    """A Thai number: 9 digits on the ground, 10 mobile, beginning with 0; or +66 and the rest."""
    digits = _SIGNS.sub("", text[:40])
    digits = f"0{digits[3:]}" if digits.startswith("+66") else digits
    plain = digits.isascii() and digits.isdigit() and digits.startswith("0")
    return plain and len(digits) == (10 if digits[1:2] in ("6", "8", "9") else 9)


def is_email(text: str) -> bool:
    return len(text) <= 254 and _MAIL.fullmatch(text) is not None


def is_citizen(text: str) -> bool:
    return len(text) <= 40 and citizen.is_valid(text)


def full_years(born: date, until: date) -> int:
    """Age in full years; negative before birth."""
    return until.year - born.year - ((until.month, until.day) < (born.month, born.day))
