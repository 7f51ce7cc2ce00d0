"""The yearly account by legal duty, and the book of the year."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from khet.files.made import as_file
from khet.insight import rules
from khet.insight.reads.books import book
from khet.insight.reads.years import account, newest_school_year
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import Unit
from khet.org.reads.units import area_office
from khet.paper.services import render
from khet.saraban.reads.papers import emblem_of
from khet.thai.years import FiscalYear
from khet.ui.answers import page

FIRST = 2557


@require_safe
@guarded(rules.sees_all)
def year(request: Request, be: int) -> HttpResponse:
    found, office = _year(be), _office()
    newest = FiscalYear.of(timezone.now()).be
    context = {
        "year": found,
        "rows": account(office.pk, found),
        "book": newest_school_year(be),
        "years": [each for each in range(newest, newest - 5, -1) if each >= FIRST],
    }
    return page(request, "insight/year.html", context)


@require_safe
@guarded(rules.sees_all)
def year_book(request: Request, be: int) -> HttpResponse:
    """The book as PDF."""
    office = _office()
    document = book(
        agency=office.name,
        year_be=be,
        accounts=account(office.pk, _year(be)),
        printed_on=timezone.localdate(),
        emblem=emblem_of(office.pk),
    )
    if not document.chapters:
        raise Http404
    name = _("ข้อมูลสารสนเทศ ปี %(year)s.pdf") % {"year": be}
    return as_file(render(document), "application/pdf", name, inline=True)


def _year(be: int) -> FiscalYear:
    if not FIRST <= be <= FiscalYear.of(timezone.now()).be:
        raise Http404
    return FiscalYear(be)


def _office() -> Unit:
    office = area_office()
    if office is None:
        raise Http404
    return office
