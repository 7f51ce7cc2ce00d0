"""The trail for the auditor: who did what to which, when, and whether it is whole."""

from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khet.audit import reads as audit_reads
from khet.audit import services as audit
from khet.files.made import as_file
from khet.kernel.errors import Refused
from khet.org import exports, rules
from khet.org.forms.trail import TrailFilter
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.reads import trail as read
from khet.paper.workbooks import MIME
from khet.ui.answers import answer, page
from khet.ui.keyset import CURSOR, page_of

MOST_EXPORTED = 20_000


@require_safe
@guarded(rules.may_read_trail)
def trail(request: Request) -> HttpResponse:
    form = TrailFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = page_of(read.entries(request.actor, asked), order=("-id",), cursor=request.GET.get(CURSOR))
    kept = {key: value for key, value in request.GET.items() if value and key != CURSOR}
    context = {
        "form": form,
        "found": found,
        "lines": read.lines(found.rows, request.actor),
        "query": urlencode(kept),
        "filtered": bool(kept),
    }
    return page(request, "org/trail.html", context)


@require_safe
@guarded(rules.may_read_trail)
def sheet(request: Request) -> HttpResponse:
    """What the filters show, as a workbook; the export is on the trail itself."""
    form = TrailFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = list(read.entries(request.actor, asked)[: MOST_EXPORTED + 1])
    if len(rows) > MOST_EXPORTED:
        raise Refused(_("มีมากกว่า 20,000 รายการ เลือกช่วงวันให้สั้นลงแล้วส่งออกใหม่"), code="too_many")
    content = exports.trail_sheet(read.lines(rows, request.actor))
    with transaction.atomic():
        audit.record(request.actor, "org.trail_exported", None, after={"count": len(rows)})
    return as_file(content, MIME, "trail.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_read_trail)
def verify(request: Request) -> HttpResponse:
    """When the trail was last checked from its first entry, what came of it, and the daily roots."""
    if request.method == "POST":
        report = audit.verify()
        first = str(report.first) if report.first else ""
        after = {"ok": report.ok, "entries": report.entries, "chains": report.chains, "problems": report.count}
        with transaction.atomic():
            audit.record(request.actor, "org.trail_verified", None, after=after, note=first)
        said = _("ตรวจ %(count)d รายการแล้ว ครบถ้วน") if report.ok else _("ตรวจ %(count)d รายการแล้ว พบจุดผิดปกติ")
        return answer(request, None, "org/trail_verify.html", message=said % {"count": report.entries})
    last = audit_reads.last_check(also=("org.trail_verified",))
    return page(request, "org/trail_verify.html", {"last": last, "roots": read.roots()})
