"""The box: results as one types and as a plain page, suggestions, and one's own latest searches."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from khet.kernel.actor import NOBODY, Actor
from khet.kernel.doors import own_rule
from khet.kernel.ids import read_id
from khet.search import reads, services
from khet.search.forms import LONGEST, FindForm
from khet.search.reads import Found
from khet.search.registry import sources
from khet.ui.answers import answer, is_fragment, page

FEW, MANY = 5, 20
MOST_PAGES = 20
MOST_IN_HEADER = 2_000
"""Bytes of an address that an answer carries in a header: many proxies take 4 KB of headers in all."""
TEMPLATE = "search/find.html"


@own_rule
@require_safe
def find(request: HttpRequest) -> HttpResponseBase:
    """All kinds, a few of each; one kind, page by page. Everybody signed in finds what they may see."""
    actor = actor_of(request)
    if not actor.signed_in:
        return redirect_to_login(request.get_full_path())
    text = request.GET.get("q", "")[:LONGEST]
    kind = request.GET.get("kind", "")
    kind = kind if kind in sources else ""
    number = min(max(read_id(request.GET.get("page", "")) or 1, 1), MOST_PAGES)
    form = FindForm(actor, request.GET if request.GET else None, live=_live())
    found = _found(actor, form, text, kind, number, typing=is_fragment(request))
    if text.strip() and not is_fragment(request) and number == 1 and not kind:
        services.note(actor, text, found=bool(found.count))
    context = _context(request, actor, form, text, kind, number, found)
    response = page(request, f"{TEMPLATE}#found" if is_fragment(request) else TEMPLATE, context)
    here = f"{request.path}?{request.GET.urlencode()}"
    if is_fragment(request) and len(here) <= MOST_IN_HEADER:
        response["HX-Replace-Url"] = here
    return response


def _found(actor: Actor, form: FindForm, text: str, kind: str, number: int, *, typing: bool) -> Found:
    if not text.strip():
        return Found(text)
    asked = form.asked() if form.is_bound else {}
    limit, offset = (MANY, (number - 1) * MANY) if kind else (FEW, 0)
    return reads.find(actor, text, limit=limit, offset=offset, typing=typing, only=kind, **asked)


def _context(
    request: HttpRequest, actor: Actor, form: FindForm, text: str, kind: str, number: int, found: Found
) -> dict[str, Any]:
    group = next((each for each in found.groups if each.kind == kind), None)
    return {
        "form": form,
        "words": text.strip(),
        "kind": kind,
        "found": found,
        "groups": [each for each in found.groups if each.hits and kind in ("", each.kind)],
        "tabs": [(each, _address(request, kind=each.kind)) for each in found.groups if each.count],
        "all_url": _address(request),
        "older": _address(request, kind=kind, page=number + 1) if _goes_on(group, number) else "",
        "newer": _address(request, kind=kind, page=number - 1) if kind and number > 1 else "",
        "instead_url": _address(request, q=found.instead),
        "meant_url": _address(request, q=found.did_you_mean),
        "layout_url": _address(request, q=found.layout),
        "recent": reads.recent(actor) if not text.strip() else [],
        "keeps_recent": services.keeps_recent(actor),
        "narrowed": bool(form.is_bound and any(form.asked().values())),
    }


def _goes_on(group: reads.Group | None, number: int) -> bool:
    return group is not None and group.count > number * MANY and number < MOST_PAGES


def _address(request: HttpRequest, **changed: object) -> str:
    """This search with something changed; the page and the kind are dropped unless named."""
    query = request.GET.copy()
    for name in ("kind", "page"):
        query.pop(name, None)
    for name, value in changed.items():
        query[name] = str(value)
    return f"{reverse('search:find')}?{query.urlencode()}"


def _live() -> dict[str, str]:
    """What makes the results follow the typing where there is script."""
    return {
        "hx-get": reverse("search:find"),
        "hx-trigger": "input changed delay:200ms",
        "hx-include": "closest form",
        "hx-target": "#found",
        "hx-swap": "outerHTML",
    }


@own_rule
@require_safe
def suggest(request: HttpRequest) -> HttpResponseBase:
    """A list for the box of the frame; empty for strangers."""
    actor, text = actor_of(request), request.GET.get("q", "")
    if not actor.signed_in:
        return HttpResponse(status=403)
    context = {
        "suggestions": reads.suggest(actor, text),
        "recent": reads.recent(actor, limit=5) if not text.strip() else [],
        "words": text.strip(),
    }
    return page(request, "search/suggest.html", context)


@own_rule
@require_POST
def forget(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    if not actor.signed_in:
        return redirect_to_login(reverse("search:find"))
    services.forget_recent(actor=actor)
    return answer(request, None, TEMPLATE, then=reverse("search:find"), message=_("ลบคำค้นล่าสุดแล้ว"))


@own_rule
@require_POST
def keep(request: HttpRequest) -> HttpResponseBase:
    """The switch: whether one's searches are kept."""
    actor = actor_of(request)
    if not actor.signed_in:
        return redirect_to_login(reverse("search:find"))
    wanted = request.POST.get("keep") == "1"
    services.keep_recent(actor=actor, keep=wanted)
    said = _("จะจำคำค้นของท่านไว้ให้ท่านคนเดียว") if wanted else _("เลิกจำคำค้น และลบที่จำไว้แล้ว")
    return answer(request, None, TEMPLATE, then=reverse("search:find"), message=said)


def actor_of(request: HttpRequest) -> Actor:
    return getattr(request, "actor", NOBODY)
