"""Whether a form can be published: every formula reads what is there, nothing goes round in a circle."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from khet.collect.expressions import RESERVED, ExpressionError, compile  # noqa: A004
from khet.collect.schema import Check, Field, FieldType, Prefill, Repeat, Schema, Section, Table
from khet.collect.schema.parts import Part
from khet.collect.validity.naming import names_of, names_within
from khet.collect.validity.plans import circle_in

MOST_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """at: "#key" of a section, "key" of a part, "key/inner" of a repeat's field, "" for the form."""

    at: str
    sentence: str


def faults(schema: Schema) -> tuple[Fault, ...]:
    """Choices must be spelt out. Nothing when the form can be published."""
    if not any(section.parts for section in schema.sections):
        return (Fault("", _("แบบยังไม่มีช่องให้กรอก")),)
    found = [*_of_sections(schema), *_of_checks("", schema.checks, names_of(schema))]
    if circle := circle_in(schema):
        text = _("สูตรอ้างกันเป็นวง: %(keys)s") % {"keys": " → ".join(circle)}
        found.append(Fault(circle[0], text))
    return tuple(found)


def fault_of_formula(schema: Schema, line: str, at: str = "") -> str:
    """A Thai sentence, or "". at: the part the formula belongs to, whose inner names it may use."""
    part = schema.parts().get(at.partition("/")[0])
    return _formula(line, names_within(schema, part) if part is not None else names_of(schema))


def _formula(line: str, known: frozenset[str]) -> str:
    try:
        compile(line, known)
    except ExpressionError as wrong:
        return str(wrong)
    return ""


def _of_sections(schema: Schema) -> Iterator[Fault]:
    known = names_of(schema)
    for section in schema.sections:
        yield from _of_section(section, known)
        for part in section.parts:
            within = names_within(schema, part)
            yield from _of_part(part, known)
            yield from _of_checks(part.key, part.checks, within)
            for field in part.fields if isinstance(part, Repeat) else ():
                at = f"{part.key}/{field.key}"
                yield from _of_field(at, field, within)
                yield from _of_checks(at, field.checks, within)


def _of_section(section: Section, known: frozenset[str]) -> Iterator[Fault]:
    at = f"#{section.key}"
    if not section.parts:
        yield Fault(at, _("หมวดนี้ยังว่าง เพิ่มช่องหรือลบหมวด"))
    if section.show_if and (wrong := _formula(section.show_if, known)):
        yield Fault(at, wrong)


def _of_part(part: Part, known: frozenset[str]) -> Iterator[Fault]:
    if isinstance(part, Field):
        yield from _of_field(part.key, part, known)
        return
    yield from _of_key(part.key, part.key)
    if part.show_if and (wrong := _formula(part.show_if, known)):
        yield Fault(part.key, wrong)
    if isinstance(part, Table):
        yield from _of_table(part)
    elif not part.fields:
        yield Fault(part.key, _("รายการนี้ยังไม่มีช่อง"))
    elif not 0 <= part.fewest <= part.most <= MOST_ROWS:
        yield Fault(part.key, _("จำนวนแถวต้องอยู่ระหว่าง 0 ถึง 1,000 และน้อยสุดไม่เกินมากสุด"))


def _of_table(table: Table) -> Iterator[Fault]:
    if not table.rows or not table.columns:
        yield Fault(table.key, _("ตารางต้องมีแถวและคอลัมน์อย่างน้อยอย่างละหนึ่ง"))
    if table.type not in (FieldType.INTEGER, FieldType.DECIMAL):
        yield Fault(table.key, _("ช่องของตารางเป็นตัวเลขเท่านั้น"))
    yield from _of_range(table.key, table)
    yield from _of_master(table.key, table)


def _of_field(at: str, field: Field, known: frozenset[str]) -> Iterator[Fault]:
    yield from _of_key(at, field.key)
    for line in filter(None, (field.show_if, field.compute)):
        if wrong := _formula(line, known):
            yield Fault(at, wrong)
    if field.type is FieldType.COMPUTED and not field.compute:
        yield Fault(at, _("ช่องคำนวณยังไม่มีสูตร"))
    if field.type in (FieldType.CHOICE, FieldType.CHOICES):
        yield from _of_options(at, field)
    yield from _of_range(at, field)
    yield from _of_master(at, field)


def _of_options(at: str, field: Field) -> Iterator[Fault]:
    if not field.options:
        yield Fault(at, _("ยังไม่มีตัวเลือก"))
    if any(len(each.code.split()) != 1 for each in field.options):
        yield Fault(at, _("รหัสตัวเลือกต้องไม่ว่างและไม่มีช่องว่าง"))


def _of_key(at: str, key: str) -> Iterator[Fault]:
    if key in RESERVED:
        yield Fault(at, _("รหัส %(key)s เป็นคำของสูตร ใช้รหัสอื่น") % {"key": key})


def _of_range(at: str, part: Field | Table) -> Iterator[Fault]:
    if part.lowest is not None and part.highest is not None and part.lowest > part.highest:
        yield Fault(at, _("ค่าต่ำสุดมากกว่าค่าสูงสุด"))


def _of_master(at: str, part: Field | Table) -> Iterator[Fault]:
    if part.prefill in (Prefill.MASTER, Prefill.EITHER) and not part.master:
        yield Fault(at, _("ยังไม่ได้เลือกทะเบียนที่จะนำค่ามาใส่"))


def _of_checks(at: str, checks: tuple[Check, ...], known: frozenset[str]) -> Iterator[Fault]:
    for check in checks:
        if wrong := _formula(check.expr, known):
            yield Fault(at, wrong)
        if not check.message:
            yield Fault(at, _("เงื่อนไขตรวจต้องมีข้อความบอกผู้กรอก"))
