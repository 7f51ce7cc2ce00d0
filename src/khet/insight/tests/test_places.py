"""Figures stay true when the area changes: as it was, and as it is now."""

from datetime import date

import pytest

from khet.insight import services
from khet.insight.models import Element
from khet.insight.reads.pivots import Pivot, pivot
from khet.insight.reads.places import Level, View
from khet.insight.tests.factories import an_answer
from khet.kernel.actor import SYSTEM
from khet.org.services import units
from khet.org.tests import factories as make
from khet.org.tests.cast import Cast

CHANGED = date(2026, 3, 1)


@pytest.fixture
def answered(cast: Cast) -> Cast:
    """Three schools in 2568: 100, 200 and 300 pupils."""
    for scale, school in enumerate(cast.schools, 1):
        services.take_in(an_answer(school, scale=scale))
    return cast


def shown(view: View, level: Level = Level.UNIT) -> dict[str, tuple[float | None, ...]]:
    return {line.place.name: line.values for line in table(view, level).lines}


def table(view: View, level: Level = Level.UNIT) -> Pivot:
    return pivot(Element.objects.get(key="pupils"), level=level, view=view)


def test_after_a_merge_last_year_is_true_both_ways(answered: Cast) -> None:
    first, second, third = answered.schools
    units.merge(actor=SYSTEM, units=[second], into=first, on=CHANGED)
    assert shown(View.WAS) == {first.short: (100,), second.short: (200,), third.short: (300,)}
    assert shown(View.NOW) == {first.short: (300,), third.short: (300,)}
    services.take_in(an_answer(first, year=2569, scale=4))
    assert shown(View.NOW)[first.short] == (300, 400)
    assert table(View.WAS).totals == table(View.NOW).totals == (600, 400)


def test_a_split_school_keeps_its_figures_under_its_own_name(answered: Cast) -> None:
    first, second, third = answered.schools
    heirs = [
        make.a_unit(f"n{at}", "school", f"โรงเรียนใหม่ {at}", parent=answered.office, amphoe="พะโต๊ะ", province="ชุมพร")
        for at in (1, 2)
    ]
    units.split(actor=SYSTEM, unit=third, into=heirs, on=CHANGED)
    services.take_in(an_answer(heirs[0], year=2569))
    lines = {line.place.name: line for line in table(View.NOW).lines}
    assert lines[third.short].values == (300, None)
    assert "โรงเรียนใหม่ 1" in lines[third.short].place.note
    assert lines[heirs[0].name].values == (None, 100)
    assert shown(View.NOW, Level.AMPHOE)["พะโต๊ะ"] == (300, 100)
    assert first.short in lines
    assert second.short in lines


def test_a_renamed_school_shows_the_name_of_the_time_or_of_today(answered: Cast) -> None:
    first = answered.schools[0]
    units.rename(actor=SYSTEM, unit=first, name="โรงเรียนชื่อใหม่", short="ชื่อใหม่", on=CHANGED)
    assert shown(View.WAS)["สุราษฎร์พิทยา"] == (100,)
    assert shown(View.NOW)["ชื่อใหม่"] == (100,)


def test_a_chain_of_mergers_is_followed_to_its_end(answered: Cast) -> None:
    first, second, third = answered.schools
    units.merge(actor=SYSTEM, units=[first], into=second, on=date(2026, 2, 1))
    units.merge(actor=SYSTEM, units=[second], into=third, on=CHANGED)
    assert shown(View.NOW) == {third.short: (600,)}
