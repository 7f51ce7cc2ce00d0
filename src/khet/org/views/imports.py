"""Workbooks of units and people: sent in, checked, answered, carried out."""

from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.audit import services as audit
from khet.files.made import as_file
from khet.jobs.services import progress_of
from khet.org import rules
from khet.org.forms.imports import BringForm
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.imports import runs as services
from khet.org.imports import undoing, workbooks
from khet.org.imports.columns import COLUMNS
from khet.org.models import ImportRun
from khet.paper.workbooks import MIME
from khet.ui.answers import answer, is_fragment, page, refusals_into

WORKING = (ImportRun.State.READING, ImportRun.State.RUNNING)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_keep_people)
def imports(request: Request) -> HttpResponse:
    """Send a workbook in; those sent before."""
    form = BringForm(request.POST or None, request.FILES or None)
    run = None
    with refusals_into(form):
        if form.is_bound and form.is_valid():
            data = form.cleaned_data
            run = services.bring(actor=request.actor, kind=data["kind"], incoming=data["workbook"][0])
    context = {"form": form, "runs": ImportRun.objects.visible_to(request.actor).select_related("by_person")[:30]}
    if request.method != "POST":
        return page(request, "org/imports.html", context)
    return answer(request, form, "org/imports.html", context, then=run)


@require_safe
@guarded(rules.may_keep_people)
def template(request: Request, kind: str) -> HttpResponse:
    if kind not in COLUMNS:
        raise Http404
    return as_file(workbooks.template(kind), MIME, f"khet-{kind}.xlsx")


@require_safe
@guarded(None, ImportRun)
def run(request: Request, run: ImportRun) -> HttpResponse:
    """The report of the dry run, or how far the work is."""
    working = run.state in WORKING
    context = {
        "run": run,
        "report": run.report,
        "working": working,
        "progress": progress_of(run.job_id) if working and run.job_id else None,
        "original": services.original(run),
        "columns": COLUMNS[run.kind],
        "undoable": undoing.in_time(run),
    }
    if is_fragment(request):
        return page(request, "org/import_progress.html", context)
    return page(request, "org/import.html", context)


@require_safe
@guarded(None, ImportRun)
def marked(request: Request, run: ImportRun) -> HttpResponse:
    """The workbook back, its wrong cells marked; the look at it is on the trail."""
    content = workbooks.marked(services.table_of(run), run.report.get("problems", []))
    audit.look(request.actor, "files.opened", run)
    return as_file(content, MIME, f"khet-{run.kind}-{run.pk}.xlsx")


@require_POST
@guarded(None, ImportRun)
def reply(request: Request, run: ImportRun) -> HttpResponse:
    """Who is meant by a name that is known already."""
    asked = {str(one[0]): {str(choice[0]) for choice in one[2]} for one in run.report.get("questions", [])}
    given = {row: request.POST.get(f"row-{row}", "") for row in asked}
    answers = {row: value for row, value in given.items() if value in asked[row]}
    services.reply(actor=request.actor, run=run, answers=answers)
    return answer(request, None, "org/import.html", then=run, message=_("บันทึกคำตอบ %(n)d ข้อ") % {"n": len(answers)})


@require_POST
@guarded(None, ImportRun)
def start(request: Request, run: ImportRun) -> HttpResponse:
    done = services.start(actor=request.actor, run=run)
    said = ""
    if done.state == ImportRun.State.DONE:
        shown = {"made": done.report["made"], "changed": done.report["changed"]}
        said = _("นำเข้าแล้ว เพิ่ม %(made)d แก้ %(changed)d รายการ") % shown
    return answer(request, None, "org/import.html", then=done, message=said)


@require_POST
@guarded(None, ImportRun)
def undo(request: Request, run: ImportRun) -> HttpResponse:
    """Everything the workbook brought goes again."""
    undoing.undo(actor=request.actor, run=run)
    return answer(request, None, "org/import.html", then=run, message=_("ย้อนการนำเข้าแล้ว ไม่มีอะไรจากไฟล์นี้เหลืออยู่"))


@require_POST
@guarded(None, ImportRun)
def discard(request: Request, run: ImportRun) -> HttpResponse:
    """Destroy the original now."""
    with transaction.atomic():
        services.drop(actor=request.actor, run=run)
    then = reverse("org:imports")
    return answer(request, None, "org/imports.html", then=then, message=_("ทำลายไฟล์ต้นฉบับแล้ว"))
