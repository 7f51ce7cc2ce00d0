"""Receiving from outside at the front door: typed, uploaded, twice, cut from a pile."""

from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from khet.jobs.services import drain
from khet.org.tests.cast import Browser, Cast
from khet.saraban.models import Delivery, OutsideSender, RegisterEntry, Scan, ScanPart

URL, SCANS = "/letters/receive/", "/letters/scans/"
TYPED: dict[str, Any] = {
    "letter_no": "อว 0601/77",
    "dated": "1/2/2569",
    "from_text": "มหาวิทยาลัยในพื้นที่",
    "subject": "ขอเชิญร่วมงาน",
    "do": "next",
}


def a_pdf(pages: int = 1) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    out = BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def upload(content: bytes, name: str = "สแกน.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_letter_is_registered_with_one_form_and_the_next_is_at_hand(clerk: Browser) -> None:
    page = clerk.post(URL, **TYPED, channel="email", follow=True)
    assert "ลงรับแล้ว เลข 1/" in page.text
    entry = RegisterEntry.objects.get()
    assert (entry.letter_no, entry.from_text, entry.subject) == ("อว 0601/77", "มหาวิทยาลัยในพื้นที่", "ขอเชิญร่วมงาน")
    assert 'value="email" selected' in page.text


def test_it_goes_to_a_post_at_once_and_may_be_opened(cast: Cast) -> None:
    page = cast.clerk.post(URL, **(TYPED | {"do": "open"}), to_post=cast.director.post_held.pk)
    delivery = Delivery.objects.get()
    assert page.location == delivery.get_absolute_url()
    assert delivery.holder_post_id == cast.director.post_held.pk


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(clerk: Browser) -> None:
    page = clerk.post(URL, letter_no="ก 1", from_text="", subject="เรื่องนี้")
    assert page.status == 422
    assert "เรื่องนี้" in page.text
    assert "ยังลงรับไม่ได้ มี 1 จุดต้องแก้" in page.text
    assert clerk.post(URL, **(TYPED | {"dated": "1/2/2599"})).status == 422
    assert not Delivery.objects.exists()


def test_the_same_number_from_the_same_sender_is_asked_about_once(clerk: Browser) -> None:
    clerk.post(URL, **TYPED)
    again = clerk.post(URL, **(TYPED | {"letter_no": "อว๐๖๐๑/๗๗", "from_text": "มหาวิทยาลัย ในพื้นที่"}))
    assert again.status == 422
    assert "เลขรับ 1/" in again.text
    assert "ลงรับซ้ำโดยตั้งใจ" in again.text
    assert clerk.post(URL, **TYPED, confirmed="on").status == 303
    assert RegisterEntry.objects.count() == 2


def test_the_warning_comes_while_typing(cast: Cast) -> None:
    cast.clerk.post(URL, **TYPED)
    asked = {"letter_no": TYPED["letter_no"], "from_text": TYPED["from_text"]}
    assert "อยู่แล้ว" in cast.clerk.get(URL + "earlier/", asked).text
    assert "อยู่แล้ว" not in cast.clerk.get(URL + "earlier/", asked | {"from_text": "ที่อื่น"}).text
    assert "อยู่แล้ว" not in cast.school_clerk.get(URL + "earlier/", asked).text


def test_senders_are_known_from_their_second_letter_on(cast: Cast) -> None:
    cast.clerk.post(URL, **TYPED)
    assert TYPED["from_text"] in cast.clerk.get(URL).text
    assert TYPED["from_text"] in cast.clerk.get(URL + "senders/", {"from_text": "มหา วิทยาลัย"}).text
    assert TYPED["from_text"] not in cast.school_clerk.get(URL + "senders/", {"from_text": "มหา"}).text


def test_a_form_posted_twice_is_one_letter(clerk: Browser) -> None:
    for _ in range(2):
        clerk.post(URL, **TYPED, once="a" * 32)
    assert Delivery.objects.count() == 1


def test_an_uploaded_scan_is_stamped_and_the_original_stays(clerk: Browser) -> None:
    assert clerk.post(URL, **TYPED, scan=upload(a_pdf())).status == 303
    delivery = Delivery.objects.get()
    waiting = clerk.get(f"/letters/in/{delivery.pk}/stamped/")
    assert "กำลังประทับตรา" in waiting.text
    drain()
    delivery.refresh_from_db()
    assert delivery.stamped is not None
    assert delivery.stamped.sha256 != delivery.letter.pdf_hash
    assert "ดาวน์โหลด PDF" in clerk.get(f"/letters/in/{delivery.pk}/stamped/").text


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00" + b"\0" * 200, "จดหมาย.pdf"),
        (b"", "ว่าง.pdf"),
        (b"%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF", "a.pdf"),
        (a_pdf(), "invoice.pdf.exe"),
        (b"PK\x03\x04" + b"\0" * 100, "a.zip"),
    ],
)
def test_hostile_files_are_refused_and_nothing_is_half_stored(clerk: Browser, content: bytes, name: str) -> None:
    page = clerk.post(URL, **TYPED, scan=upload(content, name))
    assert page.status == 422
    assert TYPED["subject"] in page.text
    assert not Delivery.objects.exists()
    assert not RegisterEntry.objects.exists()


