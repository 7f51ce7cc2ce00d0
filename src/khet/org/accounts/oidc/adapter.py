"""Which providers there are, and to which account an identity leads."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from khet.org.models import Account, IdentityProvider
from khet.org.sealing import seal, unseal
from khet.ui import errors


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An identity from outside leads to an account that is there already, and never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        rows = [*_from_environment(), *IdentityProvider.objects.filter(active=True)]
        found = [_app(row) for row in rows]
        if provider and provider != "openid_connect":
            found = [app for app in found if app.provider_id == provider]
        return [app for app in found if not client_id or app.client_id == client_id]

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("socialaccount_connections")

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Signing in: a known identity, or one whose citizen number is known; nobody else gets further."""
        if sociallogin.state.get("process") == "connect":
            return
        if not sociallogin.is_existing:
            account = _account_of(getattr(sociallogin, "citizen_hash", ""))
            if account is None:
                raise ImmediateHttpResponse(_unknown(request))
            sociallogin.connect(request, account)
        if not sociallogin.user.has_usable_password():
            raise ImmediateHttpResponse(_unknown(request))


def _from_environment() -> list[IdentityProvider]:
    """The provider that the machine's own settings name; it is not in the table."""
    told = dict(settings.OIDC_FROM_ENVIRONMENT or {})
    plain = told.pop("secret_plain", "")
    return [IdentityProvider(**told, secret_sealed=seal(plain))] if told else []


def _app(row: IdentityProvider) -> SocialApp:
    try:
        secret = unseal(row.secret_sealed) if row.secret_sealed else ""
    except ValueError:
        secret = ""
    return SocialApp(
        provider="openid_connect",
        provider_id=row.key,
        name=row.name,
        client_id=row.client_id,
        secret=secret,
        settings={
            "server_url": row.server_url,
            "scope": row.scopes.split(),
            "oauth_pkce_enabled": True,
            "pid_claim": row.pid_claim,
        },
    )


def _account_of(citizen_hash: str) -> Account | None:
    """Only an account that its holder already opened: a first password makes sure of that."""
    if not citizen_hash:
        return None
    found = Account.objects.filter(person__record__citizen_hash=citizen_hash, is_active=True).first()
    return found if found and found.has_usable_password() else None


def _unknown(request: HttpRequest) -> Any:
    text = _("เข้าสู่ระบบด้วยชื่อผู้ใช้และรหัสผ่านก่อน แล้วผูกบัญชีภายนอกที่หน้าบัญชีและความปลอดภัย ครั้งต่อไปจึงเข้าด้วยวิธีนี้ได้")
    doors = (errors.Door(_("เข้าสู่ระบบด้วยรหัสผ่าน"), reverse("account_login")),)
    trouble = errors.Trouble(403, _("ยังไม่มีบัญชีที่ผูกกับตัวตนนี้"), text, doors=doors)
    return errors.show(request, trouble)
