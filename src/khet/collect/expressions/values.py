"""What an expression works with, and how values meet: numbers are Decimal, what is not known is None."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from khet.thai import dateinput

Value = bool | Decimal | str | date | None
Get = Callable[[str], Value | Sequence[Value]]
"""Asked for a path ("pupils", "by_class/311/m"), gives a value; for a pattern with * the values it stands for, also
"devices/**" (all that is called so). "last:" in front means the previous round; ":today" is the day."""

ARITHMETIC = Context(prec=28, rounding=ROUND_HALF_UP, Emin=-9_999, Emax=9_999, traps=[])
LONGEST_NUMBER = 40


def number(value: Value) -> Decimal | None:
    """A number, or text that reads as one ("3" of a choice); true is 1."""
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, str):
        return _read(value)
    return finite(value) if isinstance(value, Decimal) else None


def _read(text: str) -> Decimal | None:
    if len(text) > LONGEST_NUMBER or not text.isascii() or "_" in text:
        return None
    return finite(ARITHMETIC.create_decimal(text))


def finite(value: Decimal) -> Decimal | None:
    return value if value.is_finite() else None


def day(value: Value) -> date | None:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or len(value) > LONGEST_NUMBER:
        return None
    try:
        return dateinput.parse(value)
    except ValueError:
        return None


def text(value: Value) -> str | None:
    """Canonical, as a cell keeps it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else plain(value)


def plain(value: Decimal) -> str:
    """12.50 → "12.5", 1E+2 → "100"."""
    shown = f"{ARITHMETIC.normalize(value):f}"
    return "0" if shown in ("-0", "") else shown


def calculate(sign: str, left: Value, right: Value) -> Value:
    """None when either is not known, is no number, or there is no answer (division by zero); days between two days."""
    if sign == "-" and isinstance(left, date) and isinstance(right, date):
        return Decimal((left - right).days)
    a, b = number(left), number(right)
    if a is None or b is None or (sign == "/" and not b):
        return None
    work = {"+": ARITHMETIC.add, "-": ARITHMETIC.subtract, "*": ARITHMETIC.multiply, "/": ARITHMETIC.divide}
    return finite(work[sign](a, b))


def compare(sign: str, left: Value, right: Value) -> bool | None:
    """None when one is not known or the two cannot stand in order."""
    if left is None or right is None:
        return None
    order = _order(left, right)
    if order is None:
        return {"=": False, "!=": True}.get(sign)
    return {
        "=": order == 0,
        "!=": order != 0,
        "<": order < 0,
        "<=": order <= 0,
        ">": order > 0,
        ">=": order >= 0,
    }[sign]


def _order(left: Value, right: Value) -> int | None:
    if isinstance(left, date) or isinstance(right, date):
        first, second = day(left), day(right)
        return None if first is None or second is None else (first > second) - (first < second)
    if isinstance(left, bool) or isinstance(right, bool):
        left, right = _said(left), _said(right)
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    a, b = number(left), number(right)
    return None if a is None or b is None else (a > b) - (a < b)


def _said(value: Value) -> Value:
    """ "true" of a choice is yes."""
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def truth(value: Value) -> bool | None:
    """True, false, or cannot tell; a number is true unless it is zero, text unless it is empty."""
    return None if value is None else bool(value)
