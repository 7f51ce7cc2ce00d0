"""Proof that the one at the keyboard is still the one who signed in: asked before signing a letter and the like."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from khet.ui.answers import go

View = Callable[..., HttpResponse]


def proven_at(request: HttpRequest) -> datetime | None:
    """When the person last proved who he or she is by password, code or passkey in this session; sign-in counts."""
    if not request.user.is_authenticated:
        return None
    moments = [float(one["at"]) for one in get_authentication_records(request, request.user) if "at" in one]
    return datetime.fromtimestamp(max(moments), UTC) if moments else None


def lasts() -> timedelta:
    """How long a proof holds, for accounts and for signatures alike."""
    return timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def lasts_in_words() -> str:
    """The one sentence that says so."""
    minutes = round(lasts().total_seconds() / 60)
    return _("ยืนยันครั้งเดียวทำต่อได้อีก %(minutes)s นาทีโดยไม่ถามซ้ำ") % {"minutes": minutes}


def is_proven(request: HttpRequest) -> bool:
    """Not longer ago than a proof holds."""
    at = proven_at(request)
    return at is not None and 0 <= time.time() - at.timestamp() < lasts().total_seconds()


def ask_proof(request: HttpRequest, back: str) -> HttpResponse:
    """To the page that asks for the password, a code or a passkey, and from there to back (a path of ours)."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    url = methods[0]["url"] if methods else reverse("account_login")
    return go(request, f"{url}?{urlencode({'next': back})}")


def proven(view: View) -> View:
    """Decorator: the page opens only to somebody proven; a form that comes too late leads back to its page."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_proven(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method in ("GET", "HEAD") else request.POST.get("next", request.path)
        return ask_proof(request, back)

    return door
