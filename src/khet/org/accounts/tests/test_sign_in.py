"""The front door: who gets in, how often one may try, and where it leads."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from khet.audit.models import Entry
from khet.org.accounts.proof import is_proven, proven
from khet.org.models import CacheRow
from khet.org.tests.cast import Browser, Cast

LOGIN = "/accounts/login/"
PASSWORD = "correct horse 66 schools"


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": username, "password": password, **more})


def test_a_user_name_and_password_open_the_door(cast: Cast, client: Client) -> None:
    assert sign_in(client, "clerk").status_code == 302
    assert client.get("/").status_code == 200
    assert Entry.objects.filter(action="org.signed_in", target_id=cast.clerk.account.pk).count() == 1


def test_an_email_address_is_no_user_name(cast: Cast, client: Client) -> None:
    account = cast.clerk.account
    account.email = "clerk@example.go.th"
    account.save()
    assert sign_in(client, "clerk@example.go.th").status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "email/",
        "confirm-email/",
        "password/reset/",
        "password/set/",
        "login/code/confirm/",
        "3rdparty/signup/",
    ],
)
def test_nobody_signs_up_and_mail_is_no_way_in(cast: Cast, client: Client, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404
    assert client.post(f"/accounts/{path}", {"username": "x"}).status_code == 404


def test_a_closed_account_stays_out(cast: Cast, client: Client) -> None:
    account = cast.clerk.account
    account.is_active = False
    account.save()
    sign_in(client, "clerk")
    assert "_auth_user_id" not in client.session


def test_the_session_gets_a_new_key_at_sign_in(cast: Cast, client: Client) -> None:
    session = client.session
    session["planted"] = "1"
    session.save()
    before = session.session_key
    sign_in(client, "clerk")
    assert client.session.session_key != before


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_sign_in_leads_to_no_foreign_address(cast: Cast, client: Client, where: str) -> None:
    assert sign_in(client, "clerk", next=where)["Location"] == "/"


def test_sign_in_leads_back_to_the_page_that_was_asked_for(cast: Cast, client: Client) -> None:
    where = client.get("/org/people/?find=ก")["Location"]
    assert where.startswith(LOGIN)
    assert sign_in(client, "clerk", next="/org/people/")["Location"] == "/org/people/"


def test_a_foreign_host_is_refused(cast: Cast) -> None:
    assert Client(HTTP_HOST="evil.example").get(LOGIN).status_code == 400


def test_a_form_from_elsewhere_is_refused(cast: Cast) -> None:
    assert sign_in(Client(enforce_csrf_checks=True), "clerk").status_code == 403


def test_guessing_stops_after_five_tries_for_that_account_alone(cast: Cast) -> None:
    cache.clear()
    client = Client(REMOTE_ADDR="10.0.0.9")
    for n in range(5):
        assert sign_in(client, "clerk", f"guess {n}").status_code == 200
    assert "พักบัญชีนี้ไว้ 5 นาที" in sign_in(client, "clerk").content.decode()
    assert "_auth_user_id" not in client.session
    assert sign_in(client, "head").status_code == 302
    assert CacheRow.objects.filter(cache_key__contains="login_failed").exists()
    assert Entry.objects.filter(action="org.sign_in_locked").count() == 1
    assert Entry.objects.filter(action="org.sign_in_failed", target_id=cast.clerk.account.pk).count() == 5


def test_what_was_typed_as_a_name_is_not_kept(cast: Cast, client: Client) -> None:
    sign_in(client, "ความลับที่พิมพ์ผิดช่อง", "x")
    entry = Entry.objects.get(action="org.sign_in_failed")
    assert "ความลับ" not in entry.content
    assert not entry.private_values.exists()


def test_an_account_with_a_second_step_needs_it(cast: Cast, client: Client) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(cast.clerk.account, secret)
    assert secret not in str(Authenticator.objects.get().data)
    answer = sign_in(client, "clerk")
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/org/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in client.session
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.get("/org/").status_code == 200
    assert Entry.objects.filter(action="org.second_step_failed").count() == 1


def test_the_second_step_is_set_up_after_the_password_alone(cast: Cast, client: Client) -> None:
    sign_in(client, "clerk")
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert "ยืนยันว่าเป็นท่าน" in client.get(asked["Location"]).content.decode()
    wrong = client.post(asked["Location"], {"password": "no", "next": "/accounts/2fa/totp/activate/"})
    assert wrong.status_code == 200
    right = client.post(asked["Location"], {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"})
    assert right["Location"] == "/accounts/2fa/totp/activate/"
    assert "สแกนด้วยแอป" in client.get(right["Location"]).content.decode()


def test_a_password_change_is_checked_and_ends_other_sessions(cast: Cast, client: Client) -> None:
    sign_in(client, "teacher")
    other = Client()
    other.force_login(cast.teacher.account)
    where = "/accounts/password/change/"
    for weak in ("short", "1234567890", "password123", "teacher123"):
        answer = client.post(where, {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
        assert answer.status_code == 200, weak
    good = {"oldpassword": PASSWORD, "password1": "ทะเลใต้สีครามมาก", "password2": "ทะเลใต้สีครามมาก"}
    assert client.post(where, good).status_code == 302
    assert other.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200
    assert Entry.objects.filter(action="org.password_changed").count() == 1


def test_proof_is_asked_again_after_five_minutes(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """What signing a letter asks: fresh after sign-in, stale later, and a late form leads back to its page."""

    @proven
    def sign(request: HttpRequest) -> HttpResponse:
        return HttpResponse("signed")

    sign_in(client, "director")
    request = RequestFactory().post("/letters/1/sign/", {"next": "/letters/1/"})
    request.user, request.session = cast.director.account, client.session
    assert is_proven(request)
    assert sign(request).content == b"signed"
    later = time.time() + 301
    monkeypatch.setattr("khet.org.accounts.proof.time.time", lambda: later)
    assert not is_proven(request)
    assert sign(request)["Location"] == "/accounts/reauthenticate/?next=%2Fletters%2F1%2F"


def test_signing_out_is_a_press_and_on_the_trail(clerk: Browser) -> None:
    assert "ออกจากระบบหรือไม่" in clerk.get("/accounts/logout/").text
    assert clerk.get("/me/").status == 200
    assert clerk.post("/accounts/logout/").location == "/"
    assert clerk.get("/me/").status == 302
    assert Entry.objects.filter(action="org.signed_out").count() == 1


def test_the_sign_in_page_keeps_its_question_count(
    client: Client, cast: Cast, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        page = client.get(LOGIN).content.decode()
    assert "ใช้ลายนิ้วมือหรือใบหน้า" in page
    assert "style=" not in page
    assert "เข้าด้วย ThaID" not in page


def test_a_password_set_by_another_is_changed_first(cast: Cast, client: Client) -> None:
    account = cast.teacher.account
    account.must_change_password = True
    account.save()
    assert sign_in(client, "teacher")["Location"] == "/accounts/password/change/"
    assert "ตั้งของท่านเองก่อนทำงานต่อ" in client.get("/accounts/password/change/").content.decode()
    good = {"oldpassword": PASSWORD, "password1": "ทะเลใต้สีครามมาก", "password2": "ทะเลใต้สีครามมาก"}
    assert client.post("/accounts/password/change/", good)["Location"] == "/me/"
    account.refresh_from_db()
    assert not account.must_change_password


def test_whoever_forgot_learns_whom_to_ask(client: Client, db: None) -> None:
    page = client.get("/forgotten/").content.decode()
    assert "ธุรการหรือผู้อำนวยการของโรงเรียน" in page
    assert "/start/" in page
