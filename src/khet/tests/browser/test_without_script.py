"""The same road without JavaScript: written, signed, sent, registered, answered."""

import pytest

from khet.tests.browser.house import House
from khet.tests.browser.test_journey import IN_A_MONTH, LETTER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SUBJECT = "หนังสือที่เขียนโดยไม่มีสคริปต์"


def test_a_letter_goes_out_and_is_answered_without_script(house: House) -> None:
    clerk = house.visit("clerk", java_script_enabled=False)
    page = clerk.go("/letters/new/external/").page
    page.check("[name=all_schools]")
    page.fill("[name=subject]", SUBJECT)
    page.fill("[name=to_text]", "ผู้อำนวยการโรงเรียนทุกโรงเรียน")
    page.fill("[name=body]", "ด้วยสำนักงานจะจัดประชุม\n\nจึงเรียนมาเพื่อโปรดทราบ")
    page.select_option("[name=signer]", str(house.cast.people["director"].post_held.pk))
    page.click("[data-ask-add='saraban.reply']")
    row = page.locator("[data-ask-row]").first
    row.locator("[name$=-label]").fill("แจ้งผู้เข้าประชุม")
    row.locator("[name$=-due]").fill(IN_A_MONTH.isoformat())
    clerk.press("เสนอลงนาม")
    clerk.arrive(LETTER)
    at = clerk.path
    house.work()

    director = house.visit("director", java_script_enabled=False)
    director.go(at).press("อ่านและลงนาม", within="aside")
    director.press("ยืนยันตัวตน", within="aside")
    director.page.fill("#id_password", "correct horse 66 schools")
    director.press("ยืนยันและทำต่อ")
    director.press("ออกเลขและลงนาม", within="aside")
    director.arrive(LETTER)
    director.close()
    house.work()
    clerk.go(at).press("ส่งถึง 3 แห่ง")
    house.work()

    school = house.visit("school_clerk", java_script_enabled=False)
    school.go("/work/").press(SUBJECT)
    school.press("ลงรับ", within="aside")
    school.unfold("#asks details", "ตอบ")
    school.page.fill("#asks textarea[name$=-text]", "นายวิชัย ครูใหญ่")
    school.press("ส่งคำตอบ", within="#asks")
    assert "ตอบแล้ว" in school.text("#asks")
    school.close()
    assert "ตอบครบ 1 จาก 3 แห่ง" in clerk.go(at.replace("/letters/", "/work/wall/saraban.letter/")).text("main")
    clerk.close()
