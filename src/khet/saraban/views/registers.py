"""The registers (ทะเบียน): one page of rows per book, on paper, in Excel, and a row with its two late columns."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.files.made import as_file
from khet.kernel.ids import read_ids
from khet.kernel.language import in_thai
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import Unit
from khet.paper import services as paper
from khet.paper.workbooks import MIME
from khet.saraban import reads, services
from khet.saraban.forms.registers import NotesForm, PrintForm, RegisterFilter, VoidForm
from khet.saraban.models import Book, RegisterEntry
from khet.saraban.reads.faces import fonts_of
from khet.saraban.reads.folders import MOST_COUNTED
from khet.saraban.reads.papers import sheet_of
from khet.saraban.reads.sheets import rows_xlsx
from khet.saraban.reads.standing import register_lines
from khet.saraban.reads.voided import struck_numbers
from khet.saraban.rules.reading import reads_registers
from khet.saraban.rules.registers import may_annotate, may_keep, may_void
from khet.saraban.views.sections import desk_menu, sections
from khet.thai import dates as thai
from khet.thai.bangkok import today
from khet.ui import days as dates
from khet.ui.answers import answer, is_fragment, page, refusals_into
from khet.ui.forms import ThaiDateInput
from khet.ui.keyset import CURSOR, Page, first_of, page_of

HEADS = {
    Book.RECEIVED: gettext_noop("เลขรับ|ที่|รับเมื่อ"),
    Book.SENT: gettext_noop("เลขส่ง|ที่|ลงวันที่"),
}
OTHER_HEADS = gettext_noop("เลข|ที่|ลงวันที่")
MOST_AT_ONCE = 500
"""Rows that are printed while one waits (under a second); more go through the background."""


def book_named(book: str) -> Book:
    if book not in Book.values:
        raise Http404
    return Book(book)


def desk_of(request: HttpRequest) -> int:
    """The desk acted in; the rule of the page has asked whether there is one."""
    return int(request.actor.desk_id or 0)  # type: ignore[attr-defined]


@require_safe
@guarded(reads_registers)
def registers(request: Request) -> HttpResponse:
    return redirect("saraban:book", book=Book.RECEIVED)


@require_safe
@guarded(reads_registers)
def register(request: Request, book: str) -> HttpResponse:
    """Rows of one register, newest first, by key."""
    kind, desk_id, year = book_named(book), desk_of(request), services.this_year()
    years = [each.year_be for each in reads.register_years(desk_id)]
    form = RegisterFilter(request.GET, book=kind, desk_id=desk_id, years=years, this_year=year)
    wanted = form.wanted(year)
    secret = request.GET.get("secret") == "1"
    found, many = _page(request, kind, desk_id, secret, wanted)
    context = {
        "book": kind,
        "form": form,
        "found": found,
        "lines": register_lines(request.actor, kind, found.rows),
        "count": _counted(many),
        "shown": _shown(found.rows),
        "title": _title(kind, wanted, secret),
        "heads": _heads(kind, may_keep(request.actor)),
        "sections": sections(request.actor),
        "section": kind.value,
        "desk_menu": desk_menu(request.actor),
        "ranges": _ranges(request),
        "dense": request.GET.get("dense") == "1",
        "here_quoted": quote(request.get_full_path()),
        "dense_url": _with(request, dense="" if request.GET.get("dense") == "1" else "1"),
        "secret": secret,
        "print_form": PrintForm(initial=_days(wanted)),
        "may_keep": may_keep(request.actor),
        "filtered": bool(request.GET.keys() - {CURSOR, "dense"}),
    }
    return page(request, "saraban/register.html", context)


def _heads(book: Book, keeps: bool) -> str:
    """The columns in the reader's language."""
    first = _(HEADS.get(book, OTHER_HEADS))
    return "|".join([first, _("เรื่อง|การปฏิบัติ"), *([_("(แก้)")] if keeps else [])])


