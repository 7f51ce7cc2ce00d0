"""Doors that are shut, the page for a forgotten password, and the first step with an invitation."""

import secrets
import shutil
from typing import Final

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from khet.kernel.errors import Refused
from khet.org.accounts.start_forms import CodeForm, FirstPasswordForm
from khet.org.guard import public
from khet.org.models import Invitation
from khet.org.services import accounts
from khet.ui import errors
from khet.ui.answers import page, refusals_into

LEFT_FOR_A_WRITE: Final = 2_000_000  # bytes


@public
def closed(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Nobody signs up, and mail is no way in: those doors of allauth do not exist here."""
    raise Http404


def too_often(request: HttpRequest) -> HttpResponse:
    """The page for a door that is tried too often, whoever found it so (handler429).

    allauth also takes a count that could not be written for too many: then the disk or the database gave way, and
    nobody is told to wait five minutes for something that waiting does not mend.
    """
    mark = f"khet.too_often:{secrets.token_hex(8)}"
    cache.set(mark, True, timeout=60)
    kept = cache.get(mark)
    cache.delete(mark)
    if not kept:
        return errors.gave_way(request, full=shutil.disk_usage(settings.HOME).free < LEFT_FOR_A_WRITE)
    return page(request, "429.html", status=429)


@public
@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    return page(request, "org/accounts/forgotten.html")


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """First use or reset with a one-time code: the code, then whose it is and a password, then signed in."""
    if request.method != "POST":
        return page(request, "org/accounts/start.html", {"form": CodeForm()})
    if not ratelimit.consume(request, action="start"):
        return too_often(request)
    form = CodeForm(request.POST)
    with refusals_into(form):
        if form.is_valid():
            invitation = accounts.open_invitation(form.cleaned_data["code"])
            return _password_step(request, form.cleaned_data["code"], invitation)
    return page(request, "org/accounts/start.html", {"form": form}, status=422)


def _password_step(request: HttpRequest, code: str, invitation: Invitation) -> HttpResponse:
    """The code itself goes along in the form: it is kept nowhere."""
    asked = "password1" in request.POST
    form = FirstPasswordForm(request.POST if asked else None, initial={"code": code}, account=invitation.account)
    with refusals_into(form):
        if asked and form.is_valid():
            return _taken_over(request, code, form.cleaned_data["password1"])
    context = {"form": form, "account": invitation.account, "purpose": invitation.purpose}
    return page(request, "org/accounts/start_password.html", context, status=422 if asked else 200)


def _taken_over(request: HttpRequest, code: str, password: str) -> HttpResponse:
    try:
        account = accounts.take_over(code=code, password=password)
    except Refused as refusal:
        refusal.field = "password1" if refusal.field == "password" else None
        raise
    record_authentication(request, account, method="password")
    response: HttpResponse = perform_login(request, account, email_verification="none", redirect_url="/")
    return response
