"""Identity from outside: a real provider on a real socket leads to an account that is there, and to no other."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.conf import settings
from django.test import Client

from khet.org.accounts.tests import standin
from khet.org.models import Account, IdentityProvider, PersonRecord
from khet.org.sealing import seal
from khet.org.tests.cast import Browser, Cast
from khet.thai import citizen

PASSWORD = "correct horse 66 schools"
NUMBER = "1101700230708"  # made up, with a valid check digit


@pytest.fixture
def provider(cast: Cast) -> Iterator[standin.Provider]:
    with standin.serving() as one:
        IdentityProvider.objects.create(
            key="outside",
            name="เข้าด้วยตัวตนทดสอบ",
            server_url=one.url,
            client_id="khet",
            secret_sealed=seal("s"),
            pid_claim="pid",
            active=True,
        )
        yield one


def leave(client: Client, process: str = "login") -> str:
    """Press the button; the address of the provider one is sent to."""
    answer = client.post(f"/accounts/oidc/outside/login/?process={process}")
    assert answer.status_code == 200, answer
    return str(answer.context["url"])


def back(client: Client, provider: standin.Provider, address: str) -> Any:
    where = provider.agree(address).replace("http://testserver", "")
    return client.get(where)


def linked(cast: Cast, subject: str = "someone-42") -> Account:
    account = cast.clerk.account
    SocialAccount.objects.create(user=account, provider="outside", uid=subject)
    return account


def signed_in(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


def test_the_button_stands_on_the_page_and_leads_to_the_provider(provider: standin.Provider, client: Client) -> None:
    assert "เข้าด้วยตัวตนทดสอบ" in client.get("/accounts/login/").content.decode()
    address = leave(client)
    assert address.startswith(f"{provider.url}/authorize?")
    for part in ("nonce=", "state=", "code_challenge=", "scope=openid"):
        assert part in address


def test_a_linked_identity_signs_in(provider: standin.Provider, cast: Cast, client: Client) -> None:
    account = linked(cast)
    assert back(client, provider, leave(client)).status_code == 302
    assert signed_in(client) == str(account.pk)


def test_an_unknown_identity_gets_no_account(provider: standin.Provider, client: Client) -> None:
    before = Account.objects.count()
    answer = back(client, provider, leave(client))
    assert answer.status_code == 403
    assert "ยังไม่มีบัญชีที่ผูกกับตัวตนนี้" in answer.content.decode()
    assert Account.objects.count() == before
    assert not signed_in(client)


def test_the_holder_links_after_proving_who_he_is(provider: standin.Provider, cast: Cast, client: Client) -> None:
    client.post("/accounts/login/", {"login": "clerk", "password": PASSWORD})
    asked = back(client, provider, leave(client, "connect"))
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    found = SocialAccount.objects.get()
    assert (found.user, found.uid, found.extra_data) == (cast.clerk.account, "someone-42", {})
    assert not SocialToken.objects.exists()
    assert "เข้าด้วยตัวตนทดสอบ" in client.get("/accounts/3rdparty/").content.decode()
    assert client.post("/accounts/3rdparty/", {"account": found.pk}).status_code == 302
    assert not SocialAccount.objects.exists()


def test_a_citizen_number_is_matched_by_its_hash_and_not_kept(
    provider: standin.Provider, cast: Cast, client: Client
) -> None:
    digest = citizen.keyed_hash(NUMBER, key=settings.IDENTITY_KEY)
    PersonRecord.objects.create(person=cast.head.person, citizen_hash=digest)
    provider.claims = {"pid": NUMBER, "name": "ชื่อจากภายนอก"}
    assert back(client, provider, leave(client)).status_code == 302
    assert signed_in(client) == str(cast.head.account.pk)
    stored = SocialAccount.objects.get()
    assert stored.uid == "someone-42"
    assert stored.extra_data == {}


def test_an_account_never_opened_is_not_opened_from_outside(
    provider: standin.Provider, cast: Cast, client: Client
) -> None:
    account = linked(cast)
    account.set_unusable_password()
    account.save()
    assert back(client, provider, leave(client)).status_code == 403
    assert not signed_in(client)


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "of-another-sign-in"},
        {"nonce": ""},
        {"aud": "another-client"},
        {"iss": "https://evil.example"},
        {"exp": 1},
    ],
)
def test_a_token_for_another_is_refused(
    provider: standin.Provider, cast: Cast, client: Client, lie: dict[str, object]
) -> None:
    linked(cast)
    provider.lies = lie
    assert back(client, provider, leave(client)).status_code in (401, 403, 200)
    assert not signed_in(client)


def test_a_wrong_signature_is_refused(provider: standin.Provider, cast: Cast, client: Client) -> None:
    linked(cast)
    provider.key = standin.OTHER
    back(client, provider, leave(client))
    assert not signed_in(client)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_an_unsigned_or_weakly_signed_token_is_refused(
    provider: standin.Provider, cast: Cast, client: Client, algorithm: str
) -> None:
    linked(cast)
    provider.algorithm = algorithm
    back(client, provider, leave(client))
    assert not signed_in(client)


def test_a_wrong_state_is_refused(provider: standin.Provider, cast: Cast, client: Client) -> None:
    linked(cast)
    where = provider.agree(leave(client)).replace("http://testserver", "")
    forged = where.split("&state=")[0] + "&state=forged"
    answer = client.get(forged)
    assert "ยืนยันตัวตนไม่สำเร็จ" in answer.content.decode()
    assert not signed_in(client)
    other = Client()
    assert not signed_in(other)
    other.get(where)
    assert not signed_in(other)


def test_a_second_step_is_asked_after_an_outside_identity_too(
    provider: standin.Provider, cast: Cast, client: Client
) -> None:
    from allauth.mfa.totp.internal import auth as totp

    totp.TOTP.activate(linked(cast), totp.generate_totp_secret())
    answer = back(client, provider, leave(client))
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert not signed_in(client)


def test_a_silent_provider_gets_a_page_not_an_error(cast: Cast, client: Client) -> None:
    IdentityProvider.objects.create(
        key="outside", name="เงียบ", server_url="http://127.0.0.1:9", client_id="khet", active=True
    )
    answer = client.post("/accounts/oidc/outside/login/")
    assert answer.status_code == 502
    assert "ผู้ให้บริการยืนยันตัวตนไม่ตอบ" in answer.content.decode()
    assert client.post("/accounts/oidc/nobody/login/").status_code == 404


def test_the_administrator_sets_a_provider_up(sysadmin: Browser, head: Browser, cast: Cast) -> None:
    assert head.get("/org/system/providers/").status == 403
    assert "ThaID" in sysadmin.get("/org/system/providers/").text
    where = "/org/system/providers/thaid/"
    typed: dict[str, Any] = {
        "name": "เข้าด้วย ThaID",
        "server_url": "https://id.example.go.th",
        "scopes": "pid",
        "active": "on",
    }
    assert sysadmin.post(where, **typed).status == 422
    assert sysadmin.post(where, client_id="abc", secret="very secret", **typed).status == 303
    row = IdentityProvider.objects.get(key="thaid")
    assert row.scopes == "openid pid"
    assert "very secret" not in row.secret_sealed
    assert "very secret" not in sysadmin.get(where).text
    assert sysadmin.post(where, client_id="abc", **{**typed, "server_url": "http://id.example.go.th"}).status == 422
    sysadmin.post(where, client_id="abc", **typed)
    assert IdentityProvider.objects.get(key="thaid").secret_sealed == row.secret_sealed
