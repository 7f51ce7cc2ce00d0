"""Old registers handed in as files: tried, mended, taken over once, locked."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from khet.jobs.models import Job
from khet.jobs.services import drain
from khet.org.tests.cast import Browser, Cast, Page
from khet.saraban import imports, old_registers
from khet.saraban.models import RegisterEntry
from khet.saraban.reads.sheets import workbook
from khet.saraban.tests import factories as make
from khet.thai.bangkok import today
from khet.thai.years import to_be

URL = "/letters/registers/import/"
HEADS = "เลขทะเบียนรับ,ปี,ที่,ลงวันที่,จาก,เรื่อง,การปฏิบัติ,วันที่รับ"
GOOD = f"{HEADS}\n1,2567,ศธ 1/1,3/1/2567,สพฐ.,แจ้งเรื่องหนึ่ง,ทราบ,4/1/2567\n๒,,ศธ 1/2,5 ม.ค. 67,สพฐ.,แจ้งเรื่องสอง,,\n"


def hand_in(
    clerk: Browser, text: str, *, encoding: str = "utf-8-sig", name: str = "เดิม.csv", book: str = "received"
) -> Page:
    return clerk.post(URL, book=book, old=SimpleUploadedFile(name, text.encode(encoding)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
def test_an_old_register_is_tried_first_and_taken_over_after(clerk: Browser, encoding: str) -> None:
    there = hand_in(clerk, GOOD, encoding=encoding).location
    trial = clerk.get(there)
    assert "นำเข้า 2 รายการ" in trial.text
    assert not RegisterEntry.objects.exists()
    assert clerk.post(there).status == 303
    rows = list(RegisterEntry.objects.order_by("number").values_list("number", "year_be", "letter_no", "imported"))
    assert rows == [(1, 2567, "ศธ 1/1", True), (2, 2567, "ศธ 1/2", True)]
    assert "แจ้งเรื่องสอง" in clerk.get("/letters/registers/received/?year=2567").text


def test_an_excel_file_is_read_alike(clerk: Browser) -> None:
    sheet = workbook("รับ", ["เลขทะเบียน", "เรื่อง", "ลงวันที่"], [(7, "เรื่องเจ็ด", "7/7/2567")])
    there = clerk.post(URL, book="order", old=SimpleUploadedFile("เดิม.xlsx", sheet)).location
    clerk.post(there)
    assert RegisterEntry.objects.get().book == "order"


def test_the_same_file_twice_adds_nothing(clerk: Browser) -> None:
    clerk.post(hand_in(clerk, GOOD).location)
    again = hand_in(clerk, GOOD).location
    assert "ทุกแถวอยู่ในทะเบียนแล้ว" in clerk.get(again).text
    clerk.post(again)
    assert RegisterEntry.objects.count() == 2


def test_every_wrong_row_is_named_and_none_is_taken(clerk: Browser) -> None:
    lines = (
        "x,2567,,,,เรื่อง,,4/1/2567",
        "2,2567,,,,,,4/1/2567",
        "3,2567,,32/1/2567,,เรื่อง,,",
        "4,256,,,,เรื่อง,,4/1/2567",
        "5,2567,,,,เรื่อง,,",
        "6,,,,,ดี,,6/1/2567",
    )
    bad = "\n".join((HEADS, *lines))
    there = hand_in(clerk, bad).location
    page = clerk.get(there)
    for said in ("ต้องเป็นเลขจำนวนเต็ม", "ยังไม่มีเรื่อง", "ต้องเป็นปี พ.ศ.", "ใส่อย่างน้อยหนึ่งช่อง"):
        assert said in page.text, said
    assert "ยังไม่ได้นำเข้าแถวใด" in page.text
    assert clerk.post(there).status == 409
    assert not RegisterEntry.objects.exists()


def test_a_number_used_here_is_never_overwritten(cast: Cast) -> None:
    make.an_outside_letter(cast.clerk)
    year = to_be(today().year)
    there = hand_in(cast.clerk, f"{HEADS}\n1,{year},,,,เรื่องเก่า,,1/1/{year}\n").location
    assert "ออกเลขนี้ในระบบแล้ว" in cast.clerk.get(there).text
    assert cast.clerk.post(there).status == 409


def test_new_numbers_of_this_year_go_on_after_the_old_ones(cast: Cast) -> None:
    year = to_be(today().year)
    cast.clerk.post(hand_in(cast.clerk, f"{HEADS}\n88,{year},,,,เรื่องเก่า,,1/1/{year}\n").location)
    cast.clerk.post(hand_in(cast.clerk, f"{HEADS}\n40,{year},,,,เก่ากว่า,,1/1/{year}\n").location)
    make.an_outside_letter(cast.clerk)
    assert RegisterEntry.objects.get(imported=False).number == 89


def test_imported_rows_are_locked(clerk: Browser) -> None:
    clerk.post(hand_in(clerk, GOOD).location)
    entry = RegisterEntry.objects.first()
    assert entry is not None
    url = f"/letters/registers/entry/{entry.pk}/"
    assert "แก้ไม่ได้" in clerk.get(url).text
    assert clerk.post(url, action="แก้", remark="").status == 422
    assert clerk.post(url + "void/", reason="แก้").status == 422


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PK\x03\x04nothing", "a.xlsx"),
        (b"MZ\x90\x00" + b"\0" * 100, "a.csv"),
        (b"", "a.csv"),
        (b"%PDF-1.4", "a.csv"),
        ("เลขทะเบียน,เรื่อง".encode(), "a.exe"),
    ],
)
def test_files_that_are_no_tables_are_refused(clerk: Browser, content: bytes, name: str) -> None:
    page = clerk.post(URL, book="received", old=SimpleUploadedFile(name, content))
    shown = page if page.status != 303 else clerk.get(page.location)
    assert shown.status in (409, 422)
    assert not RegisterEntry.objects.exists()


def test_a_file_without_the_heads_says_which_are_missing(clerk: Browser) -> None:
    page = clerk.get(hand_in(clerk, "ก,ข\n1,2\n").location)
    assert "ไม่พบคอลัมน์ เลขทะเบียน, เรื่อง" in page.text


def test_a_formula_is_named_and_never_shown_as_one(clerk: Browser) -> None:
    there = hand_in(clerk, f"{HEADS}\n1,2567,=1+1,,,=cmd|x,,4/1/2567\n").location
    clerk.post(there)
    sheet = clerk.get("/letters/registers/received/excel/?first=1/1/2567&last=31/12/2567")
    assert sheet.status == 200


def test_a_handed_in_file_is_the_desks_alone(cast: Cast) -> None:
    there = hand_in(cast.clerk, GOOD).location
    for stranger in (cast.school_clerk, cast.outsider):
        assert stranger.get(there).status == 404
        assert stranger.post(there).status == 404
    assert cast.officer.get(there).status == 403
    assert not RegisterEntry.objects.exists()


def many(rows: int) -> str:
    return "\n".join((HEADS, *(f"{n},2567,ศธ 1/{n},3/1/2567,สพฐ.,เรื่องที่ {n},,4/1/2567" for n in range(1, rows + 1))))


@pytest.fixture
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_registers, "LARGE", 1000)
    monkeypatch.setattr(imports, "STEP", 5)


def test_a_large_register_is_tried_and_taken_over_in_the_background(clerk: Browser, small_is_large: None) -> None:
    there = hand_in(clerk, many(30)).location
    page = clerk.get(there)
    assert "ออกจากหน้านี้ได้" in page.text
    assert "นำเข้า 30 รายการ" not in page.text
    drain()
    assert "นำเข้า 30 รายการ" in clerk.get(there).text
    assert not RegisterEntry.objects.exists()
    assert clerk.post(there).status == 303
    assert clerk.post(there).status == 303  # pressed again while it waits: one job
    assert Job.objects.active().count() == 1
    assert not RegisterEntry.objects.exists()
    drain()
    assert RegisterEntry.objects.count() == 30
    assert "นำเข้า 30 รายการแล้ว" in clerk.get(there).text
    entry = RegisterEntry.objects.get(number=7)
    assert entry.registered_by_id == clerk.person.pk


def test_how_far_a_large_register_is_stands_on_its_page(clerk: Browser, small_is_large: None) -> None:
    there = hand_in(clerk, many(30)).location
    Job.objects.update(
        state="running", lease_until=timezone.now() + timedelta(minutes=1), progress_done=10, progress_total=30
    )
    fragment = clerk.client.get(there, headers={"HX-Request": "true"}).content.decode()
    assert "10" in fragment
    assert "30" in fragment
    assert "<html" not in fragment
    told: list[tuple[int, int]] = []
    imports.try_register(
        actor=clerk.actor, book="received", content=many(12).encode(), name="x.csv", told=lambda *far: told.append(far)
    )
    assert told == [(0, 12), (5, 12), (10, 12)]


def test_a_large_register_with_faults_names_them_and_takes_nothing(clerk: Browser, small_is_large: None) -> None:
    there = hand_in(clerk, many(30) + "\nx,2567,,,,เรื่อง,,4/1/2567").location
    drain()
    page = clerk.get(there).text
    assert "ต้องเป็นเลขจำนวนเต็ม" in page
    clerk.post(there)
    drain()
    assert "ยังไม่ได้นำเข้าแถวใด" in clerk.get(there).text
    assert not RegisterEntry.objects.exists()


def test_a_forgotten_result_is_asked_for_again(clerk: Browser, small_is_large: None) -> None:
    there = hand_in(clerk, many(30)).location
    drain()
    cache.clear()
    assert "ตรวจไฟล์อีกครั้ง" in clerk.get(there).text
    clerk.post(there, do="try")
    drain()
    assert "นำเข้า 30 รายการ" in clerk.get(there).text
    assert not RegisterEntry.objects.exists()
