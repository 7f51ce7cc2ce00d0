"""A hub that begins empty: the key, the office, the administrator, and the steps after them."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from khet.audit import services as audit
from khet.kernel.stamps import Stamps
from khet.numbers import reads as numbers
from khet.org.models import Account, Unit
from khet.org.tests.cast import Browser
from khet.portal import firsttime
from khet.saraban.reads.desks import settings_of
from khet.saraban.services.years import series_of, this_year

ADMIN = {
    "prefix": "นาย",
    "first_name": "ดูแล",
    "last_name": "ระบบดี",
    "username": "admin",
    "password1": "correct horse 66 schools",
    "password2": "correct horse 66 schools",
}
OFFICE = {"kind": "office", "name": "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษาทดสอบ", "short": "สพม.ทดสอบ", "since_be": "๒๕๕๓"}


@pytest.fixture
def own_home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home folder of a hub started with --empty."""
    settings.HOME = tmp_path
    monkeypatch.setenv("KHET_HOME", str(tmp_path))
    Stamps(tmp_path / "stamps.json").set(content="own")
    return tmp_path


@pytest.fixture
def visitor(own_home: Path, db: Any) -> Client:
    return Client()


@pytest.fixture
def unlocked(visitor: Client) -> Client:
    visitor.get("/setup/", {"key": firsttime.key()})
    return visitor


@pytest.fixture
def administrator(unlocked: Client) -> Client:
    unlocked.post("/setup/office/", OFFICE)
    unlocked.post("/setup/administrator/", ADMIN)
    return unlocked


@pytest.mark.parametrize("address", ["/", "/letters/", "/accounts/login/", "/org/people/"])
def test_every_page_of_an_empty_hub_leads_to_the_setup(visitor: Client, address: str) -> None:
    response = visitor.get(address)
    assert (response.status_code, response["Location"]) == (302, "/setup/")


def test_another_machine_is_told_to_wait(visitor: Client) -> None:
    response = visitor.get("/letters/", REMOTE_ADDR="192.0.2.7")
    assert response.status_code == 503
    assert "ยังไม่ได้ตั้งค่า" in response.content.decode()


def test_nothing_opens_without_the_key(visitor: Client) -> None:
    assert visitor.get("/setup/office/")["Location"] == "/setup/"
    wrong = visitor.post("/setup/", {"key": "guess"})
    assert wrong.status_code == 422
    assert "กุญแจไม่ตรง" in wrong.content.decode()
    assert visitor.post("/setup/office/", OFFICE)["Location"] == "/setup/"
    assert not Unit.objects.exists()
    assert visitor.post("/setup/", {"key": firsttime.key()})["Location"] == "/setup/"
    assert visitor.get("/setup/office/").status_code == 200


def test_a_session_from_before_the_key_is_not_the_one_after_it(visitor: Client) -> None:
    visitor.get("/setup/")
    session = visitor.session
    session["planted"] = True
    session.save()
    visitor.cookies["khet"] = session.session_key or ""
    visitor.get("/setup/", {"key": firsttime.key()})
    assert visitor.cookies["khet"].value != session.session_key


def test_the_office_is_asked_for_again_with_what_was_typed(unlocked: Client) -> None:
    response = unlocked.post("/setup/office/", {"kind": "office", "name": "", "short": "สพม.ทดสอบ"})
    assert response.status_code == 422
    assert "สพม.ทดสอบ" in response.content.decode()
    assert not Unit.objects.exists()


def test_the_first_administrator_is_signed_in_and_the_key_works_no_more(unlocked: Client) -> None:
    assert unlocked.post("/setup/office/", OFFICE)["Location"] == "/setup/administrator/"
    office = Unit.objects.get()
    assert (office.name, office.versions.get().valid_from.year) == (OFFICE["name"], 2010)
    assert unlocked.post("/setup/administrator/", ADMIN)["Location"] == "/setup/"
    assert "เลข ศธ และเลขเริ่มต้น" in unlocked.get("/setup/").content.decode()

    stranger = Client()
    assert stranger.get("/setup/", {"key": firsttime.key()})["Location"].startswith("/accounts/login/")
    assert stranger.post("/setup/administrator/", ADMIN | {"username": "second"})["Location"] == "/setup/"
    assert Account.objects.count() == 1


def test_a_weak_password_makes_no_administrator(unlocked: Client) -> None:
    unlocked.post("/setup/office/", OFFICE)
    response = unlocked.post("/setup/administrator/", ADMIN | {"password1": "12345678901", "password2": "12345678901"})
    assert response.status_code == 422
    assert not Account.objects.exists()


