"""A circular goes out to every school and comes back answered: the main road of the house, in a real browser."""

from datetime import date, timedelta

import pytest

from khet.saraban.models import Letter
from khet.tests.browser.house import PHONE, House, Visit, alone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SUBJECT = "แจ้งกำหนดประชุมผู้บริหารโรงเรียน"
LETTER = r"/letters/\d+/$"
IN_A_MONTH = date.today() + timedelta(days=30)


def write(clerk: Visit) -> None:
    """Write a circular to all schools with two asks, and put it before the director."""
    page = clerk.go("/letters/new/external/").page
    page.check("[name=all_schools]")
    page.fill("[name=subject]", SUBJECT)
    page.fill("[name=to_text]", "ผู้อำนวยการโรงเรียนทุกโรงเรียน")
    page.fill("[name=body]", "ด้วยสำนักงานเขตพื้นที่การศึกษาจะจัดประชุมผู้บริหารโรงเรียน\n\nจึงเรียนมาเพื่อโปรดทราบ")
    page.check("[name=circular]")
    for kind in ("saraban.acknowledge", "saraban.reply"):
        page.click(f"[data-ask-add='{kind}']")
    rows = page.locator("[data-ask-row]")
    rows.nth(1).locator("[name$=-label]").fill("แจ้งผู้เข้าประชุม")
    rows.nth(1).locator("[name$=-due]").fill(IN_A_MONTH.isoformat())
    director = page.locator("[name=signer] option", has_text="สมชาย").get_attribute("value")
    page.select_option("[name=signer]", director)
    assert not clerk.scrolls_sideways()
    clerk.press("เสนอลงนาม")
    clerk.arrive(LETTER)


def sign(director: Visit) -> None:
    """Read it, prove who one is, press once."""
    director.press(SUBJECT)
    director.press("ยืนยันตัวตน", within="aside")
    director.page.fill("#id_password", "correct horse 66 schools")
    director.press("ยืนยันและทำต่อ")
    director.arrive(r"/letters/\d+/sign/")
    director.press("ออกเลขและลงนาม", within="aside")
    director.arrive(LETTER)


def answer(school: Visit) -> None:
    """From one's own work: open, register, acknowledge, reply."""
    school.go("/work/").press(SUBJECT)
    assert not school.scrolls_sideways()
    school.press("ลงรับ", within="body")
    school.page.wait_for_selector("main >> text=/^1\\/25\\d\\d$/")
    assert not school.scrolls_sideways()
    school.press("รับทราบ", within="#asks")
    school.page.wait_for_selector("#asks >> text=ตอบแล้ว")
    school.unfold("#asks details", "ตอบ")
    school.page.fill("#asks textarea[name$=-text]", "นายวิชัย ครูใหญ่ เข้าประชุม")
    school.press("ส่งคำตอบ", within="#asks")
    school.page.wait_for_selector("#asks li:nth-of-type(2) >> text=ตอบแล้ว")


def test_a_circular_goes_to_every_school_and_its_wall_turns_green(house: House) -> None:
    clerk = house.stranger()
    clerk.sign_in("clerk")
    write(clerk)
    at = clerk.path
    house.work()

    director = house.visit("director")
    sign(director.go("/letters/sign/"))
    house.work()
    director.close()

    clerk.go(at).press("ส่งถึง 3 แห่ง")
    clerk.page.wait_for_selector("#receivers")
    house.work()
    text = clerk.go(at).text("main")
    assert "ว1" in text
    assert "PDF" in text
    assert clerk.page.locator("img.paper").first.evaluate("one => one.decode().then(() => one.naturalWidth)") > 500

    school = house.stranger(width=PHONE, has_touch=True, is_mobile=True)
    school.sign_in("school_clerk")
    answer(school)
    text = school.go("/letters/registers/received/").text("main")
    assert SUBJECT in text
    assert not school.scrolls_sideways()
    school.close()

    wall = clerk.go(at.replace("/letters/", "/work/wall/saraban.letter/")).text("main")
    assert "ตอบครบ 1 จาก 3 แห่ง" in wall
    assert not clerk.scrolls_sideways()

    for other in ("outsider", "far"):
        there = house.visit(other)
        answer(there)
        there.close()
    house.work()
    clerk.go(at)
    with alone():
        assert Letter.objects.get(subject=SUBJECT).state == Letter.State.CLOSED
    clerk.close()
