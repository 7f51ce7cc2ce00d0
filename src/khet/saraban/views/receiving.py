"""Taking in a letter from outside: typed in seconds, the next one at once."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khet.kernel.errors import Refused
from khet.kernel.ids import read_id
from khet.org.guard import guarded
from khet.org.http import Request
from khet.saraban import reads, services
from khet.saraban.forms.receiving import ReceiveForm
from khet.saraban.models import Delivery, RegisterEntry, ScanPart
from khet.saraban.rules.registers import may_keep
from khet.saraban.views.pictures import pages_of
from khet.ui.answers import answer, page

KEPT_FOR_NEXT = ("channel", "to_post", "dated", "from_text")
MOST_SENDERS = 40
LATEST = 5


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_keep)
def receive(request: Request) -> HttpResponse:
    """A letter on paper or by e-mail: type, Enter, next."""
    part = _part(request)
    earlier: list[Delivery] = []
    if request.method == "POST":
        form = ReceiveForm(request.POST, request.FILES, actor=request.actor)
        if form.is_valid():
            try:
                return _received(request, form, part)
            except Refused as refusal:
                if refusal.code == "duplicate":
                    earlier = earlier_than(request, form.cleaned_data["letter_no"], form.cleaned_data["from_text"])
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    else:
        form = ReceiveForm(initial=_initial(request), actor=request.actor)
    status = 422 if form.is_bound else 200
    return page(request, "saraban/receive.html", _context(request, form, part) | {"earlier": earlier}, status=status)


def _initial(request: Request) -> dict[str, str]:
    return {name: request.GET[name] for name in KEPT_FOR_NEXT if name in request.GET}


def _received(request: Request, form: ReceiveForm, part: ScanPart | None) -> HttpResponse:
    given = form.cleaned_data
    delivery = services.receive_outside(
        actor=request.actor,
        received=form.received(),
        file=given["scan"][0] if given["scan"] else None,
        part=part,
        confirmed=given["confirmed"],
        register=not given["hold"],
    )
    entry = RegisterEntry.objects.filter(delivery=delivery).first()
    subject = _("หนังสือลับ") if delivery.secrecy else given["subject"]
    said = _("รับ %s ไว้แล้ว ยังไม่ออกเลขรับ") % subject
    if entry is not None:
        said = _("ลงรับแล้ว เลข %(no)s %(subject)s") % {"no": f"{entry.number}/{entry.year_be}", "subject": subject}
    return answer(request, None, "", then=_next(request, delivery, part), message=said)


def _next(request: Request, delivery: Delivery, part: ScanPart | None) -> object:
    """The letter itself, the next of the pile, or an empty form that keeps what stays the same."""
    if request.POST.get("do") == "open":
        return delivery
    if part is not None:
        left = part.scan.parts.filter(letter=None).first()
        return f"{reverse('saraban:receive')}?part={left.pk}" if left else reverse("saraban:scan", args=[part.scan_id])
    query = request.GET.copy()
    query.clear()
    for name in ("channel", "to_post"):
        if request.POST.get(name):
            query[name] = request.POST[name]
    return f"{reverse('saraban:receive')}?{query.urlencode()}"


def _part(request: Request) -> ScanPart | None:
    """The part of a pile this letter is cut from."""
    asked = request.POST.get("part") or request.GET.get("part") or ""
    part_id = read_id(asked)
    if part_id is None:
        return None
    mine = ScanPart.objects.filter(scan__in=reads.piles(request.actor)).select_related("scan", "file")
    return get_object_or_404(mine, pk=part_id, letter=None)


def _context(request: Request, form: ReceiveForm, part: ScanPart | None) -> dict[str, Any]:
    latest = Delivery.objects.visible_to(request.actor).listed()
    latest = latest.filter(desk_id=request.actor.desk_id, letter__origin="outside").order_by("-pk")[:LATEST]
    rows = list(latest)
    entries = RegisterEntry.objects.filter(delivery__in=rows, state="issued").values_list("delivery_id", "number")
    numbers = dict(entries)
    return {
        "form": form,
        "part": part,
        "pages": pages_of(part.file) if part else range(0),
        "left": part.scan.parts.filter(letter=None).count() if part else 0,
        "senders": reads.senders(request.actor)[:MOST_SENDERS],
        "latest": [(row, numbers.get(row.pk)) for row in rows],
    }


@require_safe
@guarded(may_keep)
def duplicates(request: Request) -> HttpResponse:
    """Asked while typing: is a letter with this ที่ from this sender here already."""
    earlier = earlier_than(request, request.GET.get("letter_no", ""), request.GET.get("from_text", ""))
    return page(request, "saraban/receive_earlier.html", {"earlier": earlier})


def earlier_than(request: Request, letter_no: str, from_text: str) -> list[Delivery]:
    """Those one may see, with their numbers."""
    if not letter_no.strip() or not from_text.strip():
        return []
    ids = [row.pk for row in services.duplicates(request.actor.desk_id or 0, letter_no[:80], from_text[:300])]
    rows = Delivery.objects.visible_to(request.actor).listed().filter(pk__in=ids)
    return list(rows.prefetch_related("entries").order_by("-pk"))


@require_safe
@guarded(may_keep)
def sender_options(request: Request) -> HttpResponse:
    """Names of the address book that fit what is typed, as options of the datalist."""
    found = reads.senders(request.actor, request.GET.get("from_text", "")[:300])[:20]
    return page(request, "saraban/sender_options.html", {"senders": found})


@require_safe
@guarded(None, Delivery)
def stamped(request: Request, delivery: Delivery) -> HttpResponse:
    """The copy with ตรารับ, page by page; until the job has made it, it says so."""
    context = {
        "delivery": delivery,
        "pages": pages_of(delivery.stamped or delivery.letter.pdf),
        "entry": delivery.entries.filter(state="issued").first(),
    }
    return page(request, "saraban/stamped.html", context)
