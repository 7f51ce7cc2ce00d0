"""เลขประจำตัวประชาชน: checked, masked, matched by keyed hash; the number itself is shown to nobody."""

import hashlib
import hmac
import re

from khet.thai.digits import to_arabic

_SIGNS = re.compile(r"[\s\-.]")


def check_digit(first_twelve: str) -> int:
    """The 13th digit: (11 − Σ digit·weight mod 11) mod 10, weights 13 down to 2."""
    total = sum(int(digit) * weight for digit, weight in zip(first_twelve, range(13, 1, -1), strict=True))
    return (11 - total % 11) % 10


def synthetic(number: int) -> str:
    """The nth number of a range given to nobody (a leading 8 and zeros), with its check digit: for made-up people."""
    twelve = f"8{number:011d}"
    return f"{twelve}{check_digit(twelve)}"


def is_valid(text: str) -> bool:
    digits = _SIGNS.sub("", to_arabic(text))
    plain = len(digits) == 13 and digits.isascii() and digits.isdigit()
    return plain and digits[0] != "0" and check_digit(digits[:12]) == int(digits[12])


def clean(text: str) -> str:
    """The 13 digits of a typed number (spaces, dashes, Thai digits allowed). Raises ValueError with what to do."""
    digits = _SIGNS.sub("", to_arabic(text))
    if len(digits) != 13 or not (digits.isascii() and digits.isdigit()):
        raise ValueError("เลขประจำตัวประชาชนต้องมี 13 หลัก ตรวจแล้วพิมพ์ใหม่")
    if not is_valid(digits):
        raise ValueError("เลขประจำตัวประชาชนนี้ไม่ผ่านหลักตรวจสอบ ตรวจทีละหลักกับบัตร")
    return digits


def mask(text: str) -> str:
    """1849912345123 → 1-84xx-xxxxx-12-3: enough to tell two people apart beside their names."""
    digits = clean(text)
    return f"{digits[0]}-{digits[1:3]}xx-xxxxx-{digits[10:12]}-{digits[12]}"


def keyed_hash(text: str, *, key: str | bytes) -> str:
    """What is stored and searched instead of the number: HMAC-SHA-256 under the key of the house, 64 hex digits."""
    secret = key.encode() if isinstance(key, str) else key
    if len(secret) < 16:
        raise ValueError("the key of citizen numbers is too short")
    return hmac.new(secret, b"citizen:" + clean(text).encode(), hashlib.sha256).hexdigest()
