"""The search line in the header, while letters are what there is to find."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from khet.org.guard import guarded
from khet.org.http import Request
from khet.saraban.models import Delivery, Letter
from khet.saraban.reads.finding import FOUND_ORDER, find_deliveries, find_letters
from khet.saraban.reads.standing import arrivals, goings
from khet.saraban.rules.reading import has_desk
from khet.ui.answers import page
from khet.ui.keyset import CURSOR, Page, page_of

FEW = 8
MOST = 200


@require_safe
@guarded(has_desk)
def find(request: Request) -> HttpResponse:
    """Both groups at first, one of them page by page when asked."""
    words = " ".join(request.GET.get("q", "").split())[:MOST]
    only = request.GET.get("only", "")
    only = only if only in ("in", "out") else ""
    cursor = request.GET.get(CURSOR) if only else None
    size = 50 if only else FEW
    came: Page[Delivery] = Page()
    go: Page[Letter] = Page()
    if words and only != "out":
        came = page_of(find_deliveries(request.actor, words), order=FOUND_ORDER, cursor=cursor, size=size)
    if words and only != "in":
        go = page_of(find_letters(request.actor, words), order=FOUND_ORDER, cursor=cursor, size=size)
    context = {
        "words": words,
        "only": only,
        "came": came,
        "goes": go,
        "arrivals": arrivals(came.rows),
        "goings": goings(go.rows),
        "labels": {"in": _("หนังสือเข้า"), "out": _("หนังสือออก")},
    }
    return page(request, "saraban/find.html", context)
