"""Reserved numbers, certificates in one go, the gap check and register years at the front door."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from khet.numbers.models import Counter
from khet.org.tests.cast import Browser, Cast
from khet.saraban import services
from khet.saraban.models import Letter, RegisterEntry, RegisterYear
from khet.saraban.reads.sheets import workbook
from khet.saraban.tests import factories as make
from khet.thai.bangkok import today
from khet.thai.years import to_be
from khet.ui.forms import ThaiDateInput

NUMBERS, GAPS, MANY, YEARS = (
    "/letters/numbers/",
    "/letters/numbers/gaps/",
    "/letters/numbers/certificates/",
    "/letters/years/",
)
DAY = str(ThaiDateInput().format_value(today()))
YEAR = to_be(today().year)


def reserve(clerk: Browser, **changed: str) -> RegisterEntry:
    typed: dict[str, Any] = {"book": "sent", "reason": "คำของบ", "until": DAY, "count": "1", **changed}
    clerk.post(NUMBERS, **typed)
    return RegisterEntry.objects.latest("pk")


def test_numbers_are_reserved_with_a_reason_and_a_last_day(clerk: Browser) -> None:
    page = clerk.post(NUMBERS, book="sent", reason="คำของบ", until=DAY, count="๒", follow=True)
    assert "จองเลข 1–2 ไว้ถึง" in page.text
    assert page.text.count("คำของบ") == 2
    assert clerk.post(NUMBERS, book="sent", reason="", until=DAY, count="1").status == 422
    assert clerk.post(NUMBERS, book="sent", reason="x", until="1/1/2560", count="1").status == 422
    assert clerk.post(NUMBERS, book="sent", reason="x", until=DAY, count="999").status == 422
    assert RegisterEntry.objects.count() == 2


def test_a_reserved_number_is_given_to_a_draft(cast: Cast) -> None:
    entry = reserve(cast.clerk)
    letter = make.a_letter(cast.clerk)
    memo = make.a_letter(cast.clerk, kind="memo", subject="บันทึกอีกทะเบียน")
    url = f"{NUMBERS}{entry.pk}/use/"
    text = cast.clerk.get(url).text
    assert letter.subject in text
    assert memo.subject not in text
    page = cast.clerk.post(url, letter=letter.pk, dated=DAY)
    letter.refresh_from_db()
    assert letter.letter_no == "1"
    assert page.location == letter.get_absolute_url()
    assert cast.clerk.get(url).status == 409


def test_another_desks_reservation_is_not_there(cast: Cast) -> None:
    entry = reserve(cast.clerk)
    for stranger in (cast.school_clerk, cast.outsider, cast.teacher):
        assert stranger.get(f"{NUMBERS}{entry.pk}/use/").status == 404
    assert cast.officer.get(f"{NUMBERS}{entry.pk}/use/").status == 403
    assert cast.officer.get(NUMBERS).status == 403


def test_names_pasted_and_in_a_sheet_become_certificates_with_numbers_in_a_row(cast: Cast) -> None:
    sheet = SimpleUploadedFile("ชื่อ.xlsx", workbook("ชื่อ", ["ชื่อ-สกุล"], [("นางสาวสาม",), ("นายสี่",)]))
    typed: dict[str, Any] = {"subject": "เกียรติบัตรวิทยากร", "body": "เป็นวิทยากรอบรม", "thai_digits": "on"}
    page = cast.clerk.post(MANY, **typed, names="นายหนึ่ง ใจดี\tครู\n\nนางสอง งาม", sheet=sheet)
    assert page.status == 303
    rows = RegisterEntry.objects.filter(book="certificate").order_by("number")
    assert [row.to_text for row in rows] == ["นายหนึ่ง ใจดี", "นางสอง งาม", "นางสาวสาม", "นายสี่"]
    assert [row.letter_no for row in rows] == [f"{n}/{YEAR}" for n in (1, 2, 3, 4)]
    assert "0 จาก 4" in cast.clerk.get(page.location).text


@pytest.mark.parametrize("names", ["", "\n \n", "\n".join(f"นาย{n}" for n in range(201))])
def test_no_names_or_too_many_issue_nothing(clerk: Browser, names: str) -> None:
    page = clerk.post(MANY, subject="ก", body="ข", names=names)
    assert page.status == 422
    assert not Letter.objects.exists()


def test_the_gap_check_says_none_or_which(cast: Cast) -> None:
    reserve(cast.clerk, count="3")
    assert "ไม่มีเลขขาด" in cast.clerk.get(GAPS).text
    Counter.objects.filter(register="sent").update(last=5)
    page = cast.clerk.get(GAPS)
    assert "มีเลขขาด 1 ช่วง" in page.text
    assert "4–5" in page.text
    assert cast.clerk.get(GAPS + "?year=9999").status == 200


def test_an_office_that_moves_in_mid_year_types_where_its_books_stand(clerk: Browser) -> None:
    page = clerk.post(YEARS, year_be=str(YEAR), received="4521", sent="2,136", circular="512", follow=True)
    assert f"เปิดทะเบียนปี {YEAR} แล้ว" in page.text
    make.an_outside_letter(clerk)
    assert RegisterEntry.objects.get().number == 4521
    assert clerk.post(YEARS, year_be=str(YEAR), received="12").status == 422


def test_a_year_shows_what_is_open_then_closes_and_opens_again(cast: Cast) -> None:
    reserve(cast.clerk)
    make.an_outside_letter(cast.clerk)
    page = cast.clerk.get(f"{YEARS}{YEAR}/")
    assert "เลขที่จองไว้ยังไม่ใช้ 1 เลข" in page.text
    assert "ลงรับแล้วยังไม่ยุติเรื่อง 1 เรื่อง" in page.text
    cast.clerk.post(f"{YEARS}{YEAR}/set/", do="close")
    assert RegisterYear.objects.get().closed
    refused = cast.clerk.post("/letters/receive/", subject="ก", from_text="ข")
    assert refused.status == 422
    assert "ปิดแล้ว" in refused.text
    cast.clerk.post(f"{YEARS}{YEAR}/set/", do="reopen")
    assert not RegisterYear.objects.get().closed


def test_years_are_the_registrys_and_each_desks_own(cast: Cast) -> None:
    services.open_year(actor=cast.clerk.actor, year_be=YEAR)
    assert cast.officer.get(YEARS).status == 403
    assert cast.officer.post(f"{YEARS}{YEAR}/set/", do="close").status == 403
    assert cast.school_clerk.post(f"{YEARS}{YEAR}/set/", do="close").status == 409
    assert not RegisterYear.objects.get(desk=cast.office).closed


def test_a_sheet_that_is_none_is_refused(clerk: Browser) -> None:
    broken = SimpleUploadedFile("ชื่อ.xlsx", BytesIO(b"PK\x03\x04broken").read())
    assert clerk.post(MANY, subject="ก", body="ข", names="", sheet=broken).status == 422
