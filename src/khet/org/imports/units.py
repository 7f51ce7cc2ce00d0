"""Units from a workbook, matched by their code."""

import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from khet.kernel.actor import Actor
from khet.org.imports.columns import UNITS, Reader
from khet.org.imports.plans import Mark, Plan, Step, Tell, Written, at_row, silent
from khet.org.imports.tables import Row, Table
from khet.org.models import Unit
from khet.org.services import units as services
from khet.thai.normal import fold

KINDS = {
    "สำนัก": "bureau",
    "สำนักในส่วนกลาง": "bureau",
    "สำนักงานเขต": "office",
    "สำนักงานเขตพื้นที่การศึกษา": "office",
    "เขต": "office",
    "กลุ่ม": "group",
    "กลุ่มงาน": "group",
    "โรงเรียน": "school",
    "สถานศึกษา": "school",
    "งาน": "line",
    "งานในโรงเรียน": "line",
}
CARD = ("tambon", "amphoe", "province", "postcode", "address", "phone", "email")


def plan(table: Table, answers: dict[str, str], mark: Mark = Mark(), tell: Tell = silent) -> Plan:  # noqa: B008
    """What each row after the mark would do; parents may stand in the same workbook, above their children."""
    reader = Reader(table, UNITS)
    known = {unit.code: unit for unit in Unit.objects.all()}
    seen: set[str] = set()
    found = Plan(notes=table.notes)
    for at, row in enumerate(table.rows):
        tell(at, len(table.rows))
        if row.number <= mark.row:
            continue
        values = reader.values(row)
        step = _step(reader, row, values, known, seen)
        seen.add(values["code"])
        found.steps.append(step)
    found.problems = reader.problems
    return found


def _step(reader: Reader, row: Row, values: dict[str, str], known: dict[str, Unit], seen: set[str]) -> Step:
    code = values["code"]
    if code and not re.fullmatch(r"[A-Za-z0-9_-]+", code):
        reader.wrong(row, "code", "รหัสใช้ได้เฉพาะอักษรอังกฤษ ตัวเลข และขีด")
    if code and code in seen:
        reader.wrong(row, "code", "รหัสนี้ซ้ำกับแถวก่อนหน้าในไฟล์เดียวกัน")
    check_email(reader, row, values)
    unit = known.get(code)
    return _change(reader, row, values, unit) if unit else _make(reader, row, values, known, seen)


def check_email(reader: Reader, row: Row, values: dict[str, str]) -> None:
    if values["email"]:
        try:
            validate_email(values["email"])
        except ValidationError:
            reader.wrong(row, "email", "รูปแบบอีเมลไม่ถูกต้อง เช่น school@example.org")


def _change(reader: Reader, row: Row, values: dict[str, str], unit: Unit) -> Step:
    if fold(values["name"]) != fold(unit.name):
        reader.wrong(row, "name", f"รหัสนี้ในระบบชื่อ {unit.name} เปลี่ยนชื่อหรือแก้คำผิดในหน้าหน่วยงานก่อน")
    card = {name: values[name] for name in CARD if values[name] and values[name] != getattr(unit, name)}
    if not card:
        return Step(row.number, "same", unit.name)
    return Step(row.number, "change", f"{unit.name} แก้ที่อยู่หรือการติดต่อ", {"code": unit.code, "card": card})


def _make(reader: Reader, row: Row, values: dict[str, str], known: dict[str, Unit], seen: set[str]) -> Step:
    kind = KINDS.get(fold(values["kind"]), "")
    if values["kind"] and not kind:
        reader.wrong(row, "kind", "ประเภทต้องเป็น สำนักงานเขต กลุ่ม โรงเรียน หรืองาน")
    parent = values["parent"]
    if parent and parent not in known and parent not in seen:
        reader.wrong(row, "parent", "ไม่พบรหัสต้นสังกัดนี้ในระบบหรือในแถวก่อนหน้า")
    if kind in ("group", "line") and not parent:
        reader.wrong(row, "parent", "กลุ่มหรืองานต้องมีรหัสต้นสังกัด")
    on = reader.day(row, "on", values["on"], timezone.localdate())
    what: dict[str, Any] = {name: values[name] for name in ("code", "name", "short", *CARD)}
    return Step(row.number, "make", f"ตั้ง{values['name']}", {**what, "kind": kind, "parent": parent, "on": on})


def write(actor: Actor, steps: Sequence[Step], written: Written) -> None:
    """In the caller's transaction, in the order of the rows."""
    for step in steps:
        written.row = step.row
        with at_row(step):
            _do(actor, step, written)


def _do(actor: Actor, step: Step, written: Written) -> None:
    if step.verb == "make":
        parent = Unit.objects.filter(code=step.what["parent"]).first() if step.what["parent"] else None
        written.note(services.found(actor=actor, **{**step.what, "parent": parent}))
    elif step.verb == "change":
        unit, card = Unit.objects.get(code=step.what["code"]), step.what["card"]
        written.note(unit, before={name: getattr(unit, name) for name in card}, after=card)
        services.mend_card(actor=actor, unit=unit, **card)
