"""Khet as provider of identity: another system completes the code flow over a real socket."""

import base64
import hashlib
import re
import secrets
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests
from allauth.idp.oidc.models import Client as OtherSystem
from django.conf import settings

from khet.audit.models import Entry
from khet.kernel.actor import SYSTEM, Actor
from khet.kernel.errors import Refused
from khet.org.services import identity
from khet.org.tests.cast import Browser, Cast

RETURN = "https://lms.example.go.th/callback"
PASSWORD = "correct horse 66 schools"
ADMIN = Actor(person_id=1, duties=frozenset({"system"}))


class Person:
    """A browser outside the process: cookies, forms, and no following of redirects to other machines."""

    def __init__(self, base: str) -> None:
        self.base, self.session = base, requests.Session()

    def get(self, url: str) -> requests.Response:
        return self.session.get(url if url.startswith("http") else self.base + url, allow_redirects=False, timeout=20)

    def post(self, url: str, **data: Any) -> requests.Response:
        token = self.session.cookies.get("csrftoken", "")
        data = {"csrfmiddlewaretoken": token, **data}
        return self.session.post(self.base + url, data=data, allow_redirects=False, timeout=20)

    def sign_in(self, username: str) -> None:
        self.get("/accounts/login/")
        assert self.post("/accounts/login/", login=username, password=PASSWORD).status_code == 302


def ask(client: OtherSystem, **more: str) -> tuple[str, str]:
    """The address the other system sends a person to, and its PKCE secret."""
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": client.pk,
        "redirect_uri": RETURN,
        "scope": "openid profile khet",
        "state": "st",
        "nonce": "no",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **more,
    }
    return f"/identity/o/authorize?{urlencode(query)}", verifier


def a_system() -> identity.NewClient:
    return identity.register_client(actor=ADMIN, name="คลังสื่อการสอน", redirect_uris=[RETURN], scopes=["profile", "khet"])


@pytest.mark.django_db(transaction=True)
def test_another_system_learns_who_a_person_is_after_consent(cast: Cast, live_server: Any) -> None:
    made, person = a_system(), Person(live_server.url)
    where, verifier = ask(made.client)
    sent = person.get(where)
    assert sent.status_code == 302
    assert "/accounts/login/" in sent.headers["Location"]
    person.sign_in("clerk")
    consent = person.get(where)
    assert "คลังสื่อการสอน" in consent.text
    assert "ตำแหน่งและหน่วยงาน" in consent.text
    policy = consent.headers["Content-Security-Policy"]
    assert "form-action 'self' https://lms.example.go.th" in policy
    signed = re.search(r'name="request" value="([^"]+)"', consent.text)
    assert signed
    answer = person.post(
        "/identity/o/authorize", request=signed[1], scopes=["openid", "profile", "khet"], action="grant"
    )
    back = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert answer.headers["Location"].startswith(RETURN)
    assert back["state"] == ["st"]

    config = requests.get(f"{live_server.url}/.well-known/openid-configuration", timeout=20).json()
    assert "khet" in config["scopes_supported"]
    form = {
        "grant_type": "authorization_code",
        "code": back["code"][0],
        "redirect_uri": RETURN,
        "client_id": made.client.pk,
        "client_secret": made.secret,
    }
    wrong = requests.post(config["token_endpoint"], data={**form, "code_verifier": "not it" * 10}, timeout=20)
    assert wrong.status_code == 400
    token = requests.post(config["token_endpoint"], data={**form, "code_verifier": verifier}, timeout=20).json()
    keys = requests.get(config["jwks_uri"], timeout=20).json()
    claims = jwt.decode(
        token["id_token"],
        jwt.PyJWK.from_dict(keys["keys"][0]).key,
        algorithms=["RS256"],
        audience=made.client.pk,
        issuer=config["issuer"],
    )
    assert claims["nonce"] == "no"
    info = requests.get(
        config["userinfo_endpoint"], headers={"Authorization": f"Bearer {token['access_token']}"}, timeout=20
    ).json()
    assert info["sub"] == claims["sub"]
    assert info["preferred_username"] == "clerk"
    assert info["name"] == cast.clerk.person.full_name
    assert info["khet"]["posts"][0]["title"] == "เจ้าพนักงานธุรการ"
    given = Entry.objects.get(action="org.identity_given")
    assert (given.person_id, "คลังสื่อการสอน" in given.content) == (cast.clerk.person.pk, True)
    again = requests.post(config["token_endpoint"], data={**form, "code_verifier": verifier}, timeout=20)
    assert again.status_code == 400
    key = settings.HOME / "secrets" / "oidc-signing.pem"
    assert key.stat().st_mode & 0o777 == 0o600


def test_a_person_may_say_no(clerk: Browser) -> None:
    where, _verifier = ask(a_system().client)
    signed = re.search(r'name="request" value="([^"]+)"', clerk.get(where).text)
    assert signed
    answer = clerk.post("/identity/o/authorize", request=signed[1], action="cancel")
    assert answer.location == f"{RETURN}?error=access_denied&state=st"


def test_an_unknown_system_or_return_address_gets_a_page_of_ours(clerk: Browser) -> None:
    client = a_system().client
    for where in (ask(client, redirect_uri="https://evil.example/")[0], ask(client, client_id="unknown")[0]):
        answer = clerk.get(where)
        assert "คำขอจากระบบอื่นไม่ถูกต้อง" in answer.text
        assert "evil.example" not in answer.headers["Content-Security-Policy"]


def test_the_form_may_lead_to_the_asking_system_only(clerk: Browser) -> None:
    assert "https:" not in clerk.get("/me/").headers["Content-Security-Policy"]
    assert (
        "lms.example" not in clerk.get("/accounts/logout/?next=https://lms.example").headers["Content-Security-Policy"]
    )


def test_the_administrator_registers_a_system_and_sees_its_secret_once(sysadmin: Browser, head: Browser) -> None:
    where = "/org/system/clients/"
    assert head.get(where).status == 403
    typed: dict[str, Any] = {"name": "คลังสื่อ", "scopes": ["profile"]}
    for bad in ("http://lms.example.go.th/cb", "https://*.example.go.th/cb", "javascript:alert(1)", ""):
        answer = sysadmin.post(f"{where}new/", redirect_uris=bad, **typed)
        assert answer.status == 422, bad
        assert "คลังสื่อ" in answer.text
    made = sysadmin.post(f"{where}new/", redirect_uris=f"{RETURN}\nhttp://localhost:9000/cb", **typed)
    client = OtherSystem.objects.get()
    secret = made.text.split('<b class="nb-break">')[1].split("<")[0]
    assert client.check_secret(secret)
    assert secret not in sysadmin.get(where).text
    assert sysadmin.post(f"{where}{client.pk}/remove/").status == 303
    assert not OtherSystem.objects.exists()


def test_only_the_administrator_registers(db: None) -> None:
    with pytest.raises(Refused):
        identity.register_client(actor=SYSTEM, name="x", redirect_uris=[RETURN], scopes=[])


def test_the_door_for_machines_without_a_keyboard_is_shut(clerk: Browser) -> None:
    assert clerk.get("/identity/o/device").status == 404
    assert clerk.post("/identity/o/api/device/code").status == 404
    assert "device" not in clerk.get("/.well-known/openid-configuration").text.replace("device_code", "")
