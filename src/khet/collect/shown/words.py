"""Canonical text as people type it, and as they read it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from khet.collect.schema import FieldType, Slot
from khet.thai.years import to_be
from khet.ui import days


def as_typed(slot: Slot, canonical: str) -> str:
    """For an input: 2026-05-25 → 25/5/2569; everything else as it is kept."""
    found = _day(canonical) if slot.type is FieldType.DATE else None
    return f"{found.day}/{found.month}/{to_be(found.year)}" if found else canonical


def in_words(slot: Slot, canonical: str) -> str:
    """For reading: 1,234, 25 พ.ค. 2569, the labels of choices; "" for an empty cell."""
    shown = _WORDS.get(slot.type)
    return shown(slot, canonical) if shown and canonical else canonical


def _number(slot: Slot, canonical: str) -> str:
    try:
        found = Decimal(canonical)
    except InvalidOperation:
        return canonical
    return f"{found:,}" if found.is_finite() else canonical


def _yes_no(slot: Slot, canonical: str) -> str:
    return {"true": _("ใช่"), "false": _("ไม่ใช่")}.get(canonical, canonical)


def _labels(slot: Slot, canonical: str) -> str:
    labels = {each.code: each.label for each in slot.field.options} if slot.field else {}
    return ", ".join(labels.get(code, code) for code in canonical.split(" "))


def _date(slot: Slot, canonical: str) -> str:
    found = _day(canonical)
    return days.record(found) if found else canonical


def _file(slot: Slot, canonical: str) -> str:
    return _("แนบไฟล์แล้ว")


def _computed(slot: Slot, canonical: str) -> str:
    if canonical in ("true", "false"):
        return _yes_no(slot, canonical)
    return _date(slot, canonical) if _day(canonical) else _number(slot, canonical)


def _day(canonical: str) -> date | None:
    try:
        return date.fromisoformat(canonical) if len(canonical) == 10 else None
    except ValueError:
        return None


_WORDS: dict[FieldType, Callable[[Slot, str], str]] = {
    FieldType.INTEGER: _number,
    FieldType.DECIMAL: _number,
    FieldType.YES_NO: _yes_no,
    FieldType.CHOICE: _labels,
    FieldType.CHOICES: _labels,
    FieldType.DATE: _date,
    FieldType.FILE: _file,
    FieldType.COMPUTED: _computed,
}
