"""One unit's form in one round: filled in by the unit, read by both sides."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from khet.collect.exports import submission_xlsx
from khet.collect.models import Submission
from khet.collect.reads.entry import entry_page, frozen_page
from khet.collect.reads.values import schema_of
from khet.collect.rules import submissions as rules
from khet.collect.schema import Repeat
from khet.collect.services.beginning import prefill
from khet.collect.services.cells import ROW
from khet.collect.views.showing import TEMPLATE, entry_context, read_context
from khet.files.made import as_file
from khet.org.guard import guarded
from khet.org.http import Request
from khet.paper.workbooks import MIME
from khet.ui.answers import page
from khet.work import services as work
from khet.work.reads.items import items_about, items_by_id

BLANK = "collect/submission_blank.html"


@require_safe
@guarded(None, Submission)
def submission(request: Request, given: Submission) -> HttpResponse:
    """To fill in for the unit (or by phone for the area), to read for the rest; first values come at the first look."""
    may = rules.may(request.actor, given)
    if request.method == "GET" and not _ahead(request) and (rules.serves(request.actor, given) or "fill" in may):
        work.see(actor=request.actor, items=items_by_id(given.item_id) | items_about("collect.submission", given.pk))
        if "fill" in may and not given.stamp and prefill(actor=request.actor, given=given):
            given.refresh_from_db()
    if "fill" in may or ("fill_for" in may and "phone" in request.GET):
        return page(request, TEMPLATE, entry_context(request, given, entry_page(given, rows=_rows(request, given))))
    if "read" not in may:
        return page(request, BLANK, read_context(request, given, entry_page(given)))
    shown = entry_page(given) if rules.is_of_unit(request.actor, given) else frozen_page(given)
    return page(request, TEMPLATE, read_context(request, given, shown))


def _rows(request: Request, given: Submission) -> list[str]:
    """A new row that was asked for and has nothing in it yet."""
    part, _slash, row = request.GET.get("row", "").partition("/")
    known = schema_of(given.round.version_id).parts().get(part)
    return [f"{part}/{row}"] if isinstance(known, Repeat) and ROW.fullmatch(row) else []


def _ahead(request: Request) -> bool:
    purpose = f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}"
    return "prefetch" in purpose or "prerender" in purpose


@require_safe
@guarded(None, Submission)
def sheet(request: Request, given: Submission) -> HttpResponse:
    """The form as Excel: place, value, value of the round before."""
    if not rules.may_read(request.actor, given):
        raise Http404
    shown = entry_page(given) if rules.is_of_unit(request.actor, given) else frozen_page(given)
    return as_file(submission_xlsx(given, shown), MIME, f"{given.round.title[:100]} {given.unit_name}.xlsx")
