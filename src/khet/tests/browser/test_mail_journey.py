"""A letter that came by e-mail: set up, read, compared, received and confirmed; on the desk and on the phone."""

import pytest

from khet.notify.tests.stand_ins import post_office
from khet.saraban.models import Mail, RegisterEntry
from khet.saraban.tests.mails import ADDRESS, a_mail, a_server
from khet.saraban.tests.mailserver import MailServer
from khet.tests.browser.house import DESKTOP, PHONE, House, Visit, alone, axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fine(visit: Visit) -> None:
    assert axe(visit.page) == []
    assert not visit.scrolls_sideways()


def set_up(clerk: Visit, server: MailServer) -> None:
    page = clerk.go("/letters/settings/mail/").page
    fine(clerk)
    for name, value in {
        "address": ADDRESS,
        "host": "127.0.0.1",
        "port": str(server.port),
        "user": server.user,
        "password": server.password,
    }.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=tls]", "none")
    clerk.press("ทดสอบการเชื่อมต่อ")
    page.wait_for_selector("main >> text=มีจดหมาย 2 ฉบับ")
    fine(clerk)
    clerk.press("บันทึกตู้จดหมาย")
    page.wait_for_selector("text=บันทึกตู้จดหมายแล้ว")


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_mail_is_read_received_and_confirmed(house: House, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    subject = f"ที่ กค 0403/ว {width} ลงวันที่ 5 มกราคม 2569 เรื่อง แจ้งการปรับปรุงระบบ"
    with a_server(monkeypatch, validity=width) as server, post_office() as post:
        for name, value in (("SMTP_HOST", "127.0.0.1"), ("SMTP_PORT", str(post.port)), ("SMTP_TLS", "none")):
            monkeypatch.setenv(f"KHET_{name}", value)
        monkeypatch.setenv("KHET_MAIL_FROM", "hub@khet.example")
        server.put(a_mail(subject=subject, message_id=f"<{width}@x.example>").as_bytes())
        odd = [("winmail.dat", b"\x78\x9f\x3e\x22" + bytes(range(256)), "application/ms-tnef")]
        spam = f"โปรโมชั่นพิเศษ {width}"
        server.put(a_mail(subject=spam, sender="x <x@spam.example>", message_id=f"<s{width}@x>", files=odd).as_bytes())
        clerk = house.visit("clerk", width=width)
        set_up(clerk, server)
        clerk.go("/letters/mail/").press("ตรวจเดี๋ยวนี้")
        clerk.page.wait_for_selector("text=กำลังตรวจตู้จดหมาย")
        house.work()
        clerk.go("/letters/mail/")
        fine(clerk)
        clerk.press(spam)
        clerk.page.wait_for_selector("text=ไม่เก็บไฟล์ winmail.dat")
        fine(clerk)
        clerk.press("ไม่ใช่หนังสือราชการ")
        clerk.page.wait_for_selector("main >> text=นำกลับมารอลงรับ")
        fine(clerk)
        clerk.press("จดหมายฉบับถัดไป")
        clerk.page.wait_for_selector(f"[name=letter_no][value='กค 0403/ว{width}']")
        fine(clerk)
        clerk.press("ลงรับ", within="#receive form")
        clerk.page.wait_for_selector("main >> text=ลงรับแล้ว")
        fine(clerk)
        clerk.press("ตอบยืนยันการได้รับ")
        clerk.page.wait_for_selector("#receipt >> text=กำลังส่ง")
        house.work()
        clerk.page.reload()
        clerk.page.wait_for_selector("#receipt >> text=ตอบรับแล้ว")
        with alone():
            mail = Mail.objects.get(receipt="sent", subject=subject)
            entry = RegisterEntry.objects.get(letter=mail.letter)
        assert f"เลขรับ {entry.number}/{entry.year_be}" in str(post.mails[-1]["Subject"])
        clerk.close()
