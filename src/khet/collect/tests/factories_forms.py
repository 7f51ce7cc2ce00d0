"""Forms and registers for tests."""

from typing import Any

from khet.collect.models import Form, RecordRow
from khet.collect.reads.forms import draft
from khet.collect.schema import Check, Field, FieldType, Option, Repeat, Schema, Section, Table
from khet.collect.services import forms as services
from khet.collect.services import records
from khet.org.tests.cast import Browser

KINDS = (Option("desktop", "ตั้งโต๊ะ"), Option("tablet", "แท็บเล็ต"))
SEX = (Option("m", "ชาย"), Option("f", "หญิง"))
CLASSES = (Option("311", "ม.1"), Option("312", "ม.2"))
ROUND = Schema(
    (
        Section(
            "main",
            "นักเรียน",
            (
                Field("pupils", "นักเรียนทั้งหมด", FieldType.INTEGER, required=True, lowest=0),
                Table("by_class", "ตามชั้นและเพศ", CLASSES, columns=SEX),
                Field("reason", "เหตุผล", show_if="pupils = 0"),
            ),
        ),
    ),
    (Check("by_class.total = pupils", "ผลรวมไม่เท่ากับนักเรียนทั้งหมด"),),
)
REGISTER = Schema(
    (
        Section(
            "device",
            "เครื่อง",
            (
                Field("number", "เลขครุภัณฑ์", required=True),
                Field("kind", "ชนิด", FieldType.CHOICE, required=True, options=KINDS),
                Field("price", "ราคา", FieldType.DECIMAL, lowest=0, unit="บาท"),
                Field("keeper", "ผู้รับผิดชอบ", sensitive=True),
                Repeat(
                    "repairs", "การซ่อม", (Field("on", "วันที่", FieldType.DATE), Field("cost", "ค่าซ่อม", FieldType.DECIMAL))
                ),
                Field("spent", "ค่าซ่อมรวม", FieldType.COMPUTED, compute="sum(repairs.cost)"),
            ),
        ),
    )
)


def a_draft(of: Browser, *, title: str = "แบบทดลอง", schema: Schema = ROUND, **about: Any) -> Form:
    told = services.About(title, purpose="ทดลอง", **about)
    return services.make_form(actor=of.actor, about=told, schema=schema)


def a_form(of: Browser, **given: Any) -> Form:
    form = a_draft(of, **given)
    services.publish(actor=of.actor, form=form)
    return form


def a_register(of: Browser, **about: Any) -> Form:
    return a_form(of, title="ทะเบียนเครื่อง", schema=REGISTER, kind="record", **about)


def a_row(of: Browser, form: Form, **values: str) -> RecordRow:
    told = {"number": "7440-001", "kind": "desktop", **values}
    return records.add_row(actor=of.actor, form=form, values=told)


def written(form: Form) -> Schema:
    """The draft as it stands."""
    version = draft(form)
    assert version is not None
    return version.schema
