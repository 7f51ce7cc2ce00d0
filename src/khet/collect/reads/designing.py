"""What the pages of the designer show: names that formulas may use, kinds of parts, a formula in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khet.collect.expressions import ExpressionError
from khet.collect.expressions.simple import told
from khet.collect.schema import Field, FieldType, Repeat, Schema, Table
from khet.collect.schema.parts import Part
from khet.collect.validity import fault_of_formula


@dataclass(frozen=True, slots=True)
class PartKind:
    """A kind of part to add. key: a field type, "table" or "repeat"."""

    key: str
    label: str | Promise
    text: str | Promise
    icon: str


KINDS: tuple[PartKind, ...] = (
    PartKind("text", gettext_lazy("ข้อความบรรทัดเดียว"), gettext_lazy("ชื่อ เลขที่ รุ่น"), "pencil"),
    PartKind("note", gettext_lazy("ข้อความหลายบรรทัด"), gettext_lazy("ปัญหา ข้อเสนอแนะ"), "file-text"),
    PartKind("integer", gettext_lazy("จำนวนเต็ม"), gettext_lazy("คน ห้อง เครื่อง"), "hash"),
    PartKind("decimal", gettext_lazy("จำนวนมีทศนิยม"), gettext_lazy("บาท Mbps ร้อยละ"), "hash"),
    PartKind("yes_no", gettext_lazy("ใช่หรือไม่ใช่"), gettext_lazy("มีหรือไม่มี"), "check"),
    PartKind("choice", gettext_lazy("เลือกหนึ่งข้อ"), gettext_lazy("จากตัวเลือกหรือรายการรหัส"), "circle-dot"),
    PartKind("choices", gettext_lazy("เลือกได้หลายข้อ"), gettext_lazy("ทำเครื่องหมายได้หลายช่อง"), "circle-check"),
    PartKind("date", gettext_lazy("วันที่ พ.ศ."), gettext_lazy("พิมพ์ 25/5/2569 ได้"), "calendar-days"),
    PartKind("file", gettext_lazy("ไฟล์แนบ"), gettext_lazy("ภาพถ่ายหรือเอกสาร"), "paperclip"),
    PartKind("location", gettext_lazy("ที่ตั้ง"), gettext_lazy("ละติจูดและลองจิจูด"), "map-pin"),
    PartKind("computed", gettext_lazy("ช่องคำนวณ"), gettext_lazy("ระบบคิดจากช่องอื่น ไม่ต้องกรอก"), "chart-column"),
    PartKind("table", gettext_lazy("ตาราง"), gettext_lazy("เช่น ชั้น × เพศ มีผลรวมให้"), "table-2"),
    PartKind("repeat", gettext_lazy("รายการหลายแถว"), gettext_lazy("เช่น รายชื่ออาคาร แถวละหลัง"), "menu"),
)
BY_KEY = {each.key: each for each in KINDS}


def kind_of(part: Part) -> PartKind:
    if isinstance(part, Field):
        return BY_KEY[part.type.value]
    return BY_KEY["table" if isinstance(part, Table) else "repeat"]


def inner_kinds() -> tuple[PartKind, ...]:
    """What a repeat may hold."""
    return tuple(each for each in KINDS if each.key not in ("table", "repeat"))


def figures(schema: Schema, at: str = "") -> list[tuple[str, str]]:
    """(formula, label) of everything that is a number: fields, sums of tables and their columns, sums of repeats."""
    found = [pair for part in schema.parts().values() for pair in _figures(part)]
    part = schema.parts().get(at.partition("/")[0])
    if isinstance(part, Repeat) and "/" in at:
        found = [(each.key, each.label) for each in part.fields if each.type.is_number] + found
    if isinstance(part, Table):
        named = [each for each in part.columns if each.code.isidentifier()]
        found = [(each.code, _("%(column)s (แต่ละแถว)") % {"column": each.label}) for each in named] + found
    return found


def _figures(part: Part) -> Iterator[tuple[str, str]]:
    if isinstance(part, Field):
        if part.type.is_number:
            yield part.key, part.label
    elif isinstance(part, Table):
        yield f"{part.key}.total", _("%(label)s · รวมทั้งตาราง") % {"label": part.label}
        for each in part.columns:
            told_ = {"label": part.label, "column": each.label}
            yield f'column({part.key}, "{each.code}")', _("%(label)s · รวม%(column)s") % told_
    else:
        yield f"count({part.key})", _("%(label)s · จำนวนแถว") % {"label": part.label}
        for field in part.fields:
            if field.type.is_number:
                yield f"sum({part.key}.{field.key})", f"{part.label} · {_('รวม')}{field.label}"


def conditions(schema: Schema, at: str = "") -> list[tuple[str, str]]:
    """(name, label) of what a condition can be picked from."""
    found = [(each.key, each.label) for each in schema.parts().values() if isinstance(each, Field) and each.key != at]
    part = schema.parts().get(at.partition("/")[0])
    if isinstance(part, Repeat) and "/" in at:
        found = [(each.key, each.label) for each in part.fields if f"{part.key}/{each.key}" != at] + found
    return found


def names(schema: Schema, at: str = "") -> list[tuple[str, str]]:
    """(how it is written, label) of everything, for the help beside a formula."""
    found: list[tuple[str, str]] = []
    part = schema.parts().get(at.partition("/")[0])
    if isinstance(part, Repeat):
        found += [(each.key, each.label) for each in part.fields]
    for each in schema.parts().values():
        found += [(each.key, each.label)] if isinstance(each, Field) else list(_figures(each))
    return found


def reading(schema: Schema, line: str, at: str = "") -> tuple[str, str]:
    """(what the formula says in words, what is wrong with it); one of the two is empty."""
    if wrong := fault_of_formula(schema, line, at):
        return "", wrong
    try:
        return told(line, _labels(schema, at), _codes(schema, at)), ""
    except ExpressionError as fault:
        return "", str(fault)


def _labels(schema: Schema, at: str) -> dict[str, str]:
    found = {key: part.label for key, part in schema.parts().items()}
    for key, part in schema.parts().items():
        if isinstance(part, Repeat):
            found.update({f"{key}.{each.key}": each.label for each in part.fields})
    home = schema.parts().get(at.partition("/")[0])
    if isinstance(home, Repeat):
        found.update({each.key: each.label for each in home.fields})
    if isinstance(home, Table):
        found.update({each.code: each.label for each in home.columns if each.code not in found})
    return found


def _codes(schema: Schema, at: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for key, part in schema.parts().items():
        if isinstance(part, Field):
            found[key] = {each.code: each.label for each in part.options}
        elif isinstance(part, Table):
            found[key] = {each.code: each.label for each in (*part.rows, *part.columns)}
    home = schema.parts().get(at.partition("/")[0])
    if isinstance(home, Repeat):
        found.update({each.key: {o.code: o.label for o in each.options} for each in home.fields})
    return found


def is_countable(kind: str) -> bool:
    return kind in (FieldType.INTEGER.value, FieldType.DECIMAL.value)