def _page(
    request: Request, book: Book, desk_id: int, secret: bool, wanted: dict[str, Any]
) -> tuple[Page[RegisterEntry], int]:
    """The rows and how many there are; a year as it opens is what is asked for most."""
    cursor, year = request.GET.get(CURSOR), wanted["year_be"]
    narrowed = any(value not in (None, "") for name, value in wanted.items() if name not in ("year_be", "series"))
    if year and not cursor and not narrowed and wanted["series"] is None:
        which = request.actor, desk_id, book.value, secret, year
        front = reads.register_front(*which)
        return first_of(front, order=reads.REGISTER_ORDER), reads.register_size.count(*which)
    rows = reads.register_rows(request.actor, desk_id=desk_id, book=book, secret=secret, **wanted)
    many = rows.order_by()[: MOST_COUNTED + 1].count()
    return page_of(rows.select_related("unit"), order=reads.REGISTER_ORDER, cursor=cursor), many


def _title(book: Book, wanted: dict[str, Any], secret: bool) -> str:
    words = [str(book.label), _("(ลับ)") if secret else "", _("ปี %s") % wanted["year_be"] if wanted["year_be"] else ""]
    return " ".join(word for word in words if word)


def _counted(many: int) -> str:
    if many > MOST_COUNTED:
        return _("พบมากกว่า %s รายการ") % f"{MOST_COUNTED:,}"
    return _("พบ %s รายการ") % f"{many:,}"


def _shown(rows: list[RegisterEntry]) -> str:
    if not rows:
        return ""
    return dates.span(rows[-1].registered_on, rows[0].registered_on)


