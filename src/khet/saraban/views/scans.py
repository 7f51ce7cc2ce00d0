"""A scanned pile: uploaded once, cut by its pages, received one by one, today or tomorrow."""

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.kernel.ids import read_ids
from khet.org.guard import guarded
from khet.org.http import Request
from khet.saraban import reads, services
from khet.saraban.forms.receiving import PileForm
from khet.saraban.models import Scan, ScanPart
from khet.saraban.rules.registers import may_keep
from khet.saraban.views.pictures import pages_of, picture_of, png
from khet.ui.answers import answer, page, refusals_into
from khet.ui.keyset import CURSOR, page_of


def may_split(actor: Any, scan: Scan | None = None) -> bool:
    return may_keep(actor, scan.desk_id if scan else None)


def may_split_part(actor: Any, part: ScanPart) -> bool:
    return may_split(actor, part.scan)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_keep)
def scans(request: Request) -> HttpResponse:
    """The piles of the desk, with what is left of each; a new one is uploaded here."""
    form = PileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = PileForm(request.POST, request.FILES)
        with refusals_into(form):
            if form.is_valid():
                scan = services.keep_pile(actor=request.actor, file=form.cleaned_data["pile"][0])
                return answer(request, None, "", then=reverse("saraban:scan", args=[scan.pk]))
    rows = reads.piles(request.actor).annotate(
        all_parts=Count("parts"), left=Count("parts", filter=Q(parts__letter=None))
    )
    found = page_of(rows, order=("-pk",), cursor=request.GET.get(CURSOR))
    return page(request, "saraban/scans.html", {"form": form, "found": found}, status=422 if form.errors else 200)


@require_safe
@guarded(may_split, Scan)
def scan(request: Request, scan: Scan) -> HttpResponse:
    """The pages of a pile to mark, or the letters it was cut into."""
    parts = list(scan.parts.select_related("letter", "file"))
    if parts:
        left = [part for part in parts if part.letter_id is None]
        return page(request, "saraban/scan_parts.html", {"scan": scan, "parts": parts, "left": left})
    pages = pages_of(scan.file, most=services.MOST_PARTS)
    return page(request, "saraban/scan.html", {"scan": scan, "pages": pages, "marked": {1}})


@require_POST
@guarded(may_split, Scan)
def split(request: Request, scan: Scan) -> HttpResponse:
    """Cut the pile before every page that was marked as a first page."""
    last = len(pages_of(scan.file, most=services.MOST_PARTS))
    marked = set(read_ids(request.POST.getlist("first")))
    firsts = sorted({1, *(number for number in marked if 1 <= number <= last)})
    ranges = [(first, after - 1) for first, after in zip(firsts, [*firsts[1:], last + 1], strict=True) if after > first]
    services.split_scan(actor=request.actor, scan=scan, ranges=ranges)
    said = _("แยกเป็น %s ฉบับแล้ว ลงรับทีละฉบับ หรือกลับมาทำต่อวันหลังได้") % len(ranges)
    return answer(request, None, "", then=reverse("saraban:scan", args=[scan.pk]), message=said)


@require_safe
@guarded(may_split, Scan)
def picture(request: Request, scan: Scan, page: int) -> HttpResponse:
    """A page of the pile, small enough to look over a hundred of them."""
    if scan.file is None or page not in pages_of(scan.file, most=services.MOST_PARTS):
        raise Http404
    return png(request, picture_of(scan.file, page, width=320), days=1)


@require_safe
@guarded(may_split_part, ScanPart)
def part_picture(request: Request, part: ScanPart, page: int) -> HttpResponse:
    """A page of one part, large enough to type from."""
    if part.file is None or page not in pages_of(part.file):
        raise Http404
    return png(request, picture_of(part.file, page), days=1)
