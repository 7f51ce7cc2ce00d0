"""What a person typed, as the canonical text of a cell."""

import re
from decimal import Decimal

from khet.collect.expressions import number, plain
from khet.collect.schema import FieldType, Option, Slot
from khet.kernel.errors import Refused
from khet.thai import dateinput
from khet.thai.digits import to_arabic
from khet.thai.normal import normalise

YES = frozenset({"true", "1", "yes", "y", "มี", "ใช่", "ได้", "on", "/", "✓"})
NO = frozenset({"false", "0", "no", "n", "ไม่มี", "ไม่ใช่", "ไม่ได้", "off", "x", "✗"})
MOST_DIGITS = 18
LONGEST_NOTE = 5_000
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FILE = re.compile(r"file:[1-9]\d{0,17}")
_POINT = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,\s]\s*(-?\d{1,3}(?:\.\d+)?)")


def clean(slot: Slot, typed: str) -> str:
    """Canonical text, "" for nothing. Raises Refused with a sentence that says how to type it."""
    said = kept_text(typed).strip()
    return _BY_TYPE[slot.type](slot, said) if said else ""


def kept_text(text: str) -> str:
    """Without what no database keeps: control signs and halves of letters."""
    return _CONTROL.sub("", text.encode("utf-8", "ignore").decode("utf-8"))


def _text(slot: Slot, said: str) -> str:
    most = _longest(slot)
    found = normalise(" ".join(said.split()))
    if len(found) > most:
        raise Refused("ข้อความยาวเกิน %(most)s ตัวอักษร ตัดให้สั้นลง", code="too_long", most=f"{most:,}")
    return found


def _note(slot: Slot, said: str) -> str:
    found = "\n".join(normalise(line).rstrip() for line in said.splitlines()).strip()
    if len(found) > LONGEST_NOTE:
        raise Refused("ข้อความยาวเกิน %(most)s ตัวอักษร ตัดให้สั้นลง", code="too_long", most=f"{LONGEST_NOTE:,}")
    return found


def _longest(slot: Slot) -> int:
    return slot.field.longest if slot.field is not None else 500


def _decimal(slot: Slot, said: str) -> str:
    return plain(_number(said))


def _integer(slot: Slot, said: str) -> str:
    found = _number(said)
    if found != found.to_integral_value():
        raise Refused("ช่องนี้เป็นจำนวนเต็ม ไม่มีทศนิยม", code="not_whole")
    return plain(found)


def _number(said: str) -> Decimal:
    folded = re.sub(r"\s", "", to_arabic(said).replace("−", "-"))
    if folded in ("-", "–", "—"):
        raise Refused("ไม่มีให้ใส่ 0 ไม่ทราบให้เว้นว่าง", code="dash")
    if sum(each.isdigit() for each in folded) > MOST_DIGITS:
        raise Refused("ตัวเลขยาวเกินไป ตรวจแล้วพิมพ์ใหม่", code="too_big")
    found = number(folded.replace(",", "")) if _NUMBER.fullmatch(folded) else None
    if found is None:
        raise Refused("ช่องนี้เป็นตัวเลข พิมพ์เฉพาะตัวเลข เช่น 1,234", code="not_number")
    return found


def _yes_no(slot: Slot, said: str) -> str:
    folded = said.lower()
    if folded in YES:
        return "true"
    if folded in NO:
        return "false"
    raise Refused("ช่องนี้ตอบว่า ใช่ หรือ ไม่ใช่", code="not_yes_no")


def _choice(slot: Slot, said: str) -> str:
    return _code(_options(slot), said)


def _choices(slot: Slot, said: str) -> str:
    options = _options(slot)
    place = {each.code: at for at, each in enumerate(options)}
    parts = said.split() if all(each in place for each in said.split()) else re.split(r"[,;|\n]", said)
    codes = {_code(options, each.strip()) for each in parts if each.strip()}
    return " ".join(sorted(codes, key=place.__getitem__))


def _options(slot: Slot) -> tuple[Option, ...]:
    return slot.field.options if slot.field is not None else ()


def _code(options: tuple[Option, ...], said: str) -> str:
    folded = to_arabic(normalise(said))
    for each in options:
        if folded in (each.code, each.label, f"{each.code} {each.label}"):
            return each.code
    if len(folded) < 4 and folded.isascii() and folded.isdigit():
        short = [
            each.code
            for each in options
            if each.code.isascii() and each.code.isdigit() and int(each.code) == int(folded)
        ]
        if len(short) == 1:
            return short[0]
    shown = " ".join(each.label for each in options[:6]) + (" …" if len(options) > 6 else "")
    raise Refused("ไม่มีตัวเลือก “%(said)s” เลือกจาก %(shown)s", code="no_option", said=said[:40], shown=shown)


def _date(slot: Slot, said: str) -> str:
    try:
        return dateinput.parse(said[:60]).isoformat()
    except ValueError as wrong:
        raise Refused(str(wrong), code="not_date") from None


def _file(slot: Slot, said: str) -> str:
    if not _FILE.fullmatch(said):
        raise Refused("แนบไฟล์ด้วยปุ่มแนบไฟล์", code="not_file")
    return said


def _point(slot: Slot, said: str) -> str:
    found = _POINT.fullmatch(to_arabic(said))
    pair = (Decimal(found[1]), Decimal(found[2])) if found else None
    if pair is None or not (_in_thailand(*pair) or _in_thailand(pair[1], pair[0])):
        raise Refused("พิกัดพิมพ์เป็น ละติจูด ลองจิจูด เช่น 9.13820 99.33300", code="not_point")
    north, east = pair if _in_thailand(*pair) else (pair[1], pair[0])
    return f"{north:.5f} {east:.5f}"


def _in_thailand(north: Decimal, east: Decimal) -> bool:
    return 5 <= north <= 21 and 97 <= east <= 106


def _computed(slot: Slot, said: str) -> str:
    raise Refused("ช่องนี้ระบบคำนวณให้ พิมพ์เองไม่ได้", code="computed")


_BY_TYPE = {
    FieldType.TEXT: _text,
    FieldType.NOTE: _note,
    FieldType.INTEGER: _integer,
    FieldType.DECIMAL: _decimal,
    FieldType.YES_NO: _yes_no,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.DATE: _date,
    FieldType.FILE: _file,
    FieldType.LOCATION: _point,
    FieldType.COMPUTED: _computed,
}
