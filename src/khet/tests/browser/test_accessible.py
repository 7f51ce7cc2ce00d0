"""Every main page, for everyone who has it: nothing for axe to object to, at the desk and on the phone."""

from collections.abc import Callable, Iterator
from typing import Final

import pytest

from khet.org.tests.cast import Cast
from khet.saraban.services import AskSpec
from khet.saraban.tests import factories as letters
from khet.tests.browser.house import DESKTOP, PHONE, House, Visit, alone, axe
from khet.ui.chrome import THEME_COOKIE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROLES: Final = (
    "director", "deputy", "head", "clerk", "officer", "principal", "school_clerk", "teacher", "pupil", "sysadmin",
)  # fmt: skip
Objections = Callable[..., list[str]]
PAGES: Final = (
    ("clerk", "/letters/new/"),
    ("clerk", "/letters/new/external/"),
    ("clerk", "{draft}edit/"),
    ("clerk", "{letter}"),
    ("clerk", "{wall}"),
    ("clerk", "/letters/in/"),
    ("clerk", "/letters/out/"),
    ("clerk", "/letters/registers/"),
    ("clerk", "/letters/registers/sent/"),
    ("clerk", "/letters/registers/received/"),
    ("clerk", "/letters/receive/"),
    ("clerk", "/letters/scans/"),
    ("clerk", "/letters/numbers/"),
    ("clerk", "/letters/lists/"),
    ("clerk", "/letters/years/"),
    ("director", "/letters/sign/"),
    ("director", "{proposed}sign/"),
    ("school_clerk", "/work/"),
    ("school_clerk", "{delivery}"),
    ("school_clerk", "{new}"),
    ("school_clerk", "/search/"),
    ("school_clerk", "/search/?q=หนังสือ"),
    ("school_clerk", "/search/?q=ไม่มีคำนี้แน่"),
    ("school_clerk", "/notices/"),
    ("school_clerk", "/notices/preferences/"),
    ("teacher", "/org/"),
    ("teacher", "/org/people/"),
    ("teacher", "/org/unit/84010001/"),
    ("teacher", "{person}"),
    ("teacher", "/me/"),
    ("teacher", "/calendar/"),
    ("sysadmin", "/settings/"),
    ("sysadmin", "/calendar/"),
    ("officer", "/org/accounts/"),
)


def lived_in(cast: Cast) -> dict[str, str]:
    """A little of everything, and where it stands."""
    asks = [AskSpec("saraban.acknowledge", "รับทราบหนังสือ"), AskSpec("saraban.reply", "แจ้งผู้เข้าประชุม")]
    delivery = letters.a_registered_delivery(cast, subject="หนังสือเวียนที่ลงรับแล้ว", asks=asks, circular=True)
    new = letters.a_dispatched_letter(cast, subject="หนังสือที่เพิ่งมาถึง", asks=asks, urgency=2)
    proposed = letters.a_proposed_letter(cast.clerk, cast.director, subject="หนังสือรอลงนาม")
    draft = letters.a_letter(cast.clerk, subject="ร่างที่ยังไม่เสนอ")
    letters.an_outside_letter(cast.clerk)
    return {
        "letter": delivery.letter.get_absolute_url(),
        "wall": f"/work/wall/saraban.letter/{delivery.letter_id}/",
        "draft": draft.get_absolute_url(),
        "proposed": proposed.get_absolute_url(),
        "delivery": delivery.get_absolute_url(),
        "new": letters.delivery_at(new, cast.schools[0]).get_absolute_url(),
        "person": cast.principal.person.get_absolute_url(),
    }


@pytest.fixture(scope="module")
def places(house: House) -> dict[str, str]:
    with alone():
        found = lived_in(house.cast)
    house.work()
    return found


@pytest.fixture(scope="module")
def objections(house: House) -> Iterator[Objections]:
    """What there is to object to on a page at the desk, then on a phone; everybody keeps one window for all pages."""
    windows: dict[str, Visit] = {}

    def look(who: str, path: str, theme: str = "") -> list[str]:
        visit = windows.get(who) or windows.setdefault(who, house.visit(who) if who else house.stranger())
        visit.page.context.add_cookies([{"name": THEME_COOKIE, "value": theme, "url": house.address}])
        visit.page.set_viewport_size({"width": DESKTOP, "height": 900})
        answer = visit.page.goto(house.address + path)
        assert answer is not None
        assert answer.status == 200
        found = [f"{DESKTOP}: {one}" for one in axe(visit.page)]
        visit.page.set_viewport_size({"width": PHONE, "height": 900})
        found += [f"{PHONE}: {one}" for one in axe(visit.page)]
        found += [f"{PHONE}: scrolls sideways"] * visit.scrolls_sideways() + visit.complaints
        visit.complaints.clear()
        return found

    yield look
    for visit in windows.values():
        visit.page.context.close()


@pytest.mark.parametrize("who", ROLES)
def test_the_home_of_everyone_is_clean(objections: Objections, places: dict[str, str], who: str) -> None:
    assert objections(who, "/") == []


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_a_main_page_is_clean(objections: Objections, places: dict[str, str], who: str, path: str) -> None:
    assert objections(who, path.format(**places)) == []


@pytest.mark.parametrize("theme", ["dark", "contrast"])
@pytest.mark.parametrize(("who", "path"), [("clerk", "/"), ("clerk", "{letter}"), ("clerk", "{wall}")])
def test_dark_and_contrast_are_clean(
    objections: Objections, places: dict[str, str], who: str, path: str, theme: str
) -> None:
    assert objections(who, path.format(**places), theme) == []


@pytest.mark.parametrize("path", ["/accounts/login/", "/start/", "/forgotten/"])
def test_a_door_is_clean(objections: Objections, path: str) -> None:
    assert objections("", path) == []
