"""Registers for programs: the same rows under the same rights as the pages, written as the pages write them."""

from datetime import datetime
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status
from ninja.errors import HttpError

from khet.audit import services as audit
from khet.collect.models import Form, RecordRow
from khet.collect.reads import records as reads
from khet.collect.reads.records import Register
from khet.collect.rules.records import may_open, sees_sensitive
from khet.collect.schema import FieldType, slots
from khet.collect.services import records as services
from khet.collect.validity import clean, rows_of
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.programs import access, asking

READ, WRITE = "collect.records.read", "collect.records.write"
MOST = 200
router = Router(tags=["records"])
reading, writing = access(READ), access(WRITE)
Id = Annotated[int, Field(ge=1, lt=1 << 63)]
Path = Annotated[str, Field(max_length=160)]
Text = Annotated[str, Field(max_length=5_000)]


class RegisterOut(Schema):
    """A register. desk: whose it is."""

    id: int
    key: str
    title: str
    purpose: str
    desk: str
    version: int


class FieldOut(Schema):
    """A field; codes: what may stand in it, by code. Rows of a repeat stand under "key/row/field"."""

    path: str
    label: str
    type: str
    required: bool
    unit: str
    codes: dict[str, str]


class RegisterFullOut(RegisterOut):
    fields: list[FieldOut]


class RowOut(Schema):
    """values: canonical text by path; edition guards the next change."""

    id: int
    register_id: int
    desk_id: int
    title: str
    values: dict[str, str]
    archived: bool
    edition: int
    changed_at: datetime


class RowsOut(Schema):
    """after: what to ask for next; null at the end."""

    rows: list[RowOut]
    after: int | None


class RowsAsked(Schema):
    """find: words that all stand in a row. after: the id the last page ended with."""

    find: str = Field(default="", max_length=200)
    archived: bool = False
    after: int = Field(default=0, ge=0, lt=1 << 63)
    limit: int = Field(default=50, ge=1, le=MOST)


class RowIn(Schema):
    """values as people type them (Thai digits, labels of choices); they are made canonical."""

    values: dict[Path, Text] = Field(max_length=2_000)
    note: str = Field(default="", max_length=300)


class RowChangeIn(RowIn):
    """edition: what was read; 409 when somebody changed the row since. Paths that are not named stay as they are."""

    edition: int = Field(ge=1, lt=1 << 31)


class WrongOut(Schema):
    """Why a row was not kept: one sentence, and one a path where there are such."""

    detail: str
    code: str
    paths: dict[str, str]


@router.get("/records", auth=reading, response=list[RegisterOut], summary="ทะเบียนทั้งหมด", operation_id="registers")
def registers(request: HttpRequest) -> list[RegisterOut]:
    """Those that may be looked at."""
    found = [reads.register_of(form) for form in reads.registers(asking(request)).select_related("desk")]
    return [RegisterOut(**_about(each)) for each in found if each is not None]


@router.get("/records/{pk}", auth=reading, response=RegisterFullOut, summary="ช่องของทะเบียน", operation_id="register")
def register(request: HttpRequest, pk: Id) -> RegisterFullOut:
    found = _register(asking(request), pk)
    told = [
        FieldOut(
            path=slot.path,
            label=slot.field.label if slot.field else slot.part.label,
            type=slot.type.value,
            required=bool(slot.field and slot.field.required),
            unit=slot.field.unit if slot.field else "",
            codes={each.code: each.label for each in slot.field.options} if slot.field else {},
        )
        for slot in slots(found.schema, [f"{key}/*" for key in found.schema.parts()])
    ]
    return RegisterFullOut(**_about(found), fields=told)


@router.get("/records/{pk}/rows", auth=reading, response=RowsOut, summary="แถวของทะเบียน", operation_id="rows")
def rows(request: HttpRequest, pk: Id, asked: Query[RowsAsked]) -> RowsOut:
    """In the order of their ids."""
    actor = asking(request)
    found = _register(actor, pk)
    seen = reads.rows(found, actor, find=asked.find, archived=asked.archived).filter(pk__gt=asked.after)
    listed = list(seen.select_related("form").order_by("pk")[: asked.limit + 1])
    more = len(listed) > asked.limit
    told = [_row(found, each, actor) for each in listed[: asked.limit]]
    _look(actor, found, listed)
    return RowsOut(rows=told, after=told[-1].id if more else None)


@router.get("/records/rows/{pk}", auth=reading, response=RowOut, summary="แถวหนึ่ง", operation_id="row")
def row(request: HttpRequest, pk: Id) -> RowOut:
    actor = asking(request)
    found = _seen(actor, pk)
    of = _register_of(found.form)
    _look(actor, of, [found])
    return _row(of, found, actor)


