"""A page asks the database as often for 25 rows as for 5."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khet.insight import services as insight
from khet.insight.models import Indicator
from khet.insight.tests.factories import an_answer, facts_in
from khet.jobs.services import drain
from khet.org.models import Unit
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


def figures(cast: Cast, count: int, start: int = 0) -> None:
    """Schools, what they certified in two years, and as many indicators, each of another kind of sum."""
    schools(cast, count, start)
    kinds: list[dict[str, list[str]]] = [{}, {"rows": ["311"]}, {"columns": ["f"]}, {"rows": ["311"], "columns": ["m"]}]
    for place in range(start, start + count):
        unit = Unit.objects.get(code=f"9{place:07}")
        for year in (2567, 2568):
            key = f"form-{place}"
            insight.take_in(an_answer(unit, year=year))
            insight.take_in(
                an_answer(unit, year=year, submission=unit.pk * 9_000 + year, form_id=place + 2, form_key=key)
            )
        for at, narrowed in enumerate(kinds):
            term = {"element": f"form-{place}.pupils", **narrowed}
            made = {"numerator": [term], "denominator": [{"element": "pupils_by_class.pupils"}], "version": 1}
            Indicator.objects.create(key=f"i-{place}-{at}", title=f"ตัวชี้วัดที่ {place}", **made)


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


def test_figures_ask_as_often_for_many_indicators_and_schools_as_for_few(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts_in(tmp_path / "facts", monkeypatch)
    pages = [
        ("officer", "/insight/"),
        ("school_clerk", "/insight/"),
        ("officer", "/insight/indicators/"),
        ("officer", "/insight/indicators/pupils/"),
        ("officer", "/insight/map/"),
        ("officer", "/insight/pivot/"),
        ("officer", f"/insight/schools/{cast.schools[0].code}/"),
        ("officer", "/api/indicators/pupils"),
    ]
    assert grows(cast, figures, pages) == {}
    assert asked(cast.officer, "/insight/") <= 24


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
