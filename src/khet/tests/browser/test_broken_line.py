"""A dropped line and an ended session lose nothing that was typed."""

from pathlib import Path

import pytest

from khet.saraban.models import Letter
from khet.saraban.tests import factories as letters
from khet.tests.browser.house import House, alone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_dropped_line_keeps_the_draft_and_the_upload_goes_on(house: House, tmp_path: Path) -> None:
    big = tmp_path / "แผนผัง.pdf"
    big.write_bytes(letters.PDF + b"%" + b"x" * 3_000_000 + b"\n%%EOF\n")
    clerk = house.visit("clerk")
    page = clerk.go("/letters/new/memo/").page
    pieces: list[int] = []

    def drop(route: object) -> None:
        pieces.append(1)
        if len(pieces) == 2:
            route.abort("internetdisconnected")  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/files/upload/*", lambda route: drop(route) if route.request.method == "PATCH" else route.continue_())
    page.set_input_files("khet-upload input[type=file]", big)
    page.wait_for_selector("khet-upload >> text=สัญญาณขาด")
    page.context.set_offline(True)
    page.fill("[name=subject]", "พิมพ์ระหว่างสัญญาณขาด")
    page.wait_for_selector("form[data-kept]")
    assert page.is_visible("[data-offline]")
    page.context.set_offline(False)
    page.wait_for_selector("khet-upload li[data-token]")
    assert not page.is_visible("[data-offline]")
    clerk.press("บันทึกร่าง")
    clerk.arrive(r"/letters/\d+/(edit/)?$")
    with alone():
        letter = Letter.objects.get(subject="พิมพ์ระหว่างสัญญาณขาด")
        assert [each.file.size for each in letter.files.all()] == [big.stat().st_size]
    clerk.complaints = [each for each in clerk.complaints if "ERR_INTERNET_DISCONNECTED" not in each]
    clerk.close()


def test_what_was_typed_is_back_after_the_session_ended_elsewhere(house: House) -> None:
    clerk = house.stranger()
    clerk.sign_in("clerk")
    page = clerk.go("/letters/new/memo/").page
    page.fill("[name=subject]", "พิมพ์ก่อนหมดเวลา")
    page.wait_for_selector("form[data-kept]")
    with alone():
        from django.contrib.sessions.models import Session

        Session.objects.all().delete()
    clerk.press("บันทึกร่าง")
    page.wait_for_selector("#id_login")
    page.fill("#id_login", "clerk")
    page.fill("#id_password", "correct horse 66 schools")
    clerk.press("เข้าสู่ระบบ")
    page.wait_for_selector("body.app")
    clerk.go("/letters/new/memo/")
    page.wait_for_selector(".notice >> text=นำข้อความที่พิมพ์ค้างไว้กลับมาแล้ว")
    assert page.input_value("[name=subject]") == "พิมพ์ก่อนหมดเวลา"
    with alone():
        assert not Letter.objects.filter(subject="พิมพ์ก่อนหมดเวลา").exists()
    clerk.close()
