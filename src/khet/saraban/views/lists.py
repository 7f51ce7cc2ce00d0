"""The two lists: letters that came, with what can be done to many at once, and letters that go out."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_POST, require_safe

from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.kernel.ids import read_ids
from khet.kernel.statements import Word
from khet.org.guard import guarded
from khet.org.http import Request
from khet.saraban import reads, services
from khet.saraban.forms.lists import AssignForm, IncomingFilter, OutgoingFilter
from khet.saraban.models import Delivery
from khet.saraban.reads import folders
from khet.saraban.reads.standing import arrivals, goings
from khet.saraban.rules.capacity import keeps_registry, may_write_letters
from khet.saraban.rules.reading import has_desk
from khet.saraban.views.sections import desk_menu, sections
from khet.ui.answers import answer, page, refusals_into
from khet.ui.keyset import CURSOR, Page, first_of, page_of

IN_TABS = {
    "register": gettext_noop("รอลงรับ"),
    "work": gettext_noop("รอดำเนินการ"),
    "done": gettext_noop("เสร็จแล้ว"),
    "all": gettext_noop("ทั้งหมด"),
}
OUT_TABS = {
    "draft": gettext_noop("ร่าง"),
    "review": gettext_noop("รอตรวจ"),
    "sign": gettext_noop("รอลงนาม"),
    "send": gettext_noop("รอส่ง"),
    "waiting": gettext_noop("ส่งแล้วรอตอบ"),
    "closed": gettext_noop("ปิดแล้ว"),
}
COUNTED = {"register", "work", "draft", "review", "sign", "send"}


@require_safe
@guarded(has_desk)
def letters(request: Request) -> HttpResponse:
    return redirect("saraban:incoming")


@require_safe
@guarded(has_desk)
def incoming(request: Request) -> HttpResponse:
    """Letters that came to the desk acted in, by what they wait for."""
    registry = _keeps(request.actor)
    tab = request.GET.get("tab", "")
    tab = tab if tab in IN_TABS else "register" if registry else "work"
    form = IncomingFilter(request.GET)
    wanted = form.wanted()
    found = _came(request, tab, wanted)
    counts = {key: folders.came_size.count(request.actor, Word(key)) for key in IN_TABS if key in COUNTED}
    context = {
        "sections": sections(request.actor),
        "section": "in",
        "desk_menu": desk_menu(request.actor),
        "tabs": [(key, _(label), counts.get(key)) for key, label in IN_TABS.items() if registry or key != "register"],
        "lead": _waiting(counts, registry),
        "tab": tab,
        "form": form,
        "found": found,
        "rows": arrivals(found.rows),
        "registry": registry,
        "filtered": any(wanted.values()),
        "most": folders.MOST_COUNTED,
    }
    return page(request, "saraban/incoming.html", context)


def _came(request: Request, tab: str, wanted: dict[str, Any]) -> Page[Delivery]:
    """A tab as it opens is what is asked for most."""
    cursor = request.GET.get(CURSOR)
    if not cursor and not any(value not in (None, "", False) for value in wanted.values()):
        return first_of(folders.came_front(request.actor, Word(tab)), order=reads.INCOMING_ORDER)
    return page_of(folders.came(request.actor, tab, **wanted), order=reads.INCOMING_ORDER, cursor=cursor)


def _waiting(counts: dict[str, int], registry: bool) -> str:
    """The sentence that counts what waits."""
    said = [_("รอลงรับ %s ฉบับ") % f"{counts['register']:,}"] if registry and counts["register"] else []
    if counts["work"]:
        said.append(_("รอดำเนินการ %s เรื่อง") % f"{counts['work']:,}")
    return " · ".join(said) or _("ไม่มีหนังสือค้าง")


def _keeps(actor: Actor) -> bool:
    return keeps_registry(actor, actor.desk_id or 0)


@require_POST
@guarded(has_desk)
def incoming_many(request: Request) -> HttpResponse:
    """ลงรับ, รับทราบ or มอบ the ticked letters."""
    deliveries = _ticked(request)
    if not deliveries:
        raise Refused(_("ยังไม่ได้เลือกหนังสือ เลือกแล้วกดอีกครั้ง"), code="nothing_picked")
    back = request.POST.get("next") or "/letters/in/"
    do = request.POST.get("do", "")
    if do == "assign":
        return _assign(request, deliveries, back)
    if do == "acknowledge":
        return _acknowledge(request, deliveries, back)
    entries = services.register_many(actor=request.actor, deliveries=deliveries)
    numbers = sorted(entry.number for entry in entries)
    span = str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
    said = ngettext("ลงรับแล้ว %(n)s ฉบับ เลข %(span)s", "ลงรับแล้ว %(n)s ฉบับ เลข %(span)s", len(numbers))
    return answer(request, None, "", then=back, message=said % {"n": len(numbers), "span": span})


def _ticked(request: Request) -> list[Delivery]:
    """The ticked letters one may see, oldest first, so that numbers follow the order in which they came."""
    ids = read_ids(request.POST.getlist("pick")[:200])
    return list(Delivery.objects.visible_to(request.actor).listed().filter(pk__in=ids).order_by("pk"))


def _acknowledge(request: Request, deliveries: list[Delivery], back: str) -> HttpResponse:
    count = services.acknowledge_many(actor=request.actor, deliveries=deliveries)
    if not count:
        raise Refused(_("ฉบับที่เลือกไม่มีเรื่องให้รับทราบ เปิดหนังสือเพื่อตอบตามที่ผู้ส่งขอ"), code="nothing_to_acknowledge")
    said = ngettext("รับทราบแล้ว %(n)s เรื่อง", "รับทราบแล้ว %(n)s เรื่อง", count) % {"n": count}
    return answer(request, None, "", then=back, message=said)


def _assign(request: Request, deliveries: list[Delivery], back: str) -> HttpResponse:
    """First to whom, then done."""
    form = AssignForm(request.POST if "note" in request.POST else None, desk_id=request.actor.desk_id or 0)
    with refusals_into(form if form.is_bound else None):
        if form.is_bound and form.is_valid():
            given = form.cleaned_data
            services.assign_many(actor=request.actor, deliveries=deliveries, to_post=given["to"], note=given["note"])
            said = _("มอบ %(n)s เรื่องให้ %(to)s แล้ว") % {"n": len(deliveries), "to": given["to"]}
            return answer(request, None, "", then=back, message=said)
    context = {"form": form, "deliveries": deliveries, "next": back}
    return page(request, "saraban/assign.html", context, status=422 if form.errors else 200)


@require_safe
@guarded(has_desk)
def outgoing(request: Request) -> HttpResponse:
    """Letters of the desk acted in, by how far they are."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in OUT_TABS else "draft"
    form = OutgoingFilter(request.GET, desk_id=request.actor.desk_id or 0)
    wanted = form.wanted()
    rows = folders.goes(request.actor, tab, **wanted)
    found = page_of(rows, order=reads.OUTGOING_ORDER, cursor=request.GET.get(CURSOR))
    context = {
        "sections": sections(request.actor),
        "section": "out",
        "desk_menu": desk_menu(request.actor),
        "tabs": [
            (key, _(label), folders.counted(folders.goes(request.actor, key)) if key in COUNTED else None)
            for key, label in OUT_TABS.items()
        ],
        "tab": tab,
        "form": form,
        "found": found,
        "rows": goings(found.rows),
        "writes": may_write_letters(request.actor),
        "filtered": any(wanted.values()),
    }
    return page(request, "saraban/outgoing.html", context)
