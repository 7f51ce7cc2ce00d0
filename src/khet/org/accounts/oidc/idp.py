"""Khet as provider: what other systems are told about a person who agrees."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client, PrivateKey
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from khet.org.accounts import trail
from khet.org.accounts.oidc import keys
from khet.org.models import Account
from khet.org.reads.actors import capacities

SCOPES = {
    "openid": _("รู้ว่าเป็นท่าน (รหัสประจำบัญชี)"),
    "profile": _("ชื่อและชื่อผู้ใช้"),
    "email": _("อีเมล"),
    "khet": _("ตำแหน่งและหน่วยงานที่ดำรงอยู่วันนี้"),
}
AUTHORIZE = "/identity/o/authorize"


class ProviderAdapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """Claims: sub, name, preferred_username, email, and under "khet" posts and units as of today."""

    scope_display = SCOPES

    def list_private_keys(self, **kwargs: Any) -> list[PrivateKey]:
        return [PrivateKey(pem=keys.pem())]

    def get_claims(
        self,
        purpose: Any,
        user: Account,
        client: Client,
        scopes: Iterable[str],
        email: str | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        wanted = set(scopes)
        claims: dict[str, Any] = {"sub": self.get_user_sub(client, user)}
        if "profile" in wanted:
            claims["preferred_username"] = user.username
            claims["name"] = user.person.full_name if user.person else user.username
        if "email" in wanted and user.email:
            claims |= {"email": user.email, "email_verified": False}
        if "khet" in wanted:
            claims["khet"] = {"posts": posts_of(user)}
        return claims

    def populate_id_token(self, id_token: dict[str, Any], client: Client, scopes: Iterable[str], **kwargs: Any) -> None:
        """The moment when another system learns who somebody is."""
        user = self.get_user_by_sub(client, id_token["sub"])
        trail.record("org.identity_given", user, client=client.name, scopes=sorted(scopes))

    def populate_server_metadata(self, data: dict[str, Any]) -> None:
        data.pop("device_authorization_endpoint", None)  # nobody here signs a television in
        data["scopes_supported"] = list(SCOPES)
        data["claims_supported"] = ["sub", "name", "preferred_username", "email", "email_verified", "khet"]


def posts_of(user: Account) -> list[dict[str, str]]:
    """Posts a person holds or acts in today."""
    return [
        {
            "title": seat.post.title,
            "phrase": seat.phrase,
            "unit": seat.post.unit.name,
            "unit_code": seat.post.unit.code,
            "desk_code": seat.post.unit.desk.code if seat.post.unit.desk else "",
        }
        for seat in capacities(user.person_id or 0)
    ]


def form_actions(request: HttpRequest) -> list[str]:
    """Where the consent form (or the sign-in before it) may lead: the origin of the client that asks."""
    where = f"{request.path}?{request.META.get('QUERY_STRING', '')}"
    if not request.path.startswith(AUTHORIZE):
        where = request.GET.get("next", "")
    asked = urlsplit(where)
    if asked.path != AUTHORIZE:
        return []
    query = parse_qs(asked.query)
    uri, client = query.get("redirect_uri", [""])[0], query.get("client_id", [""])[0]
    known = Client.objects.filter(pk=client).first()
    return [origin_of(uri)] if known and uri in known.get_redirect_uris() else []


def origin_of(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"
