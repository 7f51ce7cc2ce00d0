"""By keyboard alone: every step is reached by Tab, can be seen to be reached, and goes by Enter or Space."""

import pytest

from khet.saraban.services import AskSpec
from khet.saraban.tests import factories as letters
from khet.tests.browser.house import PASSWORD, House, Visit, alone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEEN = """() => { const at = document.activeElement, box = at.getBoundingClientRect(), around = at.closest('label, li');
    const ring = (one, part) => { const look = getComputedStyle(one, part);
        return (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== 'none'; };
    return box.width > 0 && box.height > 0 && [[at], [at, '::after'], [around ?? at]].some((one) => ring(...one)); }"""
HERE = "(selector) => document.activeElement.matches(selector)"
SAID = "() => (document.activeElement.innerText || document.activeElement.value || '').trim()"


def tab_to(visit: Visit, selector: str, words: str = "") -> None:
    """Press Tab until the thing has the focus; the focus is seen on the way there."""
    for _press in range(140):
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate(HERE, selector) and words in visit.page.evaluate(SAID):
            assert visit.page.evaluate(SEEN), f"{selector}: the focus is not seen"
            return
    raise AssertionError(f"Tab never reaches {selector} {words}")


def test_a_school_registers_and_answers_by_keyboard_alone(house: House) -> None:
    asks = [AskSpec("saraban.reply", "แจ้งผู้เข้าประชุม")]
    with alone():
        letters.a_dispatched_letter(house.cast, subject="ทดสอบด้วยแป้นพิมพ์", asks=asks)
    school = house.stranger()
    keys = school.go("/accounts/login/").page.keyboard
    tab_to(school, "#id_login") if not school.page.evaluate(HERE, "#id_login") else None
    keys.type("school_clerk")
    tab_to(school, "#id_password")
    keys.type(PASSWORD)
    keys.press("Enter")
    school.page.wait_for_selector("body.app")
    school.go("/work/")
    tab_to(school, "a.over", "ทดสอบด้วยแป้นพิมพ์")
    keys.press("Enter")
    school.arrive(r"/letters/in/\d+/$")
    tab_to(school, "button", "ลงรับ")
    keys.press("Space")
    school.page.wait_for_selector("text=/ลงรับ\\s*1\\//")
    tab_to(school, "#asks summary")
    if school.page.evaluate("!document.activeElement.parentElement.open"):
        keys.press("Enter")
    tab_to(school, "#asks textarea")
    keys.type("นายวิชัย ครูใหญ่")
    tab_to(school, "#asks button", "ส่งคำตอบ")
    keys.press("Enter")
    school.page.wait_for_selector("#asks >> text=ตอบแล้ว")
    tab_to(school, ".me > summary")
    keys.press("Enter")
    tab_to(school, ".me button", "ออกจากระบบ")
    keys.press("Enter")
    school.page.wait_for_selector("body:not(.app)")
    school.go("/work/").arrive(r"/accounts/login/.*")
    school.close()
