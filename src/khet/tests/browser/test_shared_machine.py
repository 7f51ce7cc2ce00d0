"""A machine that several clerks use: it locks with who was there, and another person takes the keyboard quickly."""

import pytest

from khet.tests.browser.house import PASSWORD, House

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_locked_machine_shows_nothing_and_opens_with_what_was_typed(house: House) -> None:
    clerk = house.stranger()
    clerk.sign_in("school_clerk")
    page = clerk.go("/letters/new/memo/").page
    page.fill("[name=subject]", "พิมพ์ก่อนล็อก")
    page.wait_for_selector("form[data-kept]")
    clerk.go("/me/lock/?next=/letters/new/memo/").press("ล็อกเครื่องนี้", within="body")
    page.wait_for_selector("#id_password")
    assert "มาลี" in clerk.text()
    clerk.go("/letters/in/").arrive(r"/me/lock/.*")
    clerk.go("/me/lock/?next=/letters/new/memo/").page.fill("#id_password", "ไม่ใช่รหัส")
    clerk.press("เปิดและทำงานต่อ", within="body")
    page.wait_for_selector("[aria-invalid], .err-sum, .error:visible")
    page.fill("#id_password", PASSWORD)
    clerk.press("เปิดและทำงานต่อ", within="body")
    clerk.arrive("/letters/new/memo/$")
    assert page.input_value("[name=subject]") == "พิมพ์ก่อนล็อก"
    clerk.close()


def test_another_person_takes_the_keyboard_and_sees_nothing_of_the_first(house: House) -> None:
    machine = house.stranger()
    machine.sign_in("school_clerk")
    machine.go("/me/").press("ใช้เครื่องร่วมกัน")
    page = machine.page
    page.wait_for_selector("text=เป็นเครื่องของฉันคนเดียว")
    machine.go("/letters/new/memo/").page.fill("[name=subject]", "ร่างของมาลี")
    page.wait_for_selector("form[data-kept]")
    machine.go("/me/lock/").press("ล็อกเครื่องนี้", within="body")
    page.wait_for_selector("#id_password")
    machine.press("เปลี่ยนคนใช้เครื่องนี้", within="body")
    page.wait_for_selector("#id_login")
    machine.sign_in("teacher")
    machine.go("/me/lock/").press("ล็อกเครื่องนี้", within="body")
    page.wait_for_selector("#id_password")
    machine.press("เปลี่ยนคนใช้เครื่องนี้", within="body")
    page.wait_for_selector("ul.here")
    page.locator("ul.here a", has_text="มาลี").click()
    page.fill("#id_password", PASSWORD)
    machine.press("เข้าสู่ระบบ", within="form")
    page.wait_for_selector("body.app")
    machine.go("/letters/new/memo/")
    page.wait_for_selector(".notice >> text=นำข้อความที่พิมพ์ค้างไว้กลับมาแล้ว")
    assert page.input_value("[name=subject]") == "ร่างของมาลี"
    machine.close()
