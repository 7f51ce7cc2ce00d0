"""Behind broken glass: letters for reading, for an hour, and every look on the trail. There is nothing to press."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from khet.audit import services as audit
from khet.files.delivery import Parcel, send
from khet.kernel.refs import Ref
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import BreakGlass
from khet.saraban.models import Letter
from khet.saraban.reads import glass as read
from khet.ui.answers import page
from khet.ui.keyset import CURSOR, page_of


@require_safe
@guarded(read.may_look, BreakGlass)
def index(request: Request, broken: BreakGlass) -> HttpResponse:
    """The letters of the stated unit; a stated letter opens at once."""
    found = read.letters(broken)
    if broken.ref_kind != "org.unit":
        return redirect("saraban:glass_letter", broken.pk, get_object_or_404(found.distinct()).pk)
    audit.look(request.actor, "saraban.glass_listed", Ref("org.unit", broken.ref_id), note=broken.reason)
    rows = page_of(found.listed(), order=("-id",), cursor=request.GET.get(CURSOR))
    return page(request, "saraban/glass.html", {"broken": broken, "found": rows})


@require_safe
@guarded(read.may_look, BreakGlass)
def letter(request: Request, broken: BreakGlass, number: int) -> HttpResponse:
    shown: Letter = get_object_or_404(read.letters(broken).distinct(), pk=number)
    audit.look(request.actor, "saraban.glass_looked", shown, note=broken.reason)
    return page(request, "saraban/glass_letter.html", {"broken": broken, "shown": read.behind(shown)})


@require_safe
@guarded(read.may_look, BreakGlass)
def file(request: Request, broken: BreakGlass, number: int, stored: int) -> HttpResponseBase:
    shown: Letter = get_object_or_404(read.letters(broken).distinct(), pk=number)
    found = read.file_of(shown, stored)
    if found is None or found.blob is None:
        raise Http404
    audit.look(request.actor, "saraban.glass_file", shown, note=f"{found.name} · {broken.reason}")
    return send(request, Parcel(found.blob, found.name, found.mime, True, "download" in request.GET))
