"""Versions of a draft beside one another."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from khet.org.guard import guarded
from khet.org.http import Request
from khet.saraban import reads
from khet.saraban.models import Letter, LetterVersion
from khet.saraban.reads.versions import difference
from khet.ui.answers import page


@require_safe
@guarded(None, Letter)
def versions(request: Request, letter: Letter) -> HttpResponse:
    """Two versions compared, the last two unless the address says others; only on the writing side."""
    found = list(letter.versions.order_by("seq"))
    if not reads.is_sender(letter, request.actor) or not found:
        raise Http404
    first = _picked(found, request.GET.get("from", ""), found[max(len(found) - 2, 0)])
    last = _picked(found, request.GET.get("to", ""), found[-1])
    context = {
        "letter": letter,
        "versions": found,
        "first": first,
        "last": last,
        "changes": difference(first, last),
    }
    return page(request, "saraban/versions.html", context)


def _picked(found: list[LetterVersion], seq: str, otherwise: LetterVersion) -> LetterVersion:
    return next((each for each in found if str(each.seq) == seq), otherwise)
