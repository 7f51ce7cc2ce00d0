"""Who may open which page of letters: another unit's is not there, a secret one is only for those named."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, reverse

from khet.jobs.services import drain
from khet.org.models import UnitGroup
from khet.org.tests.cast import Browser, Cast
from khet.saraban import services
from khet.saraban.models import Delivery, Letter
from khet.saraban.services import Recipients
from khet.saraban.tests import factories as make
from khet.saraban.urls_letters import letter_urls
from khet.work.models import WorkItem

SUBJECT = "เรื่องที่ผู้อื่นไม่ควรเห็น"
LISTS = {"list", "drop_list", "glass", "glass_letter", "glass_file"}  # not of a letter of ours


def addresses(letter: Letter, delivery: Delivery, item: WorkItem) -> Iterator[str]:
    """Every address of pages A that names a letter or a delivery."""
    for found in letter_urls:
        assert isinstance(found, URLPattern)
        names = found.pattern.converters
        if "pk" not in names or found.name in LISTS:
            continue
        inside = str(found.pattern).startswith("letters/in/")
        known: dict[str, Any] = {"page": 1, "delivery": delivery.pk, "item": item.pk}
        known["pk"] = delivery.pk if inside else letter.pk
        yield reverse(f"saraban:{found.name}", kwargs={name: known[name] for name in names})


def opened_by(browser: Browser, where: str) -> set[int]:
    return {browser.get(where).status, browser.post(where).status}


def test_another_schools_letter_is_not_there(cast: Cast) -> None:
    letter = make.a_dispatched_letter(cast, units=cast.schools[:1], asks=(make.ACKNOWLEDGE,), subject=SUBJECT)
    delivery = make.delivery_at(letter, cast.schools[0])
    item = WorkItem.objects.get(subject_id=delivery.pk, kind="saraban.acknowledge")
    for where in addresses(letter, delivery, item):
        assert opened_by(cast.outsider, where) <= {404, 405}, where


def test_a_draft_is_not_there_for_those_it_was_not_shown_to(cast: Cast) -> None:
    letter = make.a_letter(cast.officer, subject=SUBJECT)
    for browser in (cast.outsider, cast.principal, cast.teacher, cast.sysadmin):
        assert browser.get(letter.get_absolute_url()).status == 404
        assert browser.get(f"/letters/{letter.pk}/edit/").status == 404
        assert browser.post(f"/letters/preview/{letter.pk}/", subject="ลอง").status == 404


def a_secret_letter(cast: Cast) -> Letter:
    letter = make.a_ready_letter(cast.officer, cast.director, subject=SUBJECT, secrecy=1)
    to = Recipients(person_ids=(cast.principal.person.pk,))
    services.dispatch(actor=cast.officer.actor, letter=letter, to=to, asks=(make.ACKNOWLEDGE,))
    drain()
    return letter


@pytest.mark.parametrize("role", ["clerk", "deputy", "head", "school_clerk", "teacher", "outsider", "sysadmin"])
def test_a_secret_letter_stands_on_no_page_of_others(cast: Cast, role: str) -> None:
    letter = a_secret_letter(cast)
    delivery = letter.deliveries.get()
    item = WorkItem.objects.get(subject_id=delivery.pk, kind="saraban.acknowledge")
    browser = cast.people[role]
    for where in addresses(letter, delivery, item):
        assert opened_by(browser, where) <= {404, 405}, where
    for where in ("/", "/letters/in/", "/letters/out/", "/letters/new/", "/letters/sign/", "/letters/new/?q=เรื่อง"):
        assert SUBJECT not in browser.get(where, follow=True).text, where


def test_those_named_read_a_secret_letter(cast: Cast) -> None:
    letter = a_secret_letter(cast)
    delivery = letter.deliveries.get()
    page = cast.principal.get(delivery.get_absolute_url())
    assert SUBJECT in page.text
    assert cast.principal.get(f"{delivery.get_absolute_url()}page/1.png").status == 200
    assert SUBJECT in cast.officer.get(letter.get_absolute_url()).text


def test_a_letter_leads_the_receiver_to_the_own_delivery(cast: Cast) -> None:
    letter = make.a_dispatched_letter(cast)
    delivery = make.delivery_at(letter, cast.schools[0])
    assert cast.school_clerk.get(letter.get_absolute_url()).location == delivery.get_absolute_url()


def test_a_list_of_another_desk_is_not_there(cast: Cast) -> None:
    made = cast.clerk.post("/letters/lists/", name="โรงเรียนบนเกาะ", units=[cast.schools[1].pk])
    assert made.status == 303
    page = cast.clerk.get("/letters/lists/").text
    assert "โรงเรียนบนเกาะ" in page
    pk = UnitGroup.objects.get().pk
    assert cast.outsider.get(f"/letters/lists/{pk}/").status == 404
    assert cast.outsider.post(f"/letters/lists/{pk}/drop/").status == 404
    changed = cast.clerk.post(f"/letters/lists/{pk}/", name="เกาะ", units=[cast.schools[0].pk, cast.schools[1].pk])
    assert changed.status == 303
    assert cast.clerk.post(f"/letters/lists/{pk}/drop/").status == 303
    assert f"/letters/lists/{pk}/" not in cast.clerk.get("/letters/lists/").text
