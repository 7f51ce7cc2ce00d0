"""Files of pupils: sent in, checked, mended, shown as what they would do, taken over."""

import re

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.audit import services as audit
from khet.collect.checks import marked as mark
from khet.collect.forms.pupils import BringForm
from khet.collect.models import ImportRun
from khet.collect.pupils.rows import mended, typed_rows
from khet.collect.reads import pupil_imports as reads
from khet.collect.reads.pupils import schools_to_bring
from khet.collect.rules.pupils import may_bring_any, may_carry
from khet.collect.services import pupil_imports as services
from khet.collect.sheets import read
from khet.files.made import as_file
from khet.jobs.services import progress_of
from khet.kernel.errors import Refused
from khet.org.guard import guarded
from khet.org.http import Request
from khet.paper.workbooks import MIME
from khet.ui.answers import answer, is_fragment, page, refusals_into

WORKING = (ImportRun.State.READING, ImportRun.State.RUNNING)
CELL = re.compile(r"fix-(\d{1,7})-([a-z0-9_]{1,40})")
PAGE = "collect/pupil_import.html"


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_bring_any)
def bring(request: Request) -> HttpResponse:
    """Send a file in; those sent before."""
    schools = schools_to_bring(request.actor)
    form = BringForm(request.POST or None, request.FILES or None, schools=schools)
    found = None
    with refusals_into(form):
        if form.is_bound and form.is_valid():
            data = form.cleaned_data
            school = next(one for one in schools if one.pk == data["school"])
            found = services.bring(actor=request.actor, school=school, incoming=data["file"][0], as_of=data["as_of"])
    context = {"form": form, "runs": reads.runs([], request.actor), "one": len(schools) == 1}
    if request.method != "POST":
        return page(request, "collect/pupil_bring.html", context)
    return answer(request, form, "collect/pupil_bring.html", context, then=found)


@require_safe
@guarded(None, ImportRun)
def run(request: Request, run: ImportRun) -> HttpResponse:
    """Findings by rule and what the file would do, or how far the work is."""
    working = run.state in WORKING
    context = {
        "run": run,
        "working": working,
        "progress": progress_of(run.job_id) if working and run.job_id else None,
        "may_carry": may_carry(request.actor, run),
    }
    if is_fragment(request):
        return page(request, "collect/pupil_import_progress.html", context)
    groups = reads.groups(run)
    absent = next((note.removeprefix("absent ") for note in run.notes if note.startswith("absent ")), "")
    context |= {
        "groups": groups,
        "mendable": any(reads.mendable(one) for group in groups for one in group.rows),
        "lines": reads.lines(run),
        "original": services.original(run),
        "same": "same" in run.notes,
        "absent": absent,
        "notes": [note for note in run.notes if note != "same" and not note.startswith("absent ")],
        "nothing": run.state == "ready" and not any(run.counts.get(key) for key in ("new", "enter", "change", "left")),
    }
    return page(request, PAGE, context)


@require_POST
@guarded(may_carry, ImportRun)
def fix(request: Request, run: ImportRun) -> HttpResponse:
    """Single cells typed anew on the page."""
    cells: dict[tuple[int, str], str] = {}
    for name, text in request.POST.items():
        if (told := CELL.fullmatch(name)) and str(text).strip():
            cells[int(told[1]), told[2]] = str(text)
    if not cells:
        raise Refused("ยังไม่ได้พิมพ์ค่าที่แก้ พิมพ์ในช่องของแถวที่ต้องแก้แล้วกดอีกครั้ง", code="nothing")
    count = services.fix(actor=request.actor, found=run, cells=cells)
    return answer(request, None, PAGE, then=run, message=_("แก้ %(n)d ช่องแล้วตรวจใหม่") % {"n": count})


@require_safe
@guarded(may_carry, ImportRun)
def marked(request: Request, run: ImportRun) -> HttpResponse:
    """The school's own workbook with its wrong cells marked; the look at it is on the trail."""
    content = services.content_of(run)
    plain = read(content, "pupils", name=run.name)
    if run.name.lower().endswith(".xlsx"):
        sheet = mended(plain, services.fixes_of(run))
        rows = typed_rows(sheet, as_of=run.as_of, codes=run.codes)
        findings = services.findings_of(run, sheet, rows)
        audit.look(request.actor, "collect.pupil_file_looked", run)
        return as_file(mark(content, plain, findings), MIME, _("จุดที่ต้องแก้ ") + run.name)
    raise Refused("ทำเครื่องหมายได้เฉพาะไฟล์ .xlsx บันทึกไฟล์เป็น .xlsx แล้วส่งใหม่", code="not_xlsx")


@require_POST
@guarded(may_carry, ImportRun)
def start(request: Request, run: ImportRun) -> HttpResponse:
    services.start(actor=request.actor, found=run)
    return answer(request, None, PAGE, then=run)


@require_POST
@guarded(may_carry, ImportRun)
def discard(request: Request, run: ImportRun) -> HttpResponse:
    """Destroy the original now."""
    with transaction.atomic():
        services.drop(actor=request.actor, found=run)
    then = reverse("collect:pupil_imports")
    return answer(request, None, PAGE, then=then, message=_("ทำลายไฟล์ต้นฉบับแล้ว"))