@router.post(
    "/records/{pk}/rows",
    auth=writing,
    response={201: RowOut, 409: WrongOut, 422: WrongOut},
    summary="เพิ่มแถว",
    operation_id="add_row",
)
def add_row(request: HttpRequest, pk: Id, given: RowIn) -> Status[RowOut] | Status[WrongOut]:
    actor = asking(request)
    found = _register(actor, pk)
    values, wrong = _cleaned(found, given.values)
    if wrong:
        return Status(422, WrongOut(detail="มีค่าที่อ่านไม่ได้", code="unreadable", paths=wrong))
    try:
        made = services.add_row(actor=actor, form=found.form, values=values, note=given.note)
    except Refused as refusal:
        return _refused(found, values, refusal)
    return Status(201, _row(found, made, actor))


@router.patch(
    "/records/rows/{pk}",
    auth=writing,
    response={200: RowOut, 409: WrongOut, 422: WrongOut},
    summary="แก้แถว",
    operation_id="change_row",
)
def change_row(request: HttpRequest, pk: Id, given: RowChangeIn) -> Status[RowOut] | Status[WrongOut]:
    actor = asking(request)
    there = _seen(actor, pk)
    found = _register_of(there.form)
    values, wrong = _cleaned(found, given.values)
    if wrong:
        return Status(422, WrongOut(detail="มีค่าที่อ่านไม่ได้", code="unreadable", paths=wrong))
    whole = {**there.values, **values}
    try:
        kept = services.change_row(actor=actor, row=there, values=whole, edition=given.edition, note=given.note)
    except Refused as refusal:
        return _refused(found, whole, refusal)
    return Status(200, _row(found, kept, actor))


def _register(actor: Actor, pk: int) -> Register:
    form = get_object_or_404(Form.objects.visible_to(actor), pk=pk)
    if not may_open(actor, form):
        raise HttpError(404, "Not Found")
    return _register_of(form)


def _register_of(form: Form) -> Register:
    found = reads.register_of(form)
    if found is None:
        raise HttpError(404, "Not Found")
    return found


def _seen(actor: Actor, pk: int) -> RecordRow:
    return get_object_or_404(RecordRow.objects.visible_to(actor).select_related("form"), pk=pk)


def _look(actor: Actor, found: Register, listed: list[RecordRow]) -> None:
    """One entry for a page of rows that hold marked fields."""
    if any(sees_sensitive(actor, each) and reads.sensitive_paths(found.schema, each.values) for each in listed):
        with transaction.atomic():
            audit.look(actor, "collect.row_looked", listed[0] if len(listed) == 1 else found.form)


def _about(found: Register) -> dict[str, Any]:
    form = found.form
    return {
        "id": form.pk,
        "key": form.key,
        "title": form.title,
        "purpose": form.purpose,
        "desk": str(form.desk),
        "version": found.version.number,
    }


def _row(found: Register, each: RecordRow, actor: Actor) -> RowOut:
    hides = bool(found.fields) and found.fields[0].sensitive and not sees_sensitive(actor, each)
    return RowOut(
        id=each.pk,
        register_id=each.form_id,
        desk_id=each.desk_id,
        title="" if hides else each.title,
        values=reads.values_for(each, found.schema, actor),
        archived=each.archived,
        edition=each.edition,
        changed_at=each.changed_at,
    )


def _cleaned(found: Register, given: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Canonical values, and sentences by path for what cannot be taken."""
    known = {slot.path: slot for slot in slots(found.schema, rows_of(found.schema, given))}
    values: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for path, text in given.items():
        slot = known.get(path)
        if slot is None or slot.type in (FieldType.COMPUTED, FieldType.FILE):
            wrong[path] = "ไม่มีช่องนี้ให้กรอกในทะเบียน"
            continue
        try:
            values[path] = clean(slot, text)
        except Refused as refusal:
            wrong[path] = refusal.message
    return values, wrong


def _refused(found: Register, values: dict[str, str], refusal: Refused) -> Status[WrongOut]:
    """422 tells what stands in the way by path; 409 is a rule or somebody who was faster."""
    if refusal.code != "blocked":
        return Status(409, WrongOut(detail=refusal.message, code=refusal.code, paths={}))
    problems = services.standing_of(found.schema, values).blocks
    paths = {each.path: each.message for each in problems}
    return Status(422, WrongOut(detail=refusal.message, code=refusal.code, paths=paths))
