"""Choosing receivers out of thousands: the page stays small, what is chosen stays, and it works without script."""

import gzip
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khet.org.models import Unit
from khet.org.tests.cast import Cast
from khet.saraban.models import Letter
from khet.saraban.tests import factories as make
from khet.thai.sorting import sort_key

NEW = "/letters/new/external/"
FIND = "/letters/units/"
TYPED: dict[str, Any] = {"subject": "ขอเชิญประชุม", "kind": "external", "urgency": "0", "secrecy": "0", "asks-count": "0"}


@pytest.fixture
def many(cast: Cast) -> list[Unit]:
    """3,066 schools in thirty districts."""
    office = cast.office
    rows = [
        Unit(
            code=f"big-{n}",
            kind="school",
            name=f"โรงเรียนบ้านหนองใหญ่ที่ {n}",
            short=f"หนองใหญ่ {n}",
            parent=office,
            amphoe=f"ท่าเรือ{n % 30}",
            sort_key=sort_key(f"โรงเรียนบ้านหนองใหญ่ที่ {n}"),
            synthetic=True,
        )
        for n in range(3066)
    ]
    return Unit.objects.bulk_create(rows)


def typed(words: dict[str, Any]) -> dict[str, Any]:
    """Names with a dash, as the form sends them."""
    return words


def chosen(text: str) -> set[int]:
    """Ids that the page would send: ticked boxes and those kept together."""
    boxes = re.findall(r'<input type="checkbox" name="units" value="(\d+)" checked>', text)
    kept = re.findall(r'name="units-kept" value="([\d,]+)" checked', text)
    return {int(each) for each in [*boxes, *(pk for row in kept for pk in row.split(","))]}


@pytest.mark.django_db
def test_writing_a_letter_among_three_thousand_units_is_a_small_page(cast: Cast, many: list[Unit]) -> None:
    cast.clerk.get(NEW)
    with CaptureQueriesContext(connection) as seen:
        page = cast.clerk.get(NEW)
    few = len(seen)
    assert len(gzip.compress(re.sub(r"data:image/png;base64,[^\"]+", "", page.text).encode())) < 25_000
    assert "ท่าเรือ7" in page.text
    assert "หนองใหญ่ 7<" not in page.text
    Unit.objects.filter(pk__in=[each.pk for each in many[100:]]).update(active=False)
    with CaptureQueriesContext(connection) as seen:
        cast.clerk.get(NEW)
    assert len(seen) == few


@pytest.mark.django_db
def test_a_search_gives_names_districts_and_codes_and_says_when_there_are_more(cast: Cast, many: list[Unit]) -> None:
    found = cast.clerk.get(FIND, {"units-find": "หนองใหญ่ 12"}).text
    assert "หนองใหญ่ 12<" in found
    assert "ยังมีอีก" in found
    assert found.count('name="units"') == 60
    assert cast.clerk.get(FIND, {"units-find": "big-77"}).text.count('name="units"') == 1
    district = cast.clerk.get(FIND, {"units-place": "school:ท่าเรือ7"}).text
    assert district.count('name="units"') == len([n for n in range(3066) if n % 30 == 7])
    assert "ไม่พบ" in cast.clerk.get(FIND, {"units-find": "<b>ไม่มีแน่"}).text
    assert "<b>ไม่มีแน่" not in cast.clerk.get(FIND, {"units-find": "<b>ไม่มีแน่"}).text


@pytest.mark.django_db
def test_without_script_one_searches_ticks_searches_again_and_saves(cast: Cast) -> None:
    first, second = cast.schools[0], cast.schools[1]
    searched = cast.clerk.post(NEW, **TYPED, **typed({"units-find": first.short, "units-look": "1"}))
    assert searched.status == 200
    assert f'value="{first.pk}"' in searched.text
    assert "ขอเชิญประชุม" in searched.text
    assert Letter.objects.count() == 0
    again = cast.clerk.post(NEW, **TYPED, units=[first.pk], **typed({"units-place": "school:" + second.amphoe}))
    assert chosen(again.text) == {first.pk}
    assert f'value="{second.pk}"' in again.text
    cast.clerk.post(NEW, **TYPED, units=[first.pk, second.pk], do="save", follow=True)
    assert Letter.objects.get().plan["unit_ids"] == [first.pk, second.pk]


@pytest.mark.django_db
def test_a_thousand_chosen_ones_are_kept_as_one_line_and_come_back_whole(cast: Cast, many: list[Unit]) -> None:
    wanted = [each.pk for each in many[:1000]]
    page = cast.clerk.post(NEW, **TYPED, units=wanted, **typed({"units-find": "", "units-look": "1"}))
    assert chosen(page.text) == set(wanted)
    assert len(gzip.compress(re.sub(r"data:image/png;base64,[^\"]+", "", page.text).encode())) < 25_000
    named, kept = wanted[:60], ",".join(str(pk) for pk in wanted[60:])
    cast.clerk.post(NEW, **TYPED, units=named, do="save", **typed({"units-kept": kept}))
    assert set(Letter.objects.get().plan["unit_ids"]) == set(wanted)


@pytest.mark.django_db
def test_units_that_may_not_be_chosen_are_refused_and_not_found(cast: Cast) -> None:
    closed = cast.schools[2]
    Unit.objects.filter(pk=closed.pk).update(active=False)
    assert cast.clerk.post(NEW, **TYPED, units=[closed.pk], do="save").status == 422
    for nobody in (closed, cast.clerk.unit):
        assert 'name="units"' not in cast.clerk.get(FIND, {"units-find": nobody.code}).text
    assert cast.clerk.get(FIND, {"units-named": f"{closed.pk},{cast.schools[0].pk}"}).text.count('name="units"') == 1
    assert cast.pupil.get(FIND, {"units-find": "ก"}).status in (403, 404)


@pytest.mark.django_db
def test_looking_for_a_receiver_never_sends_the_letter(cast: Cast) -> None:
    letter = make.a_ready_letter(cast.clerk, cast.director)
    there = f"/letters/{letter.pk}/to/"
    page = cast.clerk.post(
        there, units=[cast.schools[0].pk], **typed({"units-find": cast.schools[1].short, "units-look": "1"})
    )
    assert page.status == 200
    assert chosen(page.text) == {cast.schools[0].pk}
    letter.refresh_from_db()
    assert letter.state == Letter.State.READY
