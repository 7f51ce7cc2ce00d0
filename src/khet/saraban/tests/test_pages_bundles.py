"""Large files: certificates by the hundred and registers of a year, made in the background and fetched when ready."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from khet.jobs.services import drain
from khet.kernel.errors import Refused
from khet.org.tests.cast import Browser, Cast
from khet.paper import lengthy
from khet.paper.services import page_count, text_of
from khet.saraban import services
from khet.saraban.models import Bundle, Letter, RegisterEntry
from khet.saraban.services import bundling
from khet.saraban.services.rendering import render_letter
from khet.saraban.views import registers
from khet.ui.forms import ThaiDateInput

MANY, RECEIVED = "/letters/numbers/certificates/", "/letters/registers/received/"
CERTIFICATES: dict[str, Any] = {"subject": "เกียรติบัตรวิทยากร", "body": "เป็นวิทยากรอบรม", "thai_digits": "on"}


def written(day: date) -> str:
    return str(ThaiDateInput().format_value(day))


def the_file(browser: Browser, bundle: Bundle) -> bytes:
    bundle.refresh_from_db()
    assert bundle.file is not None
    page = browser.client.get(bundle.file.url)
    assert page.status_code == 200
    return b"".join(page.streaming_content)


def rows_of_a_year(desk_id: int, months: dict[int, int]) -> list[RegisterEntry]:
    """Rows of the received register, so many in each month of 2569."""
    rows, number = [], 0
    for month, count in months.items():
        for _place in range(count):
            number += 1
            day = date(2026, month, 1 + number % 28)
            rows.append(
                RegisterEntry(
                    desk_id=desk_id,
                    book="received",
                    year_be=2569,
                    number=number,
                    registered_on=day,
                    registered_at=timezone.now(),
                    subject=f"เรื่องที่ {number}",
                    letter_no=f"ทด 1/{number}",
                    search_no=f"ทด1/{number}",
                    from_text="มหาวิทยาลัย",
                    state="issued",
                    registered_name="สมมุติ",
                )
            )
    return RegisterEntry.objects.bulk_create(rows, batch_size=500)


def test_certificates_are_numbered_at_once_and_their_papers_come_in_one_zip(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[object] = []

    def drawing(doc: object, **_more: object) -> bytes:
        drawn.append(doc)
        return b""

    monkeypatch.setattr("khet.saraban.services.rendering.paper.render", drawing)
    page = cast.clerk.post(MANY, **CERTIFICATES, names="นายหนึ่ง ใจดี\nนางสอง งาม\nนางสาวสาม")
    bundle = Bundle.objects.get()
    assert page.location == bundle.get_absolute_url()
    shown = cast.clerk.get(page.location)
    assert "กำลังจัดทำ" in shown.text
    assert "0 จาก 3" in shown.text
    assert drawn == []
    monkeypatch.undo()
    drain()
    shown = cast.clerk.get(page.location)
    assert "ไฟล์พร้อมแล้ว" in shown.text
    with ZipFile(BytesIO(the_file(cast.clerk, bundle))) as archive:
        names = archive.namelist()
        whole, second = archive.read(names[0]), archive.read(names[2])
    assert len(names) == 4
    assert names[2].endswith("นางสอง งาม.pdf")
    assert page_count(whole) == 3
    assert "นางสอง งาม" in text_of(second)
    assert "ไฟล์พร้อมแล้ว" in cast.clerk.get("/notices/").text


def test_progress_is_asked_for_as_a_fragment_until_it_is_done(cast: Cast) -> None:
    cast.clerk.post(MANY, **CERTIFICATES, names="นายหนึ่ง\nนางสอง")
    bundle = Bundle.objects.get()
    told: list[tuple[int, int]] = []
    part = cast.clerk.client.get(bundle.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert f'hx-get="{bundle.get_absolute_url()}"' in part
    services.run_bundle(bundle.pk, told=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]
    part = cast.clerk.client.get(bundle.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in part
    assert "ดาวน์โหลด" in part


def test_one_that_cannot_be_made_is_named_and_made_again_later(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(letter_id: int) -> None:
        if Letter.objects.get(pk=letter_id).to_text == "นางสอง งาม":
            raise Refused("ชื่อยาวเกินกว่าจะจัดหน้าได้", code="too_long")
        real(letter_id)

    real = render_letter
    monkeypatch.setattr(bundling, "render_letter", broken)
    cast.clerk.post(MANY, **CERTIFICATES, names="นายหนึ่ง ใจดี\nนางสอง งาม\nนางสาวสาม")
    bundle = Bundle.objects.get()
    services.run_bundle(bundle.pk, told=lambda done, total: None)
    page = cast.clerk.get(bundle.get_absolute_url()).text
    assert "จัดทำไม่ได้ 1 ฉบับ" in page
    assert "นางสอง งาม: ชื่อยาวเกินกว่าจะจัดหน้าได้" in page
    with ZipFile(BytesIO(the_file(cast.clerk, bundle))) as archive:
        assert len(archive.namelist()) == 3
    monkeypatch.undo()
    assert cast.clerk.post(f"{bundle.get_absolute_url()}again/").status == 303
    drain()
    with ZipFile(BytesIO(the_file(cast.clerk, bundle))) as archive:
        assert len(archive.namelist()) == 4
    assert "จัดทำไม่ได้" not in cast.clerk.get(bundle.get_absolute_url()).text


def test_what_nobody_expected_is_named_too_and_keeps_no_other_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.clerk.post(MANY, **CERTIFICATES, names="นายหนึ่ง\nนางสอง")
    bundle, real = Bundle.objects.get(), render_letter
    first = Letter.objects.order_by("pk")[0]
    monkeypatch.setattr(bundling, "render_letter", lambda pk: 1 / 0 if pk == first.pk else real(pk))
    services.run_bundle(bundle.pk, told=lambda done, total: None)
    bundle.refresh_from_db()
    assert [what for what, _why in bundle.failed] == [f"{first.letter_no} นายหนึ่ง"]
    assert bundle.file is not None


def test_another_persons_file_is_not_there(cast: Cast) -> None:
    cast.clerk.post(MANY, **CERTIFICATES, names="นายหนึ่ง")
    drain()
    bundle = Bundle.objects.select_related("file").get()
    assert bundle.file is not None
    for someone in (cast.officer, cast.school_clerk, cast.outsider, cast.sysadmin):
        assert someone.get(bundle.get_absolute_url()).status == 404
        assert someone.post(f"{bundle.get_absolute_url()}again/").status == 404
        assert someone.get(bundle.file.url).status == 404
    assert bundle.name in cast.clerk.get("/letters/made/").text
    assert bundle.name not in cast.officer.get("/letters/made/").text


def test_a_long_register_is_one_file_with_every_row_and_pages_numbered_through(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registers, "MOST_AT_ONCE", 20)
    monkeypatch.setattr(lengthy, "ROWS", 25)
    rows_of_a_year(cast.office.pk, {1: 10, 2: 60, 12: 30})
    days: dict[str, Any] = {"first": written(date(2026, 1, 1)), "last": written(date(2026, 12, 31))}
    page = cast.clerk.get(f"{RECEIVED}pdf/", days)
    assert page.status == 200
    assert "100 รายการ" in page.text
    made = cast.clerk.post(f"{RECEIVED}make/", **days)
    bundle = Bundle.objects.get()
    assert made.location == bundle.get_absolute_url()
    drain()
    pages = text_of(the_file(cast.clerk, bundle)).split("\f")
    numbers = [word for text in pages for word in text.split() if word.startswith("1/")]
    assert sorted(numbers) == sorted(f"1/{number}" for number in range(1, 101))
    assert len(pages) > 3
    for number, text in enumerate(pages, 1):
        assert f"หน้า {number}" in text
        assert "ทะเบียนหนังสือรับ" in text
        assert ("(หน้าสุดท้าย)" in text) == (number == len(pages))
    counts = [len([word for word in text.split() if word.startswith("1/")]) for text in pages]
    assert set(counts[:-1]) == {counts[0]}  # no page is left half empty where two parts meet
    bundle.refresh_from_db()
    assert (bundle.total, bundle.done) == (100, 100)


def test_a_register_of_thousands_of_pages_comes_in_volumes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registers, "MOST_AT_ONCE", 20)
    monkeypatch.setattr(lengthy, "ROWS", 25)
    monkeypatch.setattr(lengthy, "MOST_PAGES", 2)
    rows_of_a_year(cast.office.pk, {1: 100})
    cast.clerk.post(f"{RECEIVED}make/", first=written(date(2026, 1, 1)), last=written(date(2026, 12, 31)))
    drain()
    with ZipFile(BytesIO(the_file(cast.clerk, Bundle.objects.get()))) as archive:
        names = archive.namelist()
        texts = [text_of(archive.read(name)) for name in names]
    assert names[0] == "เล่มที่ 1 หน้า 1-2.pdf"
    assert "หน้า 3" in texts[1]
    found = [word for text in texts for word in text.split() if word.startswith("1/")]
    assert sorted(found) == sorted(f"1/{number}" for number in range(1, 101))


def test_a_long_register_in_excel_is_one_sheet_with_every_row(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registers, "MOST_AT_ONCE", 20)
    rows_of_a_year(cast.office.pk, {1: 1500, 2: 700})
    days: dict[str, Any] = {"first": written(date(2026, 1, 1)), "last": written(date(2026, 12, 31))}
    assert "2,200 รายการ" in cast.clerk.get(f"{RECEIVED}excel/", days).text
    cast.clerk.post(f"{RECEIVED}make/", **days, kind="excel")
    drain()
    sheet = CalamineWorkbook.from_filelike(BytesIO(the_file(cast.clerk, Bundle.objects.get()))).get_sheet_by_index(0)
    assert len(sheet.to_python()) == 2201


def test_a_short_span_is_printed_at_once_and_secret_rows_stay_out_of_the_long_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = rows_of_a_year(cast.office.pk, {3: 5})
    RegisterEntry.objects.filter(pk=rows[0].pk).update(secret_book=True, secrecy=1, subject="หนังสือลับ")
    days: dict[str, Any] = {"first": written(date(2026, 3, 1)), "last": written(date(2026, 3, 31))}
    assert cast.clerk.get(f"{RECEIVED}pdf/", days).content.startswith(b"%PDF")
    cast.clerk.post(f"{RECEIVED}make/", **days)
    drain()
    bundle = Bundle.objects.get()
    text = text_of(the_file(cast.clerk, bundle))
    assert bundle.total == 4
    assert "หนังสือลับ" not in text
    assert "เรื่องที่ 2" in text


def test_days_that_cannot_be_read_make_nothing_and_teachers_of_other_desks_neither(cast: Cast) -> None:
    assert cast.clerk.post(f"{RECEIVED}make/", first="เมื่อวาน").status == 422
    assert cast.pupil.post(f"{RECEIVED}make/", first="1/1/2569").status == 403
    assert cast.clerk.post("/letters/registers/secrets/make/", first="1/1/2569").status == 404
    assert not Bundle.objects.exists()


def test_files_go_after_a_week_and_can_be_made_anew(cast: Cast) -> None:
    cast.clerk.post(MANY, **CERTIFICATES, names="นายหนึ่ง")
    drain()
    bundle = Bundle.objects.select_related("file").get()
    kept = bundle.file
    assert kept is not None
    assert services.sweep_bundles() == 0
    Bundle.objects.update(at=timezone.now() - timedelta(days=8))
    assert services.sweep_bundles() == 1
    kept.refresh_from_db()
    assert kept.discarded_at is not None
    assert not Bundle.objects.exists()


def test_a_killed_job_begins_again_and_finishes_once(cast: Cast) -> None:
    def killed(done: int, total: int) -> None:
        raise KeyboardInterrupt

    cast.clerk.post(MANY, **CERTIFICATES, names="นายหนึ่ง\nนางสอง")
    bundle = Bundle.objects.get()
    with pytest.raises(KeyboardInterrupt):
        services.run_bundle(bundle.pk, told=killed)
    bundle.refresh_from_db()
    assert bundle.file is None
    services.run_bundle(bundle.pk, told=lambda done, total: None)
    services.run_bundle(bundle.pk, told=killed)
    bundle.refresh_from_db()
    assert (bundle.done, bundle.failed) == (2, [])
