"""The lists of letters that came and that go out, and what is done to many at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khet.org.tests.cast import Browser, Cast
from khet.saraban import services
from khet.saraban.models import Delivery
from khet.saraban.tests import factories as make

IN, OUT, MANY = "/letters/in/", "/letters/out/", "/letters/in/many/"


def queries(browser: Browser, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(url).status == 200
    return len(seen)


def test_a_letter_that_came_waits_for_the_registry_then_for_its_holder_then_is_done(cast: Cast) -> None:
    letter = make.a_dispatched_letter(cast)
    delivery = make.delivery_at(letter, cast.schools[0])
    clerk = cast.school_clerk
    assert letter.subject in clerk.get(IN).text
    services.register_delivery(actor=clerk.actor, delivery=delivery)
    assert letter.subject not in clerk.get(IN).text
    assert letter.subject in clerk.get(IN, {"tab": "work"}).text
    services.endorse(actor=clerk.actor, delivery=delivery, order="close")
    assert letter.subject not in clerk.get(IN, {"tab": "work"}).text
    assert letter.subject in clerk.get(IN, {"tab": "done"}).text
    assert letter.subject in clerk.get(IN, {"tab": "all"}).text


def test_many_are_registered_at_once_in_the_order_they_came(cast: Cast) -> None:
    letters = [make.a_dispatched_letter(cast, subject=f"เรื่องที่ {n}") for n in (1, 2, 3)]
    rows = [make.delivery_at(letter, cast.schools[0]) for letter in letters]
    page = cast.school_clerk.post(MANY, do="register", pick=[row.pk for row in reversed(rows)], next=IN, follow=True)
    assert "ลงรับแล้ว 3 ฉบับ เลข 1–3" in page.text
    assert [row.entries.get().number for row in rows] == [1, 2, 3]


def test_many_are_acknowledged_at_once(cast: Cast) -> None:
    letters = [make.a_dispatched_letter(cast, asks=(make.ACKNOWLEDGE,)) for _ in range(2)]
    rows = [make.delivery_at(letter, cast.schools[0]) for letter in letters]
    page = cast.school_clerk.post(MANY, do="acknowledge", pick=[row.pk for row in rows], next=IN, follow=True)
    assert "รับทราบแล้ว 2 เรื่อง" in page.text


def test_many_are_assigned_after_saying_to_whom(cast: Cast) -> None:
    rows = [make.an_outside_letter(cast.clerk, letter_no=f"ก {n}") for n in (1, 2)]
    picks = [row.pk for row in rows]
    asked = cast.clerk.post(MANY, do="assign", pick=picks, next=IN)
    assert asked.status == 200
    assert "เรื่องที่จะมอบ 2 เรื่อง" in asked.text
    unsaid = cast.clerk.post(MANY, do="assign", pick=picks, next=IN, to="", note="")
    assert unsaid.status == 422
    done = cast.clerk.post(MANY, do="assign", pick=picks, next=IN, to=cast.head.post_held.pk, note="โปรดดำเนินการ")
    assert done.status == 303
    assert {Delivery.objects.get(pk=pk).holder_post_id for pk in picks} == {cast.head.post_held.pk}


def test_nothing_ticked_and_strangers_letters_are_refused(cast: Cast) -> None:
    theirs = make.delivery_at(make.a_dispatched_letter(cast, units=[cast.schools[0]]), cast.schools[0])
    assert cast.outsider.post(MANY, do="register", next=IN).status == 409
    assert cast.outsider.post(MANY, do="register", pick=[theirs.pk], next=IN).status == 409
    theirs.refresh_from_db()
    assert theirs.registered_at is None


def test_a_foreign_way_back_leads_home(cast: Cast) -> None:
    row = make.an_outside_letter(cast.clerk, register=False)
    page = cast.clerk.post(MANY, do="register", pick=[row.pk], next="https://evil.example/")
    assert page.location == "/"


def test_another_schools_list_does_not_hold_our_letter(cast: Cast) -> None:
    letter = make.a_dispatched_letter(cast, units=[cast.schools[0]])
    assert letter.subject not in cast.outsider.get(IN, {"tab": "all"}).text
    assert letter.subject not in cast.pupil.get(IN, {"tab": "all"}).text
    assert letter.subject not in cast.teacher.get(IN, {"tab": "all"}).text


def test_a_draft_walks_through_the_tabs_of_letters_that_go_out(cast: Cast) -> None:
    letter = make.a_letter(cast.officer)

    def stands(tab: str) -> bool:
        return letter.subject in cast.officer.get(OUT, {"tab": tab}).text

    assert stands("draft")
    services.submit_for_review(actor=cast.officer.actor, letter=letter, to_post=cast.head.post_held)
    assert stands("review")
    services.approve_draft(actor=cast.head.actor, letter=letter)
    assert stands("draft")
    services.propose_to_sign(actor=cast.officer.actor, letter=letter, signer_post=cast.director.post_held)
    assert stands("sign")
    make.sign(cast.director, letter)
    assert stands("send")
    assert not any(stands(tab) for tab in ("draft", "review", "sign", "waiting", "closed"))


def test_a_secret_letter_is_on_nobody_elses_list(cast: Cast) -> None:
    make.a_letter(cast.officer, subject="ร่างลับ", secrecy=1)
    make.an_outside_letter(cast.clerk, subject="รับลับ", secrecy=1)
    for person in (cast.head, cast.deputy, cast.sysadmin, cast.outsider):
        for url in (OUT, IN + "?tab=all", IN + "?find=ลับ&tab=all", OUT + "?find=ลับ"):
            text = person.get(url).text
            assert "ร่างลับ" not in text
            assert "รับลับ" not in text


@pytest.mark.parametrize("query", ["tab=zzz", "urgency=9", "page=x", "mine=on", "find=%00"])
def test_odd_filters_still_show_the_list(clerk: Browser, query: str) -> None:
    assert clerk.get(f"{IN}?{query}").status == 200
    assert clerk.get(f"{OUT}?{query}").status == 200


def test_the_lists_cost_the_same_with_five_rows_and_with_fifty(cast: Cast) -> None:
    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            make.an_outside_letter(cast.clerk, letter_no=f"ก {number}")
            make.a_letter(cast.clerk)

    fill(0, 5)
    few = {url: queries(cast.clerk, url) for url in (IN + "?tab=work", OUT)}
    fill(5, 50)
    assert {url: queries(cast.clerk, url) for url in few} == few
