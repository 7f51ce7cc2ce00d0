"""ID tokens: signature, issuer, audience, time and nonce are all checked (OpenID Connect Core 1.0, section 3.1.3.7)."""

import hmac
import json
from typing import Any, Final

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LEEWAY: Final = 60  # seconds between two clocks


def decode(token: str, *, keys_url: str, issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """The claims of an ID token. Raises OAuth2Error for one that is not what we asked for."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise OAuth2Error("unsigned or weakly signed id_token")
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(keys_url, header),
            algorithms=[header["alg"]],
            issuer=issuer,
            audience=client_id,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "sub", "aud", "iss"]},
        )
    except jwt.PyJWTError as error:
        raise OAuth2Error("id_token refused") from error
    if not nonce or not hmac.compare_digest(str(claims.get("nonce", "")), nonce):
        raise OAuth2Error("id_token of another sign-in")
    return claims


def _key(keys_url: str, header: dict[str, Any]) -> Any:
    """The provider's key the token names; a set of one key may go unnamed."""
    with get_adapter().get_requests_session() as session:
        answer = session.get(keys_url)
        answer.raise_for_status()
        keys = [one for one in answer.json().get("keys", []) if one.get("use", "sig") == "sig"]
    named = [one for one in keys if one.get("kid") == header.get("kid")] if header.get("kid") else keys
    if len(named) != 1:
        raise OAuth2Error("id_token signed with an unknown key")
    return jwt.PyJWK.from_json(json.dumps({"alg": header["alg"], **named[0]})).key
