"""Shared machines: the switch, the lock, and another person at the keyboard."""

from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from khet.kernel.actor import NOBODY
from khet.org.accounts import machines
from khet.org.accounts.forms import ReauthenticateForm
from khet.org.accounts.views.doors import too_often
from khet.org.guard import guarded, public
from khet.org.http import Request
from khet.org.services import accounts
from khet.ui.answers import go, page

MOST_TRIES = 5
TRIES = "lock_tries"


@require_POST
@guarded()
def shared(request: Request) -> HttpResponse:
    """Is this machine used by several people, or one's own."""
    chosen = request.POST.get("shared") == "1"
    accounts.set_shared(actor=request.actor, account=request.user, shared=chosen)
    said = _("เครื่องนี้เป็นเครื่องที่ใช้ร่วมกันแล้ว") if chosen else _("เครื่องนี้เป็นเครื่องของท่านคนเดียว")
    messages.success(request, said)
    response = go(request, reverse("org:me"))
    machines.mark(response, request, shared=chosen)
    return response


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: Request) -> HttpResponse:
    """A machine falls to it when nobody touches it: whose it is stays, the password opens it again.

    Looking changes nothing: do=lock locks, and once locked a password opens.
    """
    back = request.POST.get("next") or request.GET.get("next") or "/"
    if not machines.has_session(request):
        return go(request, reverse("account_login"))
    locked = machines.is_locked(request)
    if request.method == "POST" and request.POST.get("do") == "lock":
        request.session[machines.LOCKED] = back
        return go(request, f"{reverse('org:lock')}?{urlencode({'next': back})}")
    if request.method != "POST" and not locked:
        return page(request, "org/accounts/lock_now.html", {"next": back})
    if request.method != "POST":
        request.actor = NOBODY
        return _lock_page(request, back, ReauthenticateForm(user=request.user))
    if not locked:  # opened in another tab meanwhile
        return go(request, back)
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        return too_often(request)
    form = _form(request)
    if form.is_valid():
        return _opened(request, back, form)
    return _wrong(request, back, form)


def _form(request: Request) -> ReauthenticateForm | ReauthenticateWebAuthnForm:
    kind = ReauthenticateWebAuthnForm if request.POST.get("credential") else ReauthenticateForm
    return kind(request.POST, user=request.user)


def _opened(request: Request, back: str, form: ReauthenticateForm | ReauthenticateWebAuthnForm) -> HttpResponse:
    if isinstance(form, ReauthenticateWebAuthnForm):
        form.save()
    else:
        reauthenticate_by_password(request)
    request.session.pop(machines.LOCKED, None)
    request.session.pop(TRIES, None)
    return go(request, back)


def _wrong(request: Request, back: str, form: ReauthenticateForm | ReauthenticateWebAuthnForm) -> HttpResponse:
    """After five wrong tries the session ends altogether."""
    tries = request.session.get(TRIES, 0) + 1
    request.session[TRIES] = tries
    if tries >= MOST_TRIES:
        logout(request)
        return go(request, reverse("account_login"))
    if isinstance(form, ReauthenticateForm):
        return _lock_page(request, back, form, status=422)
    return _lock_page(request, back, ReauthenticateForm(user=request.user), status=422)


def _lock_page(request: Request, back: str, form: ReauthenticateForm, *, status: int = 200) -> HttpResponse:
    keys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN).exists()
    context = {
        "form": form,
        "next": back,
        "person": request.user.person,
        "username": request.user.username,
        "options": {"request_options": webauthn.begin_authentication(request.user)} if keys else None,
    }
    return page(request, "org/accounts/lock.html", context, status=status)


@public
@require_POST
def change_person(request: Request) -> HttpResponse:
    """Another person takes the keyboard; what was typed stays in the machine for whoever typed it."""
    if request.user.is_authenticated:
        logout(request)
    response = go(request, reverse("account_login"))
    machines.mark(response, request, shared=True)
    return response
