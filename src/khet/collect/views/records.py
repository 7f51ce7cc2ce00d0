"""Registers: the list with its filters, a row with its history, keeping rows."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.audit import services as audit
from khet.collect.forms.records import ArchiveForm, RowFilter
from khet.collect.models import Form, RecordRow
from khet.collect.posted import Typed, typed_in
from khet.collect.reads import records as reads
from khet.collect.reads.drawing import Known, draw
from khet.collect.reads.records import Register
from khet.collect.rules.forms import may_design, may_make
from khet.collect.rules.records import may_add, may_keep_row, may_open, sees_sensitive
from khet.collect.schema import FieldType, Repeat, Schema
from khet.collect.services import records as services
from khet.collect.validity import Standing, label_of, rows_of
from khet.kernel.errors import Refused
from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui import keyset
from khet.ui.answers import answer, page


def register_or_404(form: Form) -> Register:
    found = reads.register_of(form)
    if found is None:
        raise Http404
    return found


@require_safe
@guarded()
def registers(request: Request) -> HttpResponse:
    found = list(reads.registers(request.actor).select_related("desk"))
    context = {"found": found, "may_compare": may_make(request.actor)}
    return page(request, "collect/registers.html", context)


@require_safe
@guarded(may_open, Form)
def register(request: Request, form: Form) -> HttpResponse:
    found = register_or_404(form)
    filters = RowFilter(request.GET, register=found)
    wanted = filters.wanted()
    seen = reads.rows(found, request.actor, **wanted).select_related("desk", "form")
    rows = keyset.page_of(seen, order=("-changed_at",), cursor=request.GET.get(keyset.CURSOR))
    context = {
        "form": form,
        "register": found,
        "filters": filters,
        "count": seen.count(),
        "page": rows,
        "listed": reads.listed(found, rows.rows, request.actor),
        "heads": "|".join([found.fields[0].label if found.fields else _("รายการ"), *(c.label for c in found.columns)]),
        "many_desks": form.writers != Form.Reach.DESK,
        "may_add": may_add(request.actor, form),
        "mine": may_design(request.actor, form),
        "query": request.GET.urlencode(),
    }
    return page(request, "collect/register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_add, Form)
def new_row(request: Request, form: Form) -> HttpResponse:
    found = register_or_404(form)
    return _row_form(request, found, None)


@require_safe
@guarded(None, RecordRow)
def row(request: Request, row: RecordRow) -> HttpResponse:
    """A row as it is read; a look at marked fields is on the trail."""
    found = register_or_404(row.form)
    values = reads.values_for(row, found.schema, request.actor)
    if sees_sensitive(request.actor, row) and reads.sensitive_paths(found.schema, row.values):
        audit.look(request.actor, "collect.row_looked", row)
    standing = services.standing_of(found.schema, values)
    calm = Standing(standing.warns, standing.computed, standing.hidden, standing.filled, standing.total)
    context = {
        "row": row,
        "form": row.form,
        "title": row.title if sees_sensitive(request.actor, row) else row.form.title,
        "drawn": draw(found.schema, Known(values=values, standing=calm)),
        "history": reads.history(row, found.schema, request.actor),
        "may_keep": may_keep_row(request.actor, row),
        "archive_form": ArchiveForm(),
    }
    return page(request, "collect/row.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_keep_row, RecordRow)
def edit_row(request: Request, row: RecordRow) -> HttpResponse:
    return _row_form(request, register_or_404(row.form), row)


@require_POST
@guarded(may_keep_row, RecordRow)
def archive_row(request: Request, row: RecordRow) -> HttpResponse:
    archived = request.POST.get("archived") == "1"
    services.set_archived(actor=request.actor, row=row, archived=archived, note=request.POST.get("note", ""))
    said = _("จำหน่ายแถวแล้ว ประวัติยังอยู่") if archived else _("นำแถวกลับมาแล้ว")
    return answer(request, None, "", then=row, message=said)


def _row_form(request: Request, found: Register, row: RecordRow | None) -> HttpResponse:
    """Rows of repeats are added and taken off by buttons that send the whole form (?rows=part)."""
    start = dict(row.values) if row else {}
    if request.method != "POST":
        return _drawn(request, found, row, start, None)
    typed = typed_in(found.schema, request.POST)
    values = {**_files(found.schema, start), **typed.values}
    part = request.GET.get("rows", "")
    if part:
        values = _with_rows(found.schema, values, part, request.POST)
        return _drawn(request, found, row, values, typed, quiet=True)
    if not typed.wrong:
        try:
            kept = _keep(request, found, row, values)
        except Refused as refusal:
            return _drawn(request, found, row, values, typed, refused=refusal.message)
        return answer(request, None, "", then=kept, message=_("บันทึก %s แล้ว") % kept.title)
    return _drawn(request, found, row, values, typed)


def _keep(request: Request, found: Register, row: RecordRow | None, values: dict[str, str]) -> RecordRow:
    note = request.POST.get("why", "")[:300]
    if row is None:
        return services.add_row(actor=request.actor, form=found.form, values=values, note=note)
    edition = request.POST.get("edition", "")
    seen = int(edition) if edition.isascii() and edition.isdigit() else None
    return services.change_row(actor=request.actor, row=row, values=values, edition=seen, note=note)


def _files(schema: Schema, values: dict[str, str]) -> dict[str, str]:
    """Files are not posted again with each change."""
    kinds = {part.key: getattr(part, "type", None) for part in schema.parts().values()}
    return {path: text for path, text in values.items() if kinds.get(path) is FieldType.FILE}


def _with_rows(schema: Schema, values: dict[str, str], part: str, post: Any) -> dict[str, str]:
    repeat = schema.parts().get(part)
    if not isinstance(repeat, Repeat) or not repeat.fields:
        return values
    if drop := post.get("drop", ""):
        return {path: text for path, text in values.items() if not path.startswith(f"{part}/{drop}/")}
    there = {each.split("/")[1] for each in rows_of(schema, values) if each.startswith(f"{part}/")}
    fresh = next(f"r{at}" for at in range(1, len(there) + 2) if f"r{at}" not in there)
    return {**values, f"{part}/{fresh}/{repeat.fields[0].key}": ""}


def _drawn(
    request: Request,
    found: Register,
    row: RecordRow | None,
    values: dict[str, str],
    typed: Typed | None,
    *,
    quiet: bool = False,
    refused: str = "",
) -> HttpResponse:
    standing = services.standing_of(found.schema, values)
    if typed is None or quiet:
        standing = Standing((), standing.computed, standing.hidden, standing.filled, standing.total)
    stopped = dict(typed.wrong) if typed else {}
    known = Known(values=values, standing=standing, typed=typed.texts if typed else {}, stopped=stopped)
    wrong = bool(typed) and not quiet
    said = _said(found.schema, stopped, standing)
    context = {
        "form": found.form,
        "row": row,
        "drawn": draw(found.schema, known),
        "refused": _refusal(said, refused) if wrong else "",
        "said": said if wrong else [],
        "here": reverse("collect:edit_row", args=[row.pk]) if row else reverse("collect:new_row", args=[found.form.pk]),
        "why": request.POST.get("why", ""),
    }
    return page(request, "collect/row_edit.html", context, status=422 if wrong else 200)


def _said(schema: Schema, stopped: dict[str, str], standing: Standing) -> list[tuple[str, str]]:
    """(anchor, sentence with the name of its place) of everything that stands in the way."""
    found = {**{each.path: each.message for each in standing.blocks}, **stopped}
    return [(f"c-{path.replace('/', '-')}", f"{label_of(schema, path)}: {text}") for path, text in found.items()]


def _refusal(said: list[tuple[str, str]], refused: str) -> str:
    return _("ยังบันทึกไม่ได้ มี %s จุดต้องแก้") % len(said) if said else refused