def test_the_setup_can_be_left_between_office_and_administrator(unlocked: Client) -> None:
    unlocked.post("/setup/office/", OFFICE)
    later = Client()
    assert later.get("/")["Location"] == "/setup/"
    later.get("/setup/", {"key": firsttime.key()})
    assert later.get("/setup/")["Location"] == "/setup/administrator/"


def test_registers_go_on_from_the_paper_ones(administrator: Client) -> None:
    response = administrator.post("/setup/letters/", {"prefix": "ศธ 04349", "received": "๔๕๒๑", "sent": "2141"})
    assert response["Location"] == "/setup/"
    office = Unit.objects.get(kind="office")
    assert settings_of(office.pk).letter_prefix == "ศธ 04349"
    for book, expected in (("received", 4521), ("sent", 2141), ("order", 1)):
        assert numbers.next_number(series_of(office.pk, book, year_be=this_year())) == expected
    assert 'value="2141"' in administrator.get("/setup/letters/").content.decode()
    again = administrator.post("/setup/letters/", {"prefix": "ศธ 04349", "received": "4521", "sent": "2141"})
    assert again["Location"] == "/setup/"


def test_groups_and_schools_are_founded_and_a_bad_line_founds_none(administrator: Client) -> None:
    bad = administrator.post("/setup/units/", {"groups": ["0"], "schools": "โรงเรียนบ้านนา, บ้านนาสาร\n12"})
    assert bad.status_code == 422
    assert "บรรทัดที่ 2" in bad.content.decode()
    assert Unit.objects.count() == 1
    typed = "โรงเรียนบ้านนา, บ้านนาสาร\n84012345\tโรงเรียนบ้านไร่\tอำเภอเวียงสระ"
    administrator.post("/setup/units/", {"groups": ["0", "6"], "schools": typed})
    assert sorted(Unit.objects.exclude(kind="office").values_list("code", "amphoe")) == [
        ("84012345", "เวียงสระ"),
        ("g01", ""),
        ("g02", ""),
        ("s01", "บ้านนาสาร"),
    ]
    administrator.post("/setup/units/", {"groups": [], "schools": typed})
    assert Unit.objects.count() == 5


def test_a_school_twice_in_the_list_is_refused(administrator: Client) -> None:
    response = administrator.post("/setup/units/", {"schools": "โรงเรียนบ้านนา\nโรงเรียนบ้านนา"})
    assert response.status_code == 422
    assert "ซ้ำกับบรรทัดที่ 1" in response.content.decode()


def test_a_new_person_opens_the_account_with_the_code_shown_once(administrator: Client) -> None:
    office = Unit.objects.get()
    typed = {"unit": office.pk, "seat": "registry", "first_name": "สาร", "last_name": "บรรณดี", "username": "clerk"}
    shown = administrator.post("/setup/people/", typed)
    code = shown.context["handed"].grouped
    assert code in shown.content.decode()
    assert code not in administrator.get("/setup/people/").content.decode()

    clerk = Client()
    clerk.post("/start/", {"code": code, "password1": "horse correct 77", "password2": "horse correct 77"})
    assert clerk.get("/").status_code == 200
    assert clerk.get("/setup/").status_code == 404
    assert clerk.get("/setup/people/").status_code == 403


def test_a_seat_that_the_unit_does_not_have_is_refused(administrator: Client) -> None:
    office = Unit.objects.get()
    typed = {"unit": office.pk, "seat": "teacher", "first_name": "ครู", "last_name": "ดี", "username": "teacher"}
    assert administrator.post("/setup/people/", typed).status_code == 422
    assert Account.objects.count() == 1


def test_the_home_asks_for_the_setup_until_it_is_finished(administrator: Client) -> None:
    assert "ตั้งค่าระบบครั้งแรก" in administrator.get("/").content.decode()
    administrator.post("/setup/tick/calendar/")
    administrator.post("/setup/finish/")
    assert "เหลือ" not in administrator.get("/").content.decode()
    assert administrator.get("/setup/").status_code == 200


def test_every_step_leaves_one_entry_and_the_trail_stands(administrator: Client) -> None:
    administrator.post("/setup/letters/", {"prefix": "ศธ 04349", "sent": "2141"})
    report = audit.verify()
    assert report.ok
    assert report.entries >= 3


def test_a_hub_with_an_administrator_asks_for_no_key(own_home: Path, sysadmin: Browser, clerk: Browser) -> None:
    assert sysadmin.get("/setup/").status == 200
    assert clerk.get("/setup/").status == 404
    assert Client().get("/letters/")["Location"].startswith("/accounts/login/")
    assert Client().get("/setup/office/")["Location"] == "/setup/"
