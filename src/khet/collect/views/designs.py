"""The designer: a form's draft as a board, changed a part at a time."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from khet.collect.models import Form, FormVersion
from khet.collect.reads import designing
from khet.collect.reads.boards import board
from khet.collect.reads.drawing import Known, draw
from khet.collect.reads.forms import Workbench, draft, latest, workbench
from khet.collect.rules.forms import may_design
from khet.collect.schema import Schema
from khet.collect.schema.editing import (
    drop_inner,
    drop_part,
    drop_section,
    part_of,
    section_of,
    shift_inner,
    shift_part,
    shift_section,
)
from khet.collect.services import designs
from khet.collect.services import forms as services
from khet.collect.validity import examine
from khet.kernel.errors import Refused
from khet.org.guard import guarded
from khet.org.http import Request
from khet.thai.bangkok import today
from khet.ui.answers import answer, page


def draft_or_refuse(form: Form) -> FormVersion:
    version = draft(form)
    if version is None:
        raise Refused("แบบนี้ประกาศใช้แล้ว กดแก้แบบเพื่อเริ่มฉบับถัดไป", code="no_draft")
    return version


def board_context(form: Form) -> dict[str, object]:
    bench = workbench(draft_or_refuse(form))
    return {
        "form": form,
        "version": bench.version,
        "board": board(bench),
        "drawn": preview_of(bench),
        "step": bench.step,
        "faults": bench.faults,
        "published": latest(form),
    }


def preview_of(bench: Workbench) -> object:
    """As a school sees it before it types anything, without what would be wrong then."""
    standing = examine(bench.schema, {}, today=today())
    calm = type(standing)((), standing.computed, standing.hidden, standing.filled, standing.total)
    return draw(bench.schema, Known(standing=calm))


@require_safe
@guarded(may_design, Form)
def design(request: Request, form: Form) -> HttpResponse:
    if draft(form) is None:
        return page(request, "collect/design_begin.html", {"form": form, "version": latest(form)})
    return page(request, "collect/design.html", board_context(form))


@require_POST
@guarded(may_design, Form)
def begin(request: Request, form: Form) -> HttpResponse:
    services.open_draft(actor=request.actor, form=form)
    return answer(request, None, "", then=reverse("collect:design", args=[form.pk]))


@require_POST
@guarded(may_design, Form)
def drop_draft(request: Request, form: Form) -> HttpResponse:
    services.drop_draft(actor=request.actor, form=form)
    return answer(request, None, "", then=form, message=_("ทิ้งร่างแล้ว ฉบับที่ประกาศใช้ยังอยู่"))


@require_POST
@guarded(may_design, Form)
def undo(request: Request, form: Form) -> HttpResponse:
    said = designs.undo(actor=request.actor, form=form)
    return _board(request, form, message=_("ย้อนแล้ว: %s") % said)


@require_POST
@guarded(may_design, Form)
def move(request: Request, form: Form) -> HttpResponse:
    """at: "#section", "part" or "repeat/field"; by: up or down."""
    at, by = request.POST.get("at", ""), -1 if request.POST.get("by") == "up" else 1
    said = _("เลื่อน %s") % label_at(draft_or_refuse(form).schema, at)
    key, _slash, inner = at.partition("/")

    def moved(schema: Schema) -> Schema:
        if at.startswith("#"):
            return shift_section(schema, at[1:], by)
        return shift_inner(schema, key, inner, by) if inner else shift_part(schema, key, by)

    designs.change(actor=request.actor, form=form, by=moved, said=said)
    return _board(request, form)


@require_POST
@guarded(may_design, Form)
def remove(request: Request, form: Form) -> HttpResponse:
    at = request.POST.get("at", "")
    version = draft_or_refuse(form)
    said = _("ลบ %s") % label_at(version.schema, at)
    key, _slash, inner = at.partition("/")
    if at.startswith("#"):
        for part in _parts_of(version.schema, at[1:]):
            designs.refuse_if_read(version, part, within=at[1:])
    else:
        designs.refuse_if_read(version, at)

    def without(schema: Schema) -> Schema:
        if at.startswith("#"):
            return drop_section(schema, at[1:])
        return drop_inner(schema, key, inner) if inner else drop_part(schema, key)

    designs.change(actor=request.actor, form=form, by=without, said=said)
    return _board(request, form, message=_("%s แล้ว กดย้อนถ้าต้องการคืน") % said)


@require_GET
@guarded(may_design, Form)
def formula(request: Request, form: Form) -> HttpResponse:
    """What a formula says, or what is wrong with it, while it is being typed."""
    line = request.GET.get(request.GET.get("of", ""), "")[:1_000].strip()
    bench = workbench(draft_or_refuse(form))
    said, wrong = designing.reading(bench.schema, line, request.GET.get("at", "")) if line else ("", "")
    return page(request, "collect/formula.html", {"said": said, "wrong": wrong})


def _board(request: Request, form: Form, *, message: str = "") -> HttpResponse:
    then = reverse("collect:design", args=[form.pk])
    return answer(request, None, "collect/design.html#board", board_context(form), then=then, message=message)


def label_at(schema: Schema, at: str) -> str:
    """What stands there is called so; "" when it is gone."""
    key, _slash, inner = at.partition("/")
    try:
        if at.startswith("#"):
            return section_of(schema, at[1:]).title
        part = part_of(schema, key)
    except KeyError:
        return ""
    fields = {each.key: each.label for each in getattr(part, "fields", ())}
    return f"{part.label} · {fields.get(inner, inner)}" if inner else part.label


def _parts_of(schema: Schema, key: str) -> list[str]:
    try:
        return [part.key for part in section_of(schema, key).parts]
    except KeyError:
        return []
