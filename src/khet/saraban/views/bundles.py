"""Large files made in the background: asked for, followed, fetched."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from khet.jobs.services import progress_of
from khet.kernel.errors import Refused
from khet.org.guard import guarded
from khet.org.http import Request
from khet.saraban import services
from khet.saraban.forms.registers import PrintForm
from khet.saraban.models import Bundle
from khet.saraban.rules.reading import reads_registers
from khet.saraban.services.bundling import KEPT_DAYS
from khet.saraban.views.registers import book_named
from khet.ui.answers import answer, is_fragment, page

LATEST = 30


@require_safe
@guarded(reads_registers)
def bundles(request: Request) -> HttpResponse:
    """What one asked for in the last days."""
    rows = Bundle.objects.visible_to(request.actor).select_related("file")[:LATEST]
    return page(request, "saraban/bundles.html", {"bundles": list(rows), "days": KEPT_DAYS})


@require_safe
@guarded(None, Bundle)
def bundle(request: Request, bundle: Bundle) -> HttpResponse:
    """How far it is; the part that changes asks for itself again until it is done."""
    far = progress_of(bundle.job_id) if bundle.job_id else None
    stopped = far is None or far.ended
    context = {
        "bundle": bundle,
        "done": far.done if far else 0,
        "total": (far.total if far else 0) or bundle.total,
        "stopped": bundle.finished_at is None and stopped,
        "register": bundle.what != Bundle.What.CERTIFICATES,
        "days": KEPT_DAYS,
    }
    return page(request, "saraban/bundle.html#state" if is_fragment(request) else "saraban/bundle.html", context)


@require_POST
@guarded(reads_registers)
def make_register(request: Request, book: str) -> HttpResponse:
    """A long register, by the same two days as the page asked."""
    kind, form = book_named(book), PrintForm(request.POST)
    if not form.is_valid():
        return page(request, "saraban/register_print.html", {"form": form, "book": kind}, status=422)
    days = form.cleaned_data
    made = services.bundle_register(
        actor=request.actor,
        book=kind,
        first=days["first"],
        last=days["last"],
        excel=request.POST.get("kind") == "excel",
        thai_digits=days["thai"],
    )
    return answer(request, None, "", then=made, message=_("เริ่มจัดทำไฟล์แล้ว ปิดหน้านี้ได้ ระบบแจ้งเมื่อเสร็จ"))


@require_POST
@guarded(None, Bundle)
def again(request: Request, bundle: Bundle) -> HttpResponse:
    """Once more, after some could not be made."""
    if bundle.finished_at is None and not _stands_still(bundle):
        raise Refused(_("กำลังจัดทำอยู่แล้ว รอให้ชุดนี้เสร็จก่อน"), code="running")
    made = services.bundle_again(actor=request.actor, bundle=bundle)
    return answer(request, None, "", then=made, message=_("เริ่มจัดทำใหม่แล้ว"))


def _stands_still(bundle: Bundle) -> bool:
    far = progress_of(bundle.job_id) if bundle.job_id else None
    return far is None or far.ended
