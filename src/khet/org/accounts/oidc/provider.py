"""A provider of identity as allauth sees it, made stricter: nothing of the claims is kept."""

from typing import Any

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest

from khet.org.accounts.oidc.tokens import decode
from khet.thai import citizen

NONCE = "oidc_nonce"  # in the session


class StrictAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Insists on a signed ID token made for this very sign-in."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        encoded = kwargs["response"].get("id_token")
        if not encoded:
            raise OAuth2Error("no id_token")
        config = self.openid_config
        claims = decode(
            encoded,
            keys_url=config["jwks_uri"],
            issuer=config["issuer"],
            client_id=app.client_id,
            nonce=request.session.pop(NONCE, ""),
        )
        data = {"id_token": claims}
        if config.get("userinfo_endpoint"):
            info = self._fetch_user_info(token.token)
            if str(info.get("sub", claims["sub"])) != str(claims["sub"]):
                raise OAuth2Error("userinfo of somebody else")
            data["userinfo"] = info
        return self.get_provider().sociallogin_from_response(request, data)


class StrictProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """Keeps the subject alone; a citizen number among the claims is only compared by its keyed hash."""

    oauth2_adapter_class = StrictAdapter

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        return {"nonce": request.session.get(NONCE, "")}

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        scopes: list[str] = self.get_scope()
        return scopes

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["id_token"]["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> Any:
        login = super().sociallogin_from_response(request, response)
        login.citizen_hash = self._citizen_hash({**response["id_token"], **response.get("userinfo", {})})
        return login

    def _citizen_hash(self, claims: dict[str, Any]) -> str:
        """ "" when the provider is not trusted with citizen numbers or sends none."""
        name = self.app.settings.get("pid_claim", "")
        try:
            number = citizen.clean(str(claims.get(name, ""))) if name else ""
        except ValueError:
            return ""
        return citizen.keyed_hash(number, key=settings.IDENTITY_KEY) if number else ""


provider_classes = [StrictProvider]
