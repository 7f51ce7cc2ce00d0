"""The former address of the search line; bookmarks of it go on."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from khet.org.guard import guarded
from khet.org.http import Request
from khet.saraban.rules.reading import has_desk


@require_safe
@guarded(has_desk)
def find(request: Request) -> HttpResponse:
    address, words = reverse("search:find"), request.GET.get("q", "")
    return HttpResponseRedirect(f"{address}?{urlencode({'q': words})}" if words else address)
