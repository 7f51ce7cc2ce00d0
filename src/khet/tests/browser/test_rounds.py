"""A circular becomes a data round: asked once, filled in on a phone, certified, accepted, locked; in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Page

from khet.collect.models import Round, Submission
from khet.collect.services import rounds, submissions
from khet.collect.tests import factories_rounds as make
from khet.saraban.models import Letter
from khet.tests.browser.house import DESKTOP, PHONE, House, Visit, alone, axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SUBJECT = "ขอให้ส่งข้อมูลคอมพิวเตอร์"
LETTER = r"/letters/\d+/$"
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const options = { clipboardData: data, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
}"""


def write(officer: Visit, title: str) -> None:
    """A circular to all schools that asks for the planned round."""
    page = officer.go("/letters/new/external/").page
    page.check("[name=all_schools]")
    page.fill("[name=subject]", SUBJECT)
    page.fill("[name=to_text]", "ผู้อำนวยการโรงเรียนทุกโรงเรียน")
    page.fill("[name=body]", "ด้วยเขตจะสำรวจคอมพิวเตอร์\n\nจึงเรียนมาเพื่อโปรดทราบ")
    page.check("[name=circular]")
    page.click("[data-ask-add='collect.submit']")
    page.wait_for_selector("[name$=-options-what]")
    page.select_option("[name$=-options-what]", label=title)
    director = page.locator("[name=signer] option", has_text="สมชาย").get_attribute("value")
    page.select_option("[name=signer]", director)
    assert not officer.scrolls_sideways()
    officer.press("เสนอลงนาม")
    officer.arrive(LETTER)


def prove(visit: Visit) -> None:
    visit.page.fill("#id_password", "correct horse 66 schools")
    visit.press("ยืนยันและทำต่อ")


def sign(director: Visit) -> None:
    director.press(SUBJECT)
    director.press("ยืนยันตัวตน", within="aside")
    prove(director)
    director.arrive(r"/letters/\d+/sign/")
    director.press("ออกเลขและลงนาม", within="aside")
    director.arrive(LETTER)


def box(page: Page, path: str) -> Any:
    return page.locator(f'[data-path="{path}"]')


def saved(page: Page) -> None:
    page.wait_for_selector("[data-saved] >> text=บันทึกแล้ว")


def fill(school: Visit) -> None:
    """On a phone, over a line that drops: what was typed meanwhile goes when the line is back."""
    page = school.go("/work/").page
    school.press("กรอกแบบข้อมูล")
    school.arrive(r"/collect/given/\d+/$")
    assert not school.scrolls_sideways()
    assert axe(page) == []
    box(page, "computers").fill("๔๐")
    box(page, "broken").fill("3")
    saved(page)
    assert page.inner_text("[data-computed=working]") == "37"
    page.context.set_offline(True)
    box(page, "has_line").select_option("true")
    box(page, "by_class/311/m").fill("20")
    page.wait_for_selector("[data-unsent]:visible")
    assert "ค้างส่ง" in page.inner_text("[data-unsent]")
    page.context.set_offline(False)
    page.wait_for_selector("[data-unsent]", state="hidden", timeout=15000)
    box(page, "speed").fill("200")
    box(page, "kind").select_option("fiber")
    for path, value in (("by_class/311/f", "22"), ("by_class/312/m", "19"), ("by_class/312/f", "24")):
        box(page, path).fill(value)
    assert page.inner_text("[data-sum-all]") == "85"
    school.press("ส่งให้ผู้อำนวยการรับรอง")
    page.wait_for_selector("main >> text=รอผู้อำนวยการรับรอง")
    assert not school.scrolls_sideways()
    school.complaints = [each for each in school.complaints if "ERR_INTERNET_DISCONNECTED" not in each]


def certify(principal: Visit) -> None:
    principal.go("/work/").press("รับรองข้อมูล")
    principal.arrive(r"/collect/given/\d+/$")
    principal.press("ยืนยันตัวตน", within="aside")
    prove(principal)
    principal.arrive(r"/collect/given/\d+/$")
    assert axe(principal.page) == []
    principal.press("รับรองข้อมูล", within="aside")
    principal.page.wait_for_selector("main >> text=รับรองแล้ว")


def test_a_circular_becomes_a_round_and_closes_when_the_last_answer_is_in(house: House) -> None:
    with alone():
        round_ = make.a_planned_round(house.cast.officer)
    officer = house.stranger()
    officer.sign_in("officer")
    write(officer, round_.title)
    letter_path = officer.path
    house.work()

    director = house.visit("director")
    sign(director.go("/letters/sign/"))
    house.work()
    director.close()
    officer.go(letter_path).press("ส่งถึง 3 แห่ง")
    officer.page.wait_for_selector("#receivers")
    house.work()

    school = house.stranger(width=PHONE, has_touch=True, is_mobile=True)
    school.sign_in("school_clerk")
    fill(school)
    school.close()
    principal = house.visit("principal")
    certify(principal)
    principal.close()

    text = officer.go(letter_path).text("main")
    assert "ส่งแล้ว 1 จาก 3" in text
    with alone():
        for given in Submission.objects.filter(round=round_).exclude(unit=house.cast.schools[0]):
            given.round = Round.objects.get(pk=round_.pk)
            make.fill(house.cast.officer, given, **make.ENOUGH)
            submissions.record_by_phone(actor=house.cast.officer.actor, given=given, via="phone", note="ครูดำ")
    text = officer.go(letter_path).text("main")
    assert "ส่งครบ 3 จาก 3" in text
    with alone():
        assert Letter.objects.get(subject=SUBJECT).state == Letter.State.CLOSED

    officer.press("ส่งครบ 3 จาก 3")
    officer.arrive(r"/collect/rounds/\d+/$")
    assert axe(officer.page) == []
    officer.page.locator("thead input[type=checkbox]").check()
    officer.press("รับแบบที่เลือก")
    officer.page.wait_for_selector("main >> text=รับแบบแล้ว 3 แห่ง")
    officer.press("ปิดรอบ", within="#lock")
    officer.page.wait_for_selector("main >> text=ลายนิ้วมือของข้อมูล")
    officer.close()


