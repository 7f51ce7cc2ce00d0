"""Amounts in words, as receipts and certificates write them."""

from decimal import ROUND_HALF_UP, Decimal

_DIGITS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")


def baht_text(amount: int | Decimal | str) -> str:
    """1250.50 → หนึ่งพันสองร้อยห้าสิบบาทห้าสิบสตางค์; whole baht end in ถ้วน. Rounded to the satang.

    Raises ValueError for what is no amount of money.
    """
    try:
        value = Decimal(amount).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        total = int(abs(value) * 100)
    except (ArithmeticError, ValueError):
        raise ValueError("อ่านจำนวนเงินไม่ได้ พิมพ์เป็นตัวเลข เช่น 1250.50") from None
    baht, satang = divmod(total, 100)
    words = f"{read_number(baht)}บาท" if baht or not satang else ""
    return ("ลบ" if value < 0 else "") + words + (f"{read_number(satang)}สตางค์" if satang else "ถ้วน")


def read_number(number: int) -> str:
    """A whole number from 0 in words: 21 → ยี่สิบเอ็ด, 1000001 → หนึ่งล้านเอ็ด."""
    if number == 0:
        return "ศูนย์"
    millions, rest = divmod(number, 1_000_000)
    head = f"{read_number(millions)}ล้าน" if millions else ""
    return head + _below_million(rest, after_more=bool(millions))


def _below_million(number: int, *, after_more: bool) -> str:
    digits = str(number) if number else ""
    words = []
    for position, sign in enumerate(digits):
        place, digit = len(digits) - position - 1, int(sign)
        if digit:
            words.append(_digit(digit, place, after_more=after_more or position > 0) + _PLACES[place])
    return "".join(words)


def _digit(digit: int, place: int, *, after_more: bool) -> str:
    if place == 1 and digit <= 2:
        return "" if digit == 1 else "ยี่"
    return "เอ็ด" if place == 0 and digit == 1 and after_more else _DIGITS[digit]