def test_only_the_registry_receives(cast: Cast) -> None:
    for person in (cast.officer, cast.teacher, cast.pupil, cast.sysadmin):
        assert person.get(URL).status == 403
        assert person.post(URL, **TYPED).status == 403
    assert not Delivery.objects.exists()


def test_a_secret_letter_goes_to_the_person_named(cast: Cast) -> None:
    page = cast.clerk.post(URL, **TYPED, secrecy="1", person=cast.director.person.pk, follow=True)
    assert "หนังสือลับ" in page.text
    delivery = Delivery.objects.get()
    assert delivery.to_person_id == cast.director.person.pk
    assert TYPED["subject"] not in cast.deputy.get("/letters/in/?tab=all").text


def test_a_pile_is_cut_received_and_left_for_later(cast: Cast) -> None:
    clerk = cast.clerk
    page = clerk.post(SCANS, pile=upload(a_pdf(5), "กองเช้า.pdf"))
    scan = Scan.objects.get()
    assert page.location == f"{SCANS}{scan.pk}/"
    assert clerk.get(page.location).text.count("เริ่มฉบับใหม่") == 5
    assert clerk.get(f"{SCANS}{scan.pk}/page/5.png").headers["Content-Type"] == "image/png"
    assert clerk.get(f"{SCANS}{scan.pk}/page/6.png").status == 404
    clerk.post(f"{SCANS}{scan.pk}/split/", first=["1", "3", "5"])
    parts = list(ScanPart.objects.values_list("first", "last"))
    assert parts == [(1, 2), (3, 4), (5, 5)]
    first = ScanPart.objects.first()
    assert first is not None
    assert "หน้า 1–2" in clerk.get(f"{URL}?part={first.pk}").text
    assert clerk.get(f"{SCANS}part/{first.pk}/page/2.png").status == 200
    received = clerk.post(URL, **TYPED, part=first.pk)
    assert received.location == f"{URL}?part={first.pk + 1}"
    assert "เหลือ 2 จาก 3 ฉบับ" in clerk.get(f"{SCANS}{scan.pk}/").text
    assert "เหลือ 2 ฉบับ" in clerk.get(SCANS).text
    assert Delivery.objects.get().letter.pdf is not None
    assert clerk.post(URL, **(TYPED | {"letter_no": "ก 9"}), part=first.pk).status == 404


def test_a_pile_is_its_desks_alone(cast: Cast) -> None:
    cast.clerk.post(SCANS, pile=upload(a_pdf(2)))
    scan = Scan.objects.get()
    cast.clerk.post(f"{SCANS}{scan.pk}/split/", first=["1"])
    part = ScanPart.objects.get()
    for stranger in (cast.school_clerk, cast.outsider):
        assert stranger.get(f"{SCANS}{scan.pk}/").status == 404
        assert stranger.get(f"{SCANS}{scan.pk}/page/1.png").status == 404
        assert stranger.get(f"{SCANS}part/{part.pk}/page/1.png").status == 404
        assert stranger.post(f"{SCANS}{scan.pk}/split/", first=["1"]).status == 404
        assert stranger.get(f"{URL}?part={part.pk}").status == 404
        assert stranger.get(scan.file.url if scan.file else "/").status == 404


def test_a_pile_that_is_no_pdf_is_refused(clerk: Browser) -> None:
    page = clerk.post(SCANS, pile=SimpleUploadedFile("กอง.txt", "ข้อความ".encode()))
    assert page.status == 422
    assert not Scan.objects.exists()


def test_the_address_book_is_kept_by_the_registry(cast: Cast) -> None:
    assert cast.clerk.post("/letters/senders/", name="ศาลากลางจังหวัด", phone="077").status == 303
    row = OutsideSender.objects.get()
    assert "ศาลากลางจังหวัด" in cast.clerk.get("/letters/senders/", {"find": "ศาลา"}).text
    assert cast.clerk.post(f"/letters/senders/{row.pk}/", name="").status == 422
    assert cast.clerk.post(f"/letters/senders/{row.pk}/", name="ศาลากลาง").status == 303
    assert cast.school_clerk.get(f"/letters/senders/{row.pk}/").status == 404
    assert cast.officer.get("/letters/senders/").status == 403
