"""Units that a letter can go to; and the former address of the search line, whose bookmarks go on."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from khet.org.guard import guarded
from khet.org.http import Request
from khet.saraban.reads.recipients import UnitFinder
from khet.saraban.rules.capacity import may_write_letters
from khet.saraban.rules.reading import has_desk
from khet.ui.finders import fragment


@require_safe
@guarded(has_desk)
def find(request: Request) -> HttpResponse:
    address, words = reverse("search:find"), request.GET.get("q", "")
    return HttpResponseRedirect(f"{address}?{urlencode({'q': words})}" if words else address)


@require_safe
@guarded(may_write_letters)
def units(request: Request) -> HttpResponse:
    """What a search or a district gives, as a piece of the form."""
    return HttpResponse(fragment(UnitFinder(request.actor), request.GET, "units"))
