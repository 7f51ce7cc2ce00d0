"""Numbers: kept for later and used, many at once, and the proof that none is missing."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khet.files import services as files
from khet.kernel.errors import Refused
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.imports import tables
from khet.saraban import reads, services
from khet.saraban.forms.numbers import CertificatesForm, ReserveForm, UseForm
from khet.saraban.models import Book, Bundle, Letter, RegisterEntry
from khet.saraban.reads import numbering
from khet.saraban.rules.numbering import BOOK_OF
from khet.saraban.rules.registers import may_keep
from khet.saraban.views.registers import desk_of
from khet.thai.bangkok import today
from khet.ui import days as dates
from khet.ui.answers import answer, page, refusals_into
from khet.ui.keyset import CURSOR, page_of


def keeps_row(actor: Any, entry: RegisterEntry) -> bool:
    return may_keep(actor, entry.desk_id)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_keep)
def numbers(request: Request) -> HttpResponse:
    """What is reserved now, and จองเลข."""
    form = ReserveForm(request.POST or None, initial={"book": request.GET.get("book", "sent")})
    if request.method == "POST":
        rows: list[RegisterEntry] = []
        with refusals_into(form):
            if form.is_valid():
                rows = services.reserve_numbers(actor=request.actor, **form.cleaned_data)
        if not form.errors:
            span = "–".join(dict.fromkeys((f"{rows[0].series}{rows[0].number}", f"{rows[-1].series}{rows[-1].number}")))
            said = _("จองเลข %(span)s ไว้ถึง %(day)s แล้ว") % {
                "span": span,
                "day": dates.record(rows[0].reserved_until or today()),
            }
            return answer(request, None, "", then=reverse("saraban:numbers"), message=said)
    found = page_of(
        reads.reserved_rows(request.actor).select_related("unit"),
        order=("reserved_until", "number", "pk"),
        cursor=request.GET.get(CURSOR),
    )
    context = {"form": form, "found": found, "today": today()}
    return page(request, "saraban/numbers.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(keeps_row, RegisterEntry)
def use_number(request: Request, entry: RegisterEntry) -> HttpResponse:
    """Give a reserved number to a draft that is signed by hand."""
    if entry.state != RegisterEntry.State.RESERVED:
        raise Refused(_("เลขนี้ไม่ได้จองไว้แล้ว เลือกเลขอื่น"), code="not_reserved")
    drafts = _drafts_for(request, entry)
    form = UseForm(request.POST or None, drafts=drafts, initial={"dated": today()})
    if request.method == "POST":
        with refusals_into(form):
            if form.is_valid():
                letter = form.cleaned_data["letter"]
                letter = services.issue_number(
                    actor=request.actor,
                    letter=letter,
                    content_hash=services.content_hash(letter),
                    reserved=entry,
                    dated=form.cleaned_data["dated"],
                )
                return answer(request, None, "", then=letter, message=_("ออกเลขที่ %s แล้ว") % letter.letter_no)
    context = {"form": form, "entry": entry, "book": Book(entry.book), "any": drafts.exists()}
    return page(request, "saraban/number_use.html", context, status=422 if form.errors else 200)


def _drafts_for(request: Request, entry: RegisterEntry) -> QuerySet[Letter]:
    kinds = [kind for kind, book in BOOK_OF.items() if book == entry.book]
    return reads.drafts(request.actor).filter(kind__in=kinds, secrecy=0, circular=entry.series != "").order_by("-pk")


@require_safe
@guarded(may_keep)
def gaps(request: Request) -> HttpResponse:
    """ตรวจเลขขาด: every run of a year, with what is missing."""
    years = [each.year_be for each in reads.register_years(desk_of(request))] or [services.this_year()]
    asked = request.GET.get("year", "")
    year = next((each for each in years if str(each) == asked), years[0])
    runs = numbering.runs(desk_of(request), year)
    context = {"runs": runs, "year": year, "years": years, "missing": sum(len(run.gaps) for run in runs)}
    return page(request, "saraban/gaps.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_keep)
def certificates(request: Request) -> HttpResponse:
    """ออกเลขชุด: a name each, numbers in a row, one file to print."""
    form = CertificatesForm(request.POST or None, request.FILES or None, desk_id=desk_of(request))
    if request.method == "POST":
        made: Bundle | None = None
        with refusals_into(form):
            if form.is_valid():
                made = _issued(request, form.cleaned_data)
        if made is not None and not form.errors:
            said = _("ออกเลขแล้ว %(n)s ฉบับ %(set)s") % {"n": made.total, "set": made.name}
            return answer(request, None, "", then=made, message=said)
    return page(request, "saraban/certificates.html", {"form": form}, status=422 if form.errors else 200)


def _issued(request: Request, given: dict[str, Any]) -> Bundle:
    """Numbers now; the papers are made in the background and followed on their own page."""
    names = given["names"].splitlines()
    if given["sheet"]:
        names += _names_of(files.peek(given["sheet"][0], actor=request.actor))
    return services.issue_and_bundle(
        actor=request.actor,
        names=[name.split("\t")[0] for name in names],
        subject=given["subject"],
        body=given["body"],
        signer_post_id=given["signer"].pk if given["signer"] else None,
        thai_digits=given["thai_digits"],
        duty_id=given.get("duty_id") or None,
    )


def _names_of(content: bytes) -> list[str]:
    """The first column of a sheet, with or without a head over it."""
    table = tables.read(content, "")
    head = table.heads[0]
    names = [row.cells.get(head, "") for row in table.rows]
    return names if "ชื่อ" in head else [head, *names]
