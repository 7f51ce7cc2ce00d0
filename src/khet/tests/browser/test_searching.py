"""The one box: by keyboard from anywhere, results as one types, and as a plain form without script."""

import pytest

from khet.saraban.tests import factories as letters
from khet.search import services as search
from khet.tests.browser.house import DESKTOP, PHONE, House, alone, axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SUBJECT = "ขอเชิญประชุมผู้บริหารโรงเรียนขยายโอกาส"


@pytest.fixture(scope="module")
def letter_url(house: House) -> str:
    with alone():
        letter = letters.a_dispatched_letter(house.cast, subject=SUBJECT)
        search.rebuild()
        return str(letter.get_absolute_url())


def test_a_letter_is_reached_by_keyboard_alone_from_any_page(house: House, letter_url: str) -> None:
    visit = house.visit("clerk").go("/work/")
    keys = visit.page.keyboard
    keys.press("/")
    keys.type("ประชุมผู้บริ", delay=30)
    visit.page.wait_for_selector(f"#suggested a[href='{letter_url}']")
    assert visit.page.get_attribute(".find input", "aria-expanded") == "true"
    assert not axe(visit.page)
    keys.press("ArrowDown")
    assert visit.page.get_attribute(".find input", "aria-activedescendant") == "suggest-1"
    keys.press("ArrowUp")
    assert visit.page.get_attribute(".find input", "aria-activedescendant") is None
    keys.press("Escape")
    visit.page.wait_for_selector("#suggested", state="hidden")
    keys.type("ห", delay=30)
    visit.page.wait_for_selector("#suggested a")
    keys.press("ArrowDown")
    keys.press("Enter")
    visit.arrive(rf"{letter_url}$")
    visit.close()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_results_come_as_one_types_and_stay_in_the_address(house: House, letter_url: str, width: int) -> None:
    visit = house.visit("clerk", width=width).go("/search/")
    visit.page.focus("#find-q")
    visit.page.keyboard.type("ขยายโอกา", delay=30)
    visit.page.wait_for_selector(f"#found a.over[href='{letter_url}']")
    visit.page.wait_for_selector("#found mark")
    assert "q=" in visit.page.url
    assert not axe(visit.page)
    visit.page.keyboard.press("ArrowDown")
    assert visit.page.evaluate("document.activeElement.matches('#found a.over')")
    visit.page.keyboard.press("Escape")
    assert visit.page.evaluate("document.activeElement.id") == "find-q"
    visit.page.reload()
    visit.page.wait_for_selector(f"#found a.over[href='{letter_url}']")
    visit.close()
