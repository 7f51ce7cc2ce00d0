"""To a provider of identity and back."""

import secrets
from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from khet.org.accounts.oidc.provider import NONCE, StrictAdapter
from khet.org.guard import public
from khet.ui import errors
from khet.ui.answers import page


@public
@require_POST
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the provider, with state, nonce and PKCE; by a page of ours, since our forms lead nowhere else."""
    request.session[NONCE] = secrets.token_urlsafe(32)
    response = _through(OAuth2LoginView, request, provider_id)
    if response.status_code != 302:
        return response
    return page(request, "org/accounts/leaving.html", {"url": response["Location"]})


@public
@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _through(OAuth2CallbackView, request, provider_id)


def _through(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        response: HttpResponse = view.adapter_view(StrictAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (RequestException, KeyError, ValueError):
        text = _("ผู้ให้บริการยืนยันตัวตนไม่ตอบ เข้าด้วยรหัสผ่านไปก่อน หรือรอแล้วลองใหม่")
        return errors.show(request, errors.Trouble(502, _("ติดต่อผู้ให้บริการไม่ได้"), text))
    return response
