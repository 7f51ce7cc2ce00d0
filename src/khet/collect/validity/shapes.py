"""Whether a single cell holds what its field may hold."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from khet.collect.expressions import Value, number
from khet.collect.schema import Field, FieldType, Severity, Slot, Table
from khet.collect.validity.cleaning import clean
from khet.collect.validity.standing import Problem
from khet.kernel.errors import Refused
from khet.thai.numbers import commas


def problems_of(slot: Slot, text: str, value: Value) -> Iterator[Problem]:
    """Wrong kind, outside its range, or no such choice; an empty cell has none (required fields are told apart)."""
    if not text:
        return
    try:
        kept = clean(slot, text)
    except Refused as refusal:
        yield Problem(slot.path, Severity.BLOCK, refusal.message)
        return
    if kept != text and slot.type not in (FieldType.TEXT, FieldType.NOTE):
        yield Problem(slot.path, Severity.BLOCK, _("รูปแบบข้อมูลไม่ตรงกับช่องนี้"), _("พิมพ์ช่องนี้ใหม่"))
    yield from _range(slot, value)


def _range(slot: Slot, value: Value) -> Iterator[Problem]:
    ruler = slot.part if isinstance(slot.part, Table) else slot.field
    found = number(value) if slot.type.is_number else None
    if found is None or not isinstance(ruler, (Table, Field)):
        return
    if ruler.lowest is not None and found < number(str(ruler.lowest)):  # type: ignore[operator]
        told = {"least": _shown(ruler.lowest)}
        yield Problem(slot.path, Severity.BLOCK, _("ต้องไม่น้อยกว่า %(least)s") % told)
    if ruler.highest is not None and found > number(str(ruler.highest)):  # type: ignore[operator]
        told = {"most": _shown(ruler.highest)}
        yield Problem(slot.path, Severity.BLOCK, _("ต้องไม่เกิน %(most)s") % told)


def _shown(bound: float) -> str:
    return commas(int(bound)) if float(bound).is_integer() else str(bound)
