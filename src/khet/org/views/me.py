"""One's own seat: which post, which language, whose machine."""

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from khet.kernel.errors import Refused
from khet.org.guard import guarded, public
from khet.org.http import Request
from khet.org.middleware import LANGUAGE_COOKIE
from khet.org.models import Account
from khet.org.reads.actors import capacities
from khet.ui.answers import go, page

YEAR = 60 * 60 * 24 * 365


@require_POST
@guarded()
def switch_post(request: Request) -> HttpResponse:
    """Act in another of one's posts from now on, in every tab that does not say otherwise."""
    wanted = request.POST.get("appointment", "")
    seat = next((seat for seat in capacities(request.actor.person_id or 0) if str(seat.pk) == wanted), None)
    if seat is None:
        raise Refused(_("ท่านไม่ได้ดำรงตำแหน่งนี้แล้ว เลือกตำแหน่งอื่นที่มุมบนขวา"), code="post_ended")
    request.session["appointment"] = seat.pk
    return go(request, request.POST.get("next") or "/")


@public
@require_POST
def language(request: Request) -> HttpResponse:
    """Thai or English, kept on this device and, signed in, with the account."""
    chosen = "th" if getattr(request, "LANGUAGE_CODE", "th") == "en" else "en"
    if request.user.is_authenticated:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    response = go(request, request.POST.get("next") or request.headers.get("Referer", "/"))
    response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


@require_POST
@guarded()
def change_person(request: Request) -> HttpResponse:
    """Another person takes the keyboard of a shared machine; what was typed stays there for whoever typed it."""
    logout(request)
    response = redirect(reverse("account_login"))
    response.set_cookie("khet_shared", "1", max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


@require_safe
@guarded()
def me(request: Request) -> HttpResponse:
    """One's own page: posts, delegation, sign-in and looks."""
    context = {"seats": capacities(request.actor.person_id or 0), "themes": Account.Theme.choices}
    return page(request, "org/me.html", context)


@require_safe
@guarded()
def lock(request: Request) -> HttpResponse:
    """A shared machine that nobody touched: the session ends, what was typed stays in the machine."""
    logout(request)
    return redirect(f"{reverse('account_login')}?locked=1")