def _ranges(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """Days that are asked for most, as links: (label, address, in force)."""
    day = today()
    month = day.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    spans = [
        (_("วันนี้"), day, day),
        (_("สัปดาห์นี้"), day - timedelta(days=day.weekday()), day),
        (dates.month(month), month, day),
        (dates.month(before), before, month - timedelta(days=1)),
    ]
    write = ThaiDateInput().format_value
    found = []
    for label, first, last in spans:
        asked = {"first": write(first), "last": write(last)}
        on = all(request.GET.get(name) == value for name, value in asked.items())
        found.append((label, _with(request, **asked), on))
    return found


def _with(request: HttpRequest, **changes: str | None) -> str:
    """The same page with other filters, from its first page on."""
    query = request.GET.copy()
    query.pop(CURSOR, None)
    for name, value in changes.items():
        if value:
            query[name] = value
        else:
            query.pop(name, None)
    return f"?{query.urlencode()}"


def _days(wanted: dict[str, Any]) -> dict[str, date]:
    first, last = wanted["first"], wanted["last"]
    return {"first": first or today(), "last": last or today()}


@require_safe
@guarded(reads_registers)
def register_pdf(request: Request, book: str) -> HttpResponse:
    """The register in its prescribed columns: a span of days, or the rows that were ticked."""
    kind, form = book_named(book), PrintForm(request.GET)
    picked = _picked(request, kind)
    if picked is None and not form.is_valid():
        return page(request, "saraban/register_print.html", {"form": form, "book": kind}, status=422)
    if picked is None:
        rows, period = _span(request, kind, form.cleaned_data)
    else:
        rows, period = picked, ""
    if (count := rows.order_by().count()) > MOST_AT_ONCE:
        return _large(request, kind, form, period, count, excel=False)
    digits = bool(form.is_valid() and form.cleaned_data["thai"])
    sheet = sheet_of(request.actor, kind, rows, desk_id=desk_of(request), period=period, thai_digits=digits)
    return as_file(
        paper.render(sheet, fonts=fonts_of(desk_of(request))),
        "application/pdf",
        f"{in_thai(kind.label)} {period or thai.record(today())}.pdf",
        inline=True,
    )


@require_safe
@guarded(reads_registers)
def register_xlsx(request: Request, book: str) -> HttpResponse:
    """The same rows as an Excel sheet."""
    kind, form = book_named(book), PrintForm(request.GET)
    picked = _picked(request, kind)
    if picked is None and not form.is_valid():
        return page(request, "saraban/register_print.html", {"form": form, "book": kind}, status=422)
    rows, period = (picked, thai.record(today())) if picked is not None else _span(request, kind, form.cleaned_data)
    if (count := rows.order_by().count()) > MOST_AT_ONCE:
        return _large(request, kind, form, period, count, excel=True)
    return as_file(rows_xlsx(kind, rows), MIME, f"{in_thai(kind.label)} {period}.xlsx")


def _large(request: Request, book: Book, form: PrintForm, period: str, count: int, *, excel: bool) -> HttpResponse:
    """Too many to wait for: says how many, and offers to make the file in the background."""
    write, days = ThaiDateInput().format_value, form.cleaned_data
    context = {
        "book": book,
        "period": period,
        "count": count,
        "excel": excel,
        "first": write(days["first"]),
        "last": write(days["last"]),
        "thai": days["thai"],
    }
    return page(request, "saraban/register_large.html", context)


def _picked(request: Request, book: Book) -> Any:
    ids = read_ids(request.GET.getlist("pick")[:200])
    if not ids:
        return None
    return RegisterEntry.objects.visible_to(request.actor).filter(desk_id=desk_of(request), book=book, pk__in=ids)


def _span(request: Request, book: Book, days: dict[str, Any]) -> tuple[Any, str]:
    first, last = days["first"], days["last"]
    rows = reads.register_rows(request.actor, desk_id=desk_of(request), book=book, first=first, last=last)
    return rows, f"วันที่ {thai.span(first, last)}"


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(None, RegisterEntry)
def entry(request: Request, entry: RegisterEntry) -> HttpResponse:
    """One row: its facts, its two late columns, and ยกเลิกเลข."""
    start = {"action": entry.action, "remark": entry.remark}
    form = NotesForm(request.POST or None, initial=start)
    if request.method == "POST":
        with refusals_into(form):
            if form.is_valid():
                services.annotate(actor=request.actor, entry=entry, **form.cleaned_data)
        if not form.errors:
            return answer(request, None, "", then=_back(request, entry), message=_("บันทึกเลข %s แล้ว") % entry.number)
    context = _about(request, entry) | {"form": form}
    template = "saraban/entry.html#edit" if is_fragment(request) else "saraban/entry.html"
    return page(request, template, context, status=422 if form.errors else 200)


@require_POST
@guarded(None, RegisterEntry)
def void(request: Request, entry: RegisterEntry) -> HttpResponse:
    """ยกเลิกเลข: it stays in the register, struck through."""
    form = VoidForm(request.POST)
    with refusals_into(form):
        if form.is_valid():
            services.void_number(actor=request.actor, entry=entry, reason=form.cleaned_data["reason"])
    if form.errors:
        return page(request, "saraban/entry.html", _about(request, entry) | {"void_form": form}, status=422)
    number = f"{entry.series}{entry.number}"
    said = _("ยกเลิกเลข %s แล้ว เลขนี้จะไม่ถูกใช้ซ้ำ") % number
    if struck_numbers([entry.delivery_id or 0]):
        said = _("ยกเลิกเลข %s แล้ว หนังสือรอลงรับใหม่ในงานของสารบรรณ") % number
    return answer(request, None, "", then=_back(request, entry), message=said)


def _about(request: Request, entry: RegisterEntry) -> dict[str, Any]:
    line = register_lines(request.actor, entry.book, [entry])[0]
    return {
        "entry": entry,
        "line": line,
        "book": Book(entry.book),
        "desk": Unit.objects.get(pk=entry.desk_id),
        "form": NotesForm(initial={"action": entry.action, "remark": entry.remark}),
        "void_form": VoidForm(),
        "may_annotate": may_annotate(request.actor, entry),
        "may_void": may_void(request.actor, entry),
        "next": request.POST.get("next") or request.GET.get("next") or request.headers.get("HX-Current-URL") or "",
    }


def _back(request: Request, entry: RegisterEntry) -> str:
    """Where the row was changed from, at the row."""
    there = request.POST.get("next") or reverse("saraban:entry", args=[entry.pk])
    return f"{there.partition('#')[0]}#entry-{entry.pk}" if request.POST.get("next") else there
