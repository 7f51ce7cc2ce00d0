"""Register years: which there are, what is still open, opened with start numbers, closed and opened again."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.kernel.errors import Refused
from khet.org.guard import guarded
from khet.org.http import Request
from khet.saraban import reads, services
from khet.saraban.forms.numbers import STARTS, YearForm
from khet.saraban.models import Book, RegisterYear
from khet.saraban.reads import numbering
from khet.saraban.rules.registers import may_keep
from khet.saraban.views.registers import desk_of
from khet.saraban.views.sections import SHORT
from khet.ui.answers import answer, page, refusals_into


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_keep)
def years(request: Request) -> HttpResponse:
    """Every year with its counts; a new one is opened here."""
    known = reads.register_years(desk_of(request))
    form = YearForm(request.POST or None, initial=_start_of(known))
    if request.method == "POST":
        with refusals_into(form):
            if form.is_valid():
                year = form.cleaned_data["year_be"]
                services.open_year(actor=request.actor, year_be=year, starts=form.starts())
        if not form.errors:
            said = _("เปิดทะเบียนปี %s แล้ว") % form.cleaned_data["year_be"]
            return answer(request, None, "", then=reverse("saraban:years"), message=said)
    counts = numbering.year_counts(desk_of(request))
    rows = [
        (each, [(_(label), counts.get(each.year_be, {}).get(book, 0)) for book, label in SHORT.items()])
        for each in known
    ]
    context = {"rows": rows, "form": form, "this_year": services.this_year(), "books": Book}
    return page(request, "saraban/years.html", context, status=422 if form.errors else 200)


def _start_of(known: list[RegisterYear]) -> dict[str, int]:
    """This year as it stands, or the next one that is not there yet."""
    year = services.this_year()
    if year not in {each.year_be for each in known}:
        return {"year_be": year}
    current = next(each for each in known if each.year_be == year)
    return {"year_be": year} | {name: getattr(current, f"start_{name}") for name, _label in STARTS}


@require_safe
@guarded(may_keep)
def year(request: Request, year_be: int) -> HttpResponse:
    """One year before it is closed: what is left open, and what it holds."""
    held = _year(request, year_be)
    context: dict[str, Any] = {
        "year": held,
        "left": numbering.leftovers(desk_of(request), year_be),
        "runs": numbering.runs(desk_of(request), year_be),
        "starts": [(label, getattr(held, f"start_{name}")) for name, label in STARTS],
        "current": year_be == services.this_year(),
    }
    return page(request, "saraban/year.html", context)


@require_POST
@guarded(may_keep)
def set_year(request: Request, year_be: int) -> HttpResponse:
    """Close the year, or open it again."""
    held = _year(request, year_be)
    if request.POST.get("do") == "reopen":
        services.reopen_year(actor=request.actor, year_be=held.year_be)
        said = _("เปิดทะเบียนปี %s กลับแล้ว") % year_be
    else:
        services.close_year(actor=request.actor, year_be=held.year_be)
        said = _("ปิดทะเบียนปี %s แล้ว ออกเลขในปีนี้ไม่ได้อีก") % year_be
    return answer(request, None, "", then=reverse("saraban:years"), message=said)


def _year(request: Request, year_be: int) -> RegisterYear:
    found = RegisterYear.objects.filter(desk_id=desk_of(request), year_be=year_be).first()
    if found is None:
        raise Refused(_("ยังไม่ได้เปิดทะเบียนปี %s") % year_be, code="year_not_open")
    return found
