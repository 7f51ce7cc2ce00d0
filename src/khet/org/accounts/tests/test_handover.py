"""Accounts are handed over on paper or by telephone, once."""

import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from khet.kernel.actor import SYSTEM
from khet.kernel.errors import Refused
from khet.org.models import Account, Invitation
from khet.org.services import accounts
from khet.org.tests import factories as make
from khet.org.tests.cast import Browser, Cast

GOOD = "ทะเลใต้สีครามมาก"
LIST = "/org/accounts/"


@pytest.fixture
def newcomer(cast: Cast) -> Account:
    """A teacher of the first school with an account that was never used."""
    person = make.a_person("ใหม่", "เพิ่งบรรจุ", desk=cast.schools[0])
    make.an_appointment(person, make.a_post(cast.schools[0], "ครู", "teacher"))
    return Account.objects.create_user("s01-new", "", None, person=person)


def code_for(account: Account, purpose: str = Invitation.Purpose.FIRST_USE) -> str:
    return accounts.invite(actor=SYSTEM, accounts=[account], purpose=purpose)[0].code


def test_the_group_prints_a_card_for_every_account_never_used(officer: Browser, newcomer: Account) -> None:
    assert "s01-new" in officer.get(LIST, {"state": "never"}).text
    answer = officer.post(f"{LIST}invite/", which="never", find="", state="")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert "no-store" in answer.headers["Cache-Control"]
    invitation = Invitation.objects.get(account=newcomer)
    assert invitation.made_by == officer.person
    assert "มีใบเชิญ" in officer.get(LIST, {"state": "invited"}).text


def test_the_code_stands_on_the_card_and_nowhere_in_the_database(officer: Browser, newcomer: Account) -> None:
    code = code_for(newcomer)
    stored = Invitation.objects.get(account=newcomer)
    assert code not in str(stored.__dict__)


def test_an_invited_person_sets_a_password_and_is_signed_in(newcomer: Account) -> None:
    code, client = code_for(newcomer), Client()
    typed = f"{code[:4]}-{code[4:8].lower()} {code[8:]}"
    page = client.post("/start/", {"code": typed}).content.decode()
    assert "ใหม่ เพิ่งบรรจุ" in page
    assert "โรงเรียนสุราษฎร์พิทยา"[:8] in page
    answer = client.post("/start/", {"code": typed, "password1": GOOD, "password2": GOOD})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(newcomer.pk)
    assert client.get("/").status_code == 200


def test_wrong_used_and_expired_codes_get_one_and_the_same_sentence(newcomer: Account) -> None:
    used = code_for(newcomer)
    accounts.take_over(code=used, password=GOOD)
    expired = code_for(newcomer)
    Invitation.objects.filter(used_at=None, cancelled_at=None).update(expires_at=timezone.now() - timedelta(seconds=1))
    said = set()
    for code in ("ABCDEFGHJKMN", used, expired):
        answer = Client().post("/start/", {"code": code})
        assert answer.status_code == 422
        assert "ใหม่ เพิ่งบรรจุ" not in answer.content.decode()
        said.add(answer.content.decode().split('class="error"')[1].split("</p>")[0])
    assert len(said) == 1


def test_a_weak_password_leaves_the_code_good(newcomer: Account) -> None:
    code = code_for(newcomer)
    for weak in ("สั้น", "password123", "s01-new-s01", "1234567890123"):
        assert Client().post("/start/", {"code": code, "password1": weak, "password2": weak}).status_code == 422
    assert Client().post("/start/", {"code": code, "password1": GOOD, "password2": GOOD}).status_code == 302


