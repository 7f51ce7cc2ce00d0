"""The list of notices, and opening what they point to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from khet.kernel.refs import Ref, ref_kinds
from khet.notify import reads, services
from khet.notify.http import Request
from khet.notify.models import Notice
from khet.notify.views.door import is_real_visit, own
from khet.thai.bangkok import day_of
from khet.ui.answers import answer, page
from khet.ui.keyset import CURSOR, page_of

SIZE = 50


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one Bangkok day, unread and read apart."""

    read: bool
    day: date
    lines: list[reads.Line]


@own
@require_GET
def index(request: Request) -> HttpResponse:
    """Unread first, then what was read, each by day."""
    actor = request.actor
    mine = Notice.objects.visible_to(actor).heads()
    found = page_of(mine, order=("read", "-id"), cursor=request.GET.get(CURSOR), size=SIZE)
    lines = reads.lines_of(found.rows, actor)
    context = {
        "days": list(_by_day(lines)),
        "page": found,
        "unread": reads.unread_count(actor.person_id),
        "newest": max((line.notice.pk for line in lines), default=0),
        "preferences_url": reverse("notify:preferences"),
    }
    return page(request, "notify/list.html", context)


@own
@require_safe
def one(request: Request, pk: int) -> HttpResponse:
    """Open what a notice points to; the notice is read by that."""
    notice = get_object_or_404(Notice.objects.visible_to(request.actor), pk=pk)
    if is_real_visit(request):
        services.mark_read(actor=request.actor, notice=notice)
    return HttpResponseRedirect(_address(notice.ref))


@own
@require_safe
def open_ref(request: Request, kind: str, pk: int) -> HttpResponse:
    """The address that goes out of the house: the same for all who were told, so it names the thing, not the notice."""
    ref = Ref(kind, pk)
    if is_real_visit(request):
        services.mark_ref_read(actor=request.actor, ref=ref)
    known = ref_kinds.get(kind)
    if known is None or not known.visible(request.actor, pk):
        raise Http404
    return HttpResponseRedirect(known.url(pk))


@own
@require_POST
def read_one(request: Request, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.visible_to(request.actor), pk=pk)
    services.mark_read(actor=request.actor, notice=notice)
    notice.refresh_from_db()
    context = {"line": reads.line_of(notice, request.actor)}
    return answer(request, None, "notify/list.html#line", context, then=reverse("notify:list"))


@own
@require_POST
def read_all(request: Request) -> HttpResponse:
    """Up to the newest that the page showed: what came since then stays unread."""
    newest = request.POST.get("newest", "")
    up_to = int(newest) if newest.isascii() and newest.isdigit() and len(newest) < 19 else None
    count = services.mark_all_read(actor=request.actor, up_to=up_to)
    said = _("อ่านแล้ว %(n)d เรื่อง") % {"n": count}
    return answer(request, None, "notify/list.html", then=reverse("notify:list"), message=said)


def _by_day(lines: Sequence[reads.Line]) -> Iterator[Day]:
    for (read, day), group in groupby(lines, key=lambda line: (line.notice.read, day_of(line.notice.created_at))):
        yield Day(read, day, list(group))


def _address(ref: Ref | None) -> str:
    kind = ref_kinds.get(ref.kind) if ref else None
    return kind.url(ref.id) if kind and ref else reverse("notify:list")
