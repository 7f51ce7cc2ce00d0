"""The registers as pages: filters, rows, print, annotations; and whose they are."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from khet.org.tests.cast import Browser, Cast
from khet.paper.services import text_of
from khet.saraban import services
from khet.saraban.models import RegisterEntry
from khet.saraban.tests import factories as make
from khet.thai.bangkok import today
from khet.thai.digits import to_thai
from khet.ui.forms import ThaiDateInput

RECEIVED, SENT = "/letters/registers/received/", "/letters/registers/sent/"


def queries(browser: Browser, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert browser.get(url).status == 200
    return len(seen)


def day(offset: int = 0) -> str:
    return str(ThaiDateInput().format_value(today() + timedelta(days=offset)))


@pytest.mark.parametrize("book", ["received", "sent", "order", "certificate", "memo", "announcement"])
def test_every_register_opens_empty_and_says_what_will_come(clerk: Browser, book: str) -> None:
    page = clerk.get(f"/letters/registers/{book}/")
    assert page.status == 200
    assert "ยังไม่มีรายการในปีนี้" in page.text


def test_an_unknown_register_is_not_there(clerk: Browser) -> None:
    assert clerk.get("/letters/registers/secrets/").status == 404
    assert clerk.get("/letters/registers/secrets/pdf/?first=1/1/2569").status == 404


def test_a_number_is_found_in_any_spelling(cast: Cast) -> None:
    services.save_settings(actor=cast.clerk.actor, letter_prefix="ศธ 04000")
    letter = make.a_ready_letter(cast.clerk, cast.director, circular=True)
    other = make.a_ready_letter(cast.clerk, cast.director, subject="เรื่องอื่น")
    for words in (letter.letter_no, "ว1", to_thai("ศธ04000 / ว1"), "ผู้บริหาร"):
        page = cast.clerk.get(SENT, {"find": words})
        assert letter.subject in page.text, words
    assert other.subject not in cast.clerk.get(SENT, {"find": "ว1"}).text


def test_filters_of_state_urgency_series_and_days_are_in_the_address(cast: Cast) -> None:
    make.a_ready_letter(cast.clerk, cast.director, subject="เรื่องด่วนนี้", urgency=1)
    make.a_ready_letter(cast.clerk, cast.director, subject="เรื่องเวียนนี้", circular=True)
    services.reserve_numbers(actor=cast.clerk.actor, book="sent", reason="จองไว้ก่อน", until=today())
    shown = {
        "urgency=1": ("เรื่องด่วนนี้", "เรื่องเวียนนี้"),
        "show=circular": ("เรื่องเวียนนี้", "เรื่องด่วนนี้"),
        "show=plain": ("เรื่องด่วนนี้", "เรื่องเวียนนี้"),
        "show=reserved": ("จองไว้ก่อน", "เรื่องเวียนนี้"),
        f"first={day()}&last={day()}": ("เรื่องด่วนนี้", "ไม่มีคำนี้"),
        f"last={day(-1)}": ("ไม่พบรายการตามที่กรอง", "เรื่องด่วนนี้"),
        "year=all": ("เรื่องด่วนนี้", "ไม่มีคำนี้"),
    }
    for query, (there, absent) in shown.items():
        text = cast.clerk.get(f"{SENT}?{query}").text
        assert there in text, query
        assert absent not in text, query


@pytest.mark.parametrize("query", ["first=99/99/2569", "year=abc", "urgency=x", "unit=999", "page=forged", "pick=a"])
def test_filters_that_make_no_sense_show_the_register_all_the_same(clerk: Browser, query: str) -> None:
    assert clerk.get(f"{SENT}?{query}").status == 200


def test_a_void_number_stays_struck_through_with_its_reason(cast: Cast) -> None:
    make.a_ready_letter(cast.clerk, cast.director)
    entry = RegisterEntry.objects.get(book="sent")
    page = cast.clerk.post(f"/letters/registers/entry/{entry.pk}/void/", reason="พิมพ์ซ้ำ", next=SENT)
    assert page.location == f"{SENT}#entry-{entry.pk}"
    text = cast.clerk.get(SENT).text
    assert "เหตุผล: พิมพ์ซ้ำ" in text
    assert 'class="void' in text


def test_voiding_needs_a_reason_and_keeps_the_page(cast: Cast) -> None:
    make.a_ready_letter(cast.clerk, cast.director)
    entry = RegisterEntry.objects.get(book="sent")
    page = cast.clerk.post(f"/letters/registers/entry/{entry.pk}/void/", reason=" ")
    assert page.status == 422
    entry.refresh_from_db()
    assert entry.state == "issued"


def test_the_registry_writes_the_late_columns_and_nobody_else_does(cast: Cast) -> None:
    make.an_outside_letter(cast.clerk)
    entry = RegisterEntry.objects.get()
    url = f"/letters/registers/entry/{entry.pk}/"
    assert cast.clerk.post(url, action="มอบกลุ่มแผน", remark="ด่วน", next=RECEIVED).status == 303
    assert "มอบกลุ่มแผน" in cast.clerk.get(RECEIVED).text
    assert cast.officer.post(url, action="ไม่ได้", remark="").status == 422
    entry.refresh_from_db()
    assert entry.action == "มอบกลุ่มแผน"


def test_the_row_form_comes_as_a_fragment_without_the_page_around(cast: Cast) -> None:
    make.an_outside_letter(cast.clerk)
    url = f"/letters/registers/entry/{RegisterEntry.objects.get().pk}/"
    fragment = cast.clerk.get(url, HTTP_HX_REQUEST="true")
    assert "<html" not in fragment.text
    assert "การปฏิบัติ" in fragment.text


def test_another_desks_rows_are_not_there(cast: Cast) -> None:
    make.an_outside_letter(cast.clerk)
    entry = RegisterEntry.objects.get()
    for stranger in (cast.outsider, cast.school_clerk, cast.teacher, cast.sysadmin, cast.pupil):
        assert stranger.get(f"/letters/registers/entry/{entry.pk}/").status == 404
        assert stranger.post(f"/letters/registers/entry/{entry.pk}/void/", reason="x").status == 404
        assert stranger.get(f"{RECEIVED}?pick={entry.pk}").status in (200, 403)
    sheet = cast.outsider.get(f"{RECEIVED}excel/?pick={entry.pk}")
    assert entry.subject not in str(
        CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    )


def test_pupils_teachers_and_the_system_administrator_read_no_register(cast: Cast) -> None:
    for person in (cast.pupil, cast.teacher, cast.sysadmin):
        assert person.get(RECEIVED).status == 403


def test_the_staff_reads_the_register_but_opens_no_letter_that_is_not_theirs(cast: Cast) -> None:
    delivery = make.an_outside_letter(cast.clerk)
    text = cast.officer.get(RECEIVED).text
    assert delivery.letter.subject in text
    assert delivery.get_absolute_url() not in text
    assert delivery.get_absolute_url() in cast.clerk.get(RECEIVED).text


def test_a_secret_letter_is_on_no_page_of_the_register(cast: Cast) -> None:
    make.an_outside_letter(cast.clerk, subject="เรื่องลับมาก", secrecy=1, person_ids=(cast.director.person.pk,))
    for person in (cast.officer, cast.head, cast.deputy):
        for query in ("", "?secret=1", "?find=ลับ", "?year=all"):
            assert "เรื่องลับมาก" not in person.get(RECEIVED + query).text
    assert "เรื่องลับมาก" in cast.director.get(RECEIVED + "?secret=1").text


def test_the_prescribed_sheet_and_the_excel_carry_the_rows_of_the_days_asked_for(cast: Cast) -> None:
    make.an_outside_letter(cast.clerk)
    pdf = cast.clerk.get(f"{RECEIVED}pdf/", {"first": day(), "last": day()})
    assert pdf.headers["Content-Type"] == "application/pdf"
    said = text_of(pdf.content)
    assert "ทะเบียนหนังสือรับ" in said
    assert "0601/123" in said
    sheet = cast.clerk.get(f"{RECEIVED}excel/", {"first": day(), "last": day()})
    cells = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert cells[1][1] == "อว 0601/123"
    empty = cast.clerk.get(f"{RECEIVED}excel/", {"first": day(-3), "last": day(-2)})
    assert len(CalamineWorkbook.from_filelike(BytesIO(empty.content)).get_sheet_by_index(0).to_python()) == 1


def test_the_ticked_rows_alone_are_printed(cast: Cast) -> None:
    make.an_outside_letter(cast.clerk, subject="ฉบับที่หนึ่ง", letter_no="ก 1")
    make.an_outside_letter(cast.clerk, subject="ฉบับที่สอง", letter_no="ก 2")
    first = RegisterEntry.objects.get(number=1)
    said = text_of(cast.clerk.get(f"{RECEIVED}pdf/?pick={first.pk}").content)
    assert "ฉบับที่หนึ่ง" in said
    assert "ฉบับที่สอง" not in said


@pytest.mark.parametrize("query", ["", "first=x", f"first={day()}&last={day(-2)}"])
def test_days_that_cannot_be_printed_come_back_as_typed(clerk: Browser, query: str) -> None:
    page = clerk.get(f"{RECEIVED}pdf/?{query}")
    assert page.status == 422
    assert "พิมพ์ทะเบียน" in page.text


@pytest.mark.parametrize("url", [RECEIVED, SENT])
def test_a_register_page_costs_the_same_with_five_rows_and_with_fifty(cast: Cast, url: str) -> None:
    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            if url == RECEIVED:
                make.an_outside_letter(cast.clerk, letter_no=f"ก {number}")
        if url == SENT:
            drafts = [make.a_letter(cast.clerk) for _ in range(first, last)]
            services.issue_many(actor=cast.clerk.actor, letters=drafts)

    fill(0, 5)
    few = queries(cast.clerk, url)
    fill(5, 50)
    assert queries(cast.clerk, url) == few
    assert "เก่ากว่า" in cast.clerk.get(url).text
