"""Registers out as Excel and CSV, in from a file that is tried first."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khet.audit import services as audit
from khet.collect import record_sheets
from khet.collect.forms.records import RowFilter, RowsFileForm
from khet.collect.models import Form
from khet.collect.reads import records as reads
from khet.collect.reads.masters import kind_of
from khet.collect.rules.records import may_add, may_open
from khet.collect.services.master_trials import sheet_in
from khet.collect.services.row_files import PURPOSE
from khet.collect.views.master_files import MOST_SHOWN, take_over
from khet.collect.views.records import register_or_404
from khet.files import reads as stored_files
from khet.files import services as files
from khet.files.made import as_file
from khet.files.reads import StoredFile
from khet.kernel.refs import Ref
from khet.org.guard import guarded
from khet.org.http import Request
from khet.paper.workbooks import MIME
from khet.ui.answers import answer, page, refusals_into


@require_safe
@guarded(may_open, Form)
def export(request: Request, form: Form, kind: str) -> HttpResponse:
    """The rows that the filters of the address leave."""
    found = register_or_404(form)
    wanted = RowFilter(request.GET, register=found).wanted()
    rows = reads.rows(found, request.actor, **wanted).select_related("desk", "form").order_by("-changed_at", "-pk")
    make, mime = {
        "xlsx": (record_sheets.as_excel, MIME),
        "csv": (record_sheets.as_csv, "text/csv; charset=utf-8"),
    }[kind]
    content = make(found, rows, request.actor)
    with transaction.atomic():
        audit.record(request.actor, "collect.rows_exported", form, after={"rows": rows.count(), "kind": kind})
    return as_file(content, mime, f"{form.title}.{kind}")


@require_safe
@guarded(may_add, Form)
def pattern(request: Request, form: Form) -> HttpResponse:
    found = register_or_404(form)
    name = _("แบบนำเข้า %s") % form.title
    return as_file(record_sheets.pattern(found), MIME, f"{name}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_add, Form)
def bring(request: Request, form: Form) -> HttpResponse:
    """The file is kept, then tried on the next page."""
    found = register_or_404(form)
    dated = kind_of(form) is not None
    typed = RowsFileForm(request.POST or None, request.FILES or None, dated=dated)
    if request.method == "POST":
        stored: StoredFile | None = None
        with refusals_into(typed):
            if typed.is_valid():
                stored = _keep(request, form, typed.cleaned_data["rows"])
        if stored is not None and not typed.errors:
            there = reverse("collect:try_rows", args=[form.pk, stored.public_id])
            on = typed.cleaned_data.get("as_of")
            return answer(request, None, "", then=f"{there}?on={on.isoformat()}" if on else there)
    context = {"form": form, "typed": typed, "columns": record_sheets.plain_slots(found), "dated": dated}
    return page(request, "collect/rows_import.html", context, status=422 if typed.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_add, Form)
def trial(request: Request, form: Form, public_id: str) -> HttpResponse:
    """What the file would do, row by row; and doing it."""
    stored = stored_files.first_of(Ref("collect.form", form.pk), purpose=PURPOSE, public_id=public_id)
    if stored is None or stored.by_person_id != request.actor.person_id:
        raise Http404
    content = files.read_bytes(stored)
    if (sheet := sheet_in(form, content, stored.name)) is not None:
        return take_over(request, form, stored, sheet)
    if request.method == "POST":
        done = record_sheets.bring_rows(actor=request.actor, form=form, content=content, name=stored.name)
        said = _("นำเข้าแล้ว เพิ่ม %(new)s แถว แก้ %(changed)s แถว") % {"new": done.new, "changed": done.changed}
        return answer(request, None, "", then=reverse("collect:register", args=[form.pk]), message=said)
    tried = record_sheets.try_rows(actor=request.actor, form=form, content=content, name=stored.name)
    more = max(0, len(tried.wrong) - MOST_SHOWN)
    context = {"form": form, "stored": stored, "trial": tried, "wrong": tried.wrong[:MOST_SHOWN], "more": more}
    return page(request, "collect/rows_trial.html", context)


@transaction.atomic
def _keep(request: Request, form: Form, incoming: list[Any]) -> StoredFile:
    owner = Ref("collect.form", form.pk)
    return files.keep(incoming, actor=request.actor, owner=owner, restricted=True, purpose=PURPOSE)[0]
