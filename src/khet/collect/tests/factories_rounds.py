"""Forms, rounds and filled cells for tests of rounds."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from khet.collect.models import Form, Round, Submission
from khet.collect.schema import Check, Field, FieldType, Option, Prefill, Repeat, Schema, Section, Severity, Table
from khet.collect.services import forms, rounds, submissions
from khet.collect.services.cells import Change, save_cells

CLASSES = (Option("311", "ม.1"), Option("312", "ม.2"))
SEXES = (Option("m", "ชาย"), Option("f", "หญิง"))
SCHEMA = Schema(
    sections=(
        Section(
            "net",
            "อินเทอร์เน็ต",
            (
                Field(
                    "computers",
                    "คอมพิวเตอร์ทั้งหมด",
                    FieldType.INTEGER,
                    required=True,
                    unit="เครื่อง",
                    lowest=0,
                    prefill=Prefill.LAST,
                ),
                Field(
                    "broken",
                    "ชำรุด",
                    FieldType.INTEGER,
                    unit="เครื่อง",
                    lowest=0,
                    checks=(Check("broken <= computers", "ชำรุดมากกว่าทั้งหมด"),),
                ),
                Field("working", "ใช้ได้", FieldType.COMPUTED, compute="computers - broken", unit="เครื่อง"),
                Field("has_line", "มีสายอินเทอร์เน็ตหรือไม่", FieldType.YES_NO),
                Field("speed", "ความเร็ว", FieldType.DECIMAL, unit="Mbps", show_if="has_line"),
                Field(
                    "kind",
                    "แบบสาย",
                    FieldType.CHOICE,
                    options=(Option("fiber", "ไฟเบอร์"), Option("dsl", "ดีเอสแอล")),
                    show_if="has_line",
                ),
                Field("note", "หมายเหตุ", FieldType.NOTE),
            ),
        ),
        Section(
            "pupils",
            "นักเรียน",
            (
                Table(
                    "by_class",
                    "นักเรียนตามชั้นและเพศ",
                    rows=CLASSES,
                    columns=SEXES,
                    row_label="ชั้น",
                    unit="คน",
                    prefill=Prefill.LAST,
                ),
                Repeat(
                    "devices",
                    "อุปกรณ์",
                    (Field("brand", "ยี่ห้อ"), Field("pieces", "จำนวน", FieldType.INTEGER, unit="เครื่อง")),
                ),
            ),
        ),
    ),
    checks=(
        Check(
            "computers < 500",
            "คอมพิวเตอร์มากผิดปกติ",
            severity=Severity.WARN,
            hint="ตรวจจำนวนอีกครั้ง",
        ),
    ),
)


def a_form(by: Any, *, schema: Schema = SCHEMA, title: str = "แบบสำรวจคอมพิวเตอร์") -> Form:
    form = forms.make_form(actor=by.actor, about=forms.About(title, duty_id="ข"), schema=schema)
    forms.publish(actor=by.actor, form=form)
    return form


def a_plan(form: Form, **fields: Any) -> rounds.Plan:
    given: dict[str, Any] = {
        "title": "สำรวจคอมพิวเตอร์ 1/2569",
        "year": 2569,
        "as_of": date(2026, 6, 10),
        "due_on": timezone.localdate() + timedelta(days=20),
        "target": {"all_schools": True},
        **fields,
    }
    return rounds.Plan(form=form, **given)


def a_planned_round(by: Any, form: Form | None = None, **fields: Any) -> Round:
    return rounds.plan(actor=by.actor, plan=a_plan(form or a_form(by), **fields))


def an_open_round(by: Any, form: Form | None = None, **fields: Any) -> Round:
    round_ = a_planned_round(by, form, **fields)
    rounds.open_alone(actor=by.actor, round_=round_)
    round_.refresh_from_db()
    return round_


def of_unit(round_: Round, unit: Any) -> Submission:
    return Submission.objects.select_related("round").get(round=round_, unit=unit)


def fill(by: Any, given: Submission, **values: str) -> Any:
    """Type values; "by_class__311__m" is the path by_class/311/m."""
    versions = dict(given.cells.values_list("path", "version"))
    paths = {name.replace("__", "/"): value for name, value in values.items()}
    changes = [Change(path, value, versions.get(path, 0)) for path, value in paths.items()]
    told = save_cells(actor=by.actor, given=given, changes=changes)
    given.refresh_from_db()
    return told


ENOUGH = {
    "computers": "40",
    "broken": "3",
    "has_line": "true",
    "speed": "200",
    "kind": "fiber",
    "by_class__311__m": "20",
    "by_class__311__f": "22",
    "by_class__312__m": "19",
    "by_class__312__f": "24",
}


def certified(clerk: Any, principal: Any, given: Submission, **values: str) -> Submission:
    """Filled in, sent and certified."""
    fill(clerk, given, **{**ENOUGH, **values})
    submissions.submit(actor=clerk.actor, given=given)
    given.refresh_from_db()
    done = submissions.certify(actor=principal.actor, given=given, stamp=given.stamp, reauthenticated_at=timezone.now())
    done.refresh_from_db()
    return done
