"""The front door of letters in tests: what a page posts, without typing it again in every test."""

import time
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY

from khet.org.tests.cast import Browser, Cast, Page
from khet.saraban import services
from khet.saraban.models import Letter

BODY = "ด้วยสำนักงานเขตพื้นที่การศึกษาจะจัดประชุมผู้บริหารโรงเรียน\n\nจึงเรียนมาเพื่อโปรดทราบ"


def prove(browser: Browser) -> None:
    """As if the password had been given a moment ago."""
    session = browser.client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(browser.account.pk)
    session.save()


def compose(browser: Browser, url: str = "/letters/new/external/", *, follow: bool = False, **parts: Any) -> Page:
    """Post the page of writing; asks as [(kind, label, day)]."""
    asks = parts.pop("asks", [])
    typed: dict[str, Any] = {
        "kind": "external",
        "subject": "ขอเชิญประชุมผู้บริหารโรงเรียน",
        "salutation": "เรียน",
        "to_text": "ผู้อำนวยการโรงเรียนทุกโรงเรียน",
        "body": BODY,
        "closing": "ขอแสดงความนับถือ",
        "urgency": "0",
        "secrecy": "0",
        "thai_digits": "on",
        "asks-count": str(len(asks)),
        "do": "save",
        **parts,
    }
    for place, (kind, label, day) in enumerate(asks):
        typed |= {f"ask-{place}-kind": kind, f"ask-{place}-label": label, f"ask-{place}-due": day}
    return browser.post(url, follow=follow, **typed)


def latest() -> Letter:
    return Letter.objects.latest("pk")


def sign(browser: Browser, letter: Letter) -> Page:
    """Prove who one is and press ออกเลขและลงนาม on what the page shows."""
    prove(browser)
    return browser.post(f"/letters/{letter.pk}/sign/now/", content=services.content_hash(letter))


def proposed(cast: Cast, **parts: Any) -> Letter:
    """Written and put before the director by the central clerk, through the page."""
    director = cast.director.post_held.pk
    made = compose(cast.clerk, signer=director, do="propose", all_schools="on", **parts)
    assert made.status == 303, made.text
    return latest()


def typed(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields whose names are made up of an item's id."""
    return fields
