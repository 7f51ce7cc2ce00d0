"""A page asks the database as often for 25 rows as for 5."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khet.jobs.services import drain
from khet.org.tests import factories as make
from khet.org.tests.cast import Browser, Cast
from khet.saraban import services
from khet.saraban.models import Letter
from khet.saraban.services import AskSpec
from khet.saraban.tests import factories as letters

pytestmark = pytest.mark.django_db
FEW, MANY = 5, 25


def circulars(cast: Cast, count: int, start: int = 0) -> None:
    """Signed and sent to all schools, each asking something; the school registers it."""
    asks = [AskSpec("saraban.reply", "ตอบ")]
    paper = letters.a_ready_letter(cast.clerk, cast.director, subject=f"ฉบับต้น {start}").pdf
    for place in range(start, start + count):
        letter = letters.a_proposed_letter(cast.clerk, cast.director, subject=f"หนังสือเวียนฉบับที่ {place}")
        letters.sign(cast.director, letter)
        Letter.objects.filter(pk=letter.pk).update(state=Letter.State.READY, pdf=paper)  # drawing is another test's
        letter.refresh_from_db()
        services.dispatch(actor=cast.clerk.actor, letter=letter, to=letters.to_units(*cast.schools), asks=asks)
        if place % 2:
            services.register_delivery(
                actor=cast.school_clerk.actor, delivery=letters.delivery_at(letter, cast.schools[0])
            )
        letters.a_letter(cast.clerk, subject=f"ร่าง {place}")


def schools(cast: Cast, count: int, start: int = 0) -> None:
    for place in range(start, start + count):
        unit = make.a_unit(f"9{place:07}", "school", f"โรงเรียนที่ {place}", parent=cast.office, amphoe="เมือง")
        person = make.a_person(f"สมมุติ{place}", "ทดสอบ", desk=unit)
        make.an_appointment(person, make.a_post(unit, "ผู้อำนวยการโรงเรียน", "director"))


def asked(who: Browser, url: str) -> int:
    assert who.get(url).status == 200  # what is asked once a session is asked here
    with CaptureQueriesContext(connection) as queries:
        who.get(url)
    return len(queries)


def grows(cast: Cast, add: Callable[..., None], pages: list[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """Pages that ask more often with many rows than with few."""
    add(cast, FEW)
    few = [asked(cast.people[who], url) for who, url in pages]
    add(cast, MANY - FEW, start=FEW)
    many = [asked(cast.people[who], url) for who, url in pages]
    return {f"{who} {url}": (a, b) for (who, url), a, b in zip(pages, few, many, strict=True) if b > a}


def test_lists_of_letters_ask_as_often_for_many_as_for_few(cast: Cast) -> None:
    pages = [
        ("clerk", "/"),
        ("clerk", "/letters/out/"),
        ("clerk", "/letters/registers/sent/"),
        ("school_clerk", "/"),
        ("school_clerk", "/work/"),
        ("school_clerk", "/letters/in/"),
        ("school_clerk", "/letters/registers/received/"),
        ("school_clerk", "/notices/"),
        ("principal", "/"),
    ]
    assert grows(cast, circulars, pages) == {}


def test_directory_and_people_ask_as_often_for_many_as_for_few(cast: Cast) -> None:
    pages = [("teacher", "/org/"), ("teacher", "/org/people/"), ("teacher", f"/org/unit/{cast.office.code}/")]
    assert grows(cast, schools, pages) == {}


def test_a_wall_asks_as_often_for_many_as_for_few(cast: Cast) -> None:
    counts = []
    for count, start in ((FEW, 0), (MANY, FEW)):
        schools(cast, count, start)
        units = list(cast.office.children.filter(kind="school"))
        letter = letters.a_dispatched_letter(cast, units=units, asks=[AskSpec("saraban.reply", "ตอบ")])
        drain()
        counts.append(
            [asked(cast.clerk, f"/work/wall/saraban.letter/{letter.pk}/"), asked(cast.clerk, letter.get_absolute_url())]
        )
    assert counts[0] == counts[1]