def test_two_clerks_in_one_form_lose_no_cell(house: House) -> None:
    with alone():
        round_ = make.an_open_round(house.cast.officer, title="รอบสองคน")
        given = make.of_unit(round_, house.cast.schools[0])
    first, second = house.visit("school_clerk", width=DESKTOP), house.visit("principal", width=PHONE)
    for each in (first, second):
        each.go(given.get_absolute_url())
    box(first.page, "computers").fill("40")
    box(first.page, "by_class/311/m").fill("11")
    saved(first.page)
    box(second.page, "computers").fill("41")
    box(second.page, "broken").fill("2")
    second.page.wait_for_selector(".conflict")
    assert "มาลี" in second.page.inner_text(".conflict")
    assert axe(second.page) == []
    assert not second.scrolls_sideways()
    assert box(second.page, "by_class/311/m").input_value() == "11"
    second.page.locator(".conflict button", has_text="41").click()
    second.page.wait_for_selector(".conflict", state="detached")
    saved(second.page)
    second.page.wait_for_timeout(500)
    with alone():
        values = dict(given.cells.values_list("path", "value"))
    assert values == {"computers": "41", "broken": "2", "by_class/311/m": "11"}
    second.close()

    page = first.page
    start = box(page, "by_class/311/m")
    start.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.path") == "by_class/312/m"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.path") == "by_class/311/f"
    page.evaluate(PASTE, "21\t5\r\n22\tสิบ\r\n9")
    assert "วางแล้ว 2 ช่อง" in page.inner_text("[data-told]")
    assert "ไม่รับ 3 ค่า" in page.inner_text("[data-told]")
    assert page.inner_text("[data-sum-all]") == "54"
    first.close()


def test_a_round_that_closed_meanwhile_keeps_what_was_typed(house: House) -> None:
    with alone():
        round_ = make.an_open_round(house.cast.officer, title="รอบที่ปิด")
        given = make.of_unit(round_, house.cast.schools[0])
    school = house.visit("school_clerk")
    page = school.go(given.get_absolute_url()).page
    with alone():
        gaps = list(round_.submissions.values_list("pk", flat=True))
        rounds.lock_all(actor=house.cast.officer.actor, round_=round_, gaps_confirmed=gaps)
    box(page, "computers").fill("77")
    page.wait_for_selector("[data-unsent]:visible")
    assert "ดาวน์โหลด" in page.inner_text("[data-unsent]")
    with page.expect_download() as found:
        page.click("[data-download-unsent]")
    assert "77" in found.value.path().read_text(encoding="utf-8")
    assert box(page, "computers").input_value() == "77"
    school.complaints = [each for each in school.complaints if "409" not in each]
    school.close()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_every_page_of_rounds_is_readable_by_all(house: House, width: int) -> None:
    with alone():
        form = make.a_form(house.cast.officer, title=f"แบบสำรวจ {width}")
        planned = make.a_planned_round(house.cast.officer, form, title=f"รอบเตรียม {width}")
        opened = make.an_open_round(house.cast.officer, form, title=f"รอบเปิด {width}")
        cast = house.cast
        given = make.certified(cast.school_clerk, cast.principal, make.of_unit(opened, cast.schools[0]))
    pages = ["/collect/", "/collect/rounds/", "/collect/rounds/new/", planned.get_absolute_url()]
    pages += [opened.get_absolute_url(), given.get_absolute_url()]
    pages += [f"{make.of_unit(opened, house.cast.schools[1]).get_absolute_url()}{query}" for query in ("", "?phone=1")]
    officer = house.visit("officer", width=width)
    found = {path: axe(officer.go(path).page) for path in pages if not officer.go(path).scrolls_sideways()}
    assert found == {path: [] for path in pages}
    officer.close()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_form_handed_to_a_teacher_is_filled_in_and_given_back(house: House, width: int) -> None:
    with alone():
        cast = house.cast
        opened = make.an_open_round(cast.officer, title=f"รอบมอบครู {width}")
        given = make.of_unit(opened, cast.schools[0])
    url = given.get_absolute_url()
    clerk = house.visit("school_clerk", width=width).go(url)
    clerk.press("มอบให้ผู้กรอก")
    clerk.arrive(rf"{url}hand/$")
    assert axe(clerk.page) == []
    assert not clerk.scrolls_sideways()
    clerk.page.select_option("[name=to]", str(cast.teacher.person.pk))
    clerk.press("มอบให้กรอก")
    clerk.arrive(rf"{url}$")
    assert cast.teacher.person.full_name in clerk.text("aside")
    teacher = house.visit("teacher", width=width).go("/work/")
    teacher.page.click(f"text=รอบมอบครู {width}")
    teacher.arrive(rf"{url}$")
    assert axe(teacher.page) == []
    assert not teacher.scrolls_sideways()
    teacher.page.fill("[data-path=computers]", "40")
    teacher.page.wait_for_selector("[data-saved]:has-text('บันทึกแล้ว')")
    teacher.press("กรอกเสร็จแล้ว แจ้งผู้มอบ")
    teacher.arrive("/work/")
    clerk.page.reload()
    assert clerk.page.input_value("[data-path=computers]") == "40"
    clerk.close()
    teacher.close()
