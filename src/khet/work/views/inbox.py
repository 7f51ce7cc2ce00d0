"""The inbox as a page of its own; the home shows the same list."""

from typing import cast

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_POST, require_safe

from khet.kernel.ids import read_ids
from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui.answers import answer, page
from khet.ui.chrome import tell_badge
from khet.work import services
from khet.work.kinds import kinds
from khet.work.models import WorkItem
from khet.work.reads.inbox import Tab, counts, inbox_and_counts
from khet.work.reads.inbox import inbox as rows_of

TABS: dict[str, str] = {
    "mine": gettext_noop("รอฉัน"),
    "asked": gettext_noop("ฉันขอไว้"),
    "unit": gettext_noop("ของหน่วยงาน"),
    "done": gettext_noop("เสร็จแล้ว"),
}


def inbox_context(request: Request) -> dict[str, object]:
    """What the list of work needs, on this page and on the home."""
    asked = request.GET.get("tab", "mine")
    tab = cast("Tab", asked if asked in TABS else "mine")
    find = request.GET.get("find", "").strip()
    cursor = request.GET.get("after", "")
    if tab == "mine" and not cursor and not find:
        found, waiting = inbox_and_counts(request.actor)
    else:
        found, waiting = rows_of(request.actor, tab, cursor=cursor, find=find), counts(request.actor)
    tell_badge(request, "work", waiting.waiting)
    return {
        "tab": tab,
        "tabs": [(key, _(label), waiting.waiting if key == "mine" else None) for key, label in TABS.items()],
        "found": found,
        "waiting": waiting,
        "find": find,
        "later_page": bool(cursor),
    }


@require_safe
@guarded()
def inbox(request: Request) -> HttpResponse:
    return page(request, "work/inbox.html", inbox_context(request))


@require_POST
@guarded()
def answer_many(request: Request) -> HttpResponse:
    """Answer the ticked items that need no more than a tap (รับทราบ)."""
    ids = read_ids(request.POST.getlist("item"))
    rows = WorkItem.objects.visible_to(request.actor).filter(pk__in=ids).order_by("pk")
    done = services.answer_many(actor=request.actor, items=[item for item in rows if kinds[item.kind].one_tap])
    words = ngettext("รับทราบแล้ว %(count)s เรื่อง", "รับทราบแล้ว %(count)s เรื่อง", done) % {"count": done}
    return answer(request, None, "work/inbox.html", then=request.POST.get("next") or "/", message=words)