def test_codes_cannot_be_tried_for_long(newcomer: Account) -> None:
    cache.clear()
    client = Client(REMOTE_ADDR="10.1.1.1")
    answers = [client.post("/start/", {"code": f"WRONG{n:07d}"}).status_code for n in range(25)]
    assert answers[0] == 422
    assert answers[-1] == 429
    code = code_for(newcomer)
    assert client.post("/start/", {"code": code}).status_code == 429
    assert Client(REMOTE_ADDR="10.1.1.2").post("/start/", {"code": code}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_who_type_one_code_at_once_one_gets_in(newcomer: Account) -> None:
    code, done, barrier = code_for(newcomer), [], threading.Barrier(2)

    def take(password: str) -> None:
        barrier.wait()
        try:
            accounts.take_over(code=code, password=password)
            done.append(password)
        except Refused:
            pass
        finally:
            connections.close_all()

    if connection.vendor == "sqlite":
        pytest.skip("one connection holds the whole database")
    threads = [threading.Thread(target=take, args=(f"{GOOD}{n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    newcomer.refresh_from_db()
    assert len(done) == 1
    assert newcomer.check_password(done[0])


def test_a_second_invitation_ends_the_first(newcomer: Account) -> None:
    first, second = code_for(newcomer), code_for(newcomer)
    with pytest.raises(Refused):
        accounts.open_invitation(first)
    assert accounts.open_invitation(second).account == newcomer


def test_a_school_clerk_helps_the_own_teachers_only(school_clerk: Browser, newcomer: Account, cast: Cast) -> None:
    page = school_clerk.get(LIST).text
    assert "s01-new" in page
    assert cast.outsider.account.username not in page
    assert school_clerk.post(f"{LIST}{newcomer.pk}/code/").status == 200
    for other in (cast.outsider, cast.principal, cast.clerk):
        assert school_clerk.post(f"{LIST}{other.account.pk}/code/").status == 404


def test_a_one_time_code_is_no_way_up(
    officer: Browser, head: Browser, clerk: Browser, teacher: Browser, principal: Browser, cast: Cast
) -> None:
    """Nobody hands a code to the system administrator but another of them; group heads and teachers hand out none."""
    assert officer.post(f"{LIST}{cast.sysadmin.account.pk}/code/").status == 404
    assert officer.post(f"{LIST}{officer.account.pk}/code/").status == 404
    assert clerk.get(LIST).status == 403
    assert teacher.get(LIST).status == 403
    assert principal.post(f"{LIST}{cast.school_clerk.account.pk}/code/").status == 200


def test_a_code_read_out_by_telephone_resets_and_its_owner_is_told(officer: Browser, teacher: Browser) -> None:
    page = officer.post(f"{LIST}{teacher.account.pk}/code/")
    code = page.text.split('class="big-code">')[1].split("<")[0]
    teacher.account.refresh_from_db()
    assert teacher.account.check_password("correct horse 66 schools")
    assert "มีผู้ออกรหัส" in teacher.get("/notices/").text
    answer = Client().post("/start/", {"code": code, "password1": GOOD, "password2": GOOD})
    assert answer.status_code == 302
    assert teacher.get("/me/").status == 302  # the session under the old password ended


def test_closing_needs_a_reason_and_ends_sessions(officer: Browser, teacher: Browser) -> None:
    where = f"{LIST}{teacher.account.pk}/change/"
    assert officer.post(where, do="close", reason=" ").status == 422
    assert teacher.get("/me/").status == 200
    assert officer.post(where, do="close", reason="ลาออก").status == 303
    assert teacher.get("/me/").status == 302
    assert officer.post(where, do="open", reason="กลับมา").status == 303


def test_an_account_is_opened_with_a_suggested_name_never_a_citizen_number(officer: Browser, cast: Cast) -> None:
    person = make.a_person("ยัง", "ไม่มีบัญชี", desk=cast.schools[1])
    where = f"{LIST}people/{person.pk}/"
    assert "84020002-001" in officer.get(where).text
    for bad in ("1-2345-67890-12-1", "ก ข", "teacher"):
        assert officer.post(where, username=bad).status == 422
    assert officer.post(where, username="S02-Yang").status == 303
    assert Account.objects.get(person=person).username == "s02-yang"


def test_the_list_of_accounts_costs_the_same_however_long(
    officer: Browser, cast: Cast, django_assert_max_num_queries: object
) -> None:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        officer.get(LIST)
    for n in range(15):
        make.an_account(make.a_person(f"คน{n}", "เพิ่ม", desk=cast.schools[0]), f"more-{n}")
    with CaptureQueriesContext(connection) as many:
        officer.get(LIST)
    assert len(many) <= len(few)
