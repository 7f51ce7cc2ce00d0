"""Indicators are sums over sums, never a mean of means."""

from dataclasses import replace

import pytest

from khet.insight import services
from khet.insight.models import Indicator
from khet.insight.reads.figures import Desk, Series, change, series
from khet.insight.reads.places import Level, View
from khet.insight.tests.factories import an_answer
from khet.insight.values import About, Number
from khet.org.tests.cast import Cast

PERIOD = "school-2568-1"


def an_indicator(**fields: object) -> Indicator:
    given: dict[str, object] = {
        "key": "pupils-per-teacher",
        "title": "นักเรียนต่อครู",
        "numerator": [{"element": "pupils_by_class.pupils"}],
        "denominator": [{"element": "staff.teachers"}],
    }
    wanted = {**given, **fields}
    return Indicator.objects.update_or_create(key=wanted["key"], defaults=wanted)[0]


@pytest.fixture
def answered(cast: Cast) -> Cast:
    """100, 200, 300 pupils; 10 and 10 teachers; the third school did not tell its teachers."""
    teachers = About("teachers", "ครู", "คน")
    for scale, school in enumerate(cast.schools, 1):
        services.take_in(an_answer(school, scale=scale))
        if scale < 3:
            services.take_in(
                replace(
                    an_answer(school, submission=scale),
                    form_id=2,
                    form_key="staff",
                    numbers=(Number("teachers", "", "", 10.0),),
                    elements=(teachers,),
                )
            )
    return cast


def values(found: Series) -> dict[str, float | None]:
    return {row.place.name: row.figures[PERIOD].value for row in found.rows if PERIOD in row.figures}


def test_a_ratio_by_school_and_over_all(answered: Cast) -> None:
    found = series(an_indicator())
    first, second, _third = answered.schools
    assert values(found) == {first.short: 10, second.short: 20}
    assert found.overall[PERIOD].value == 15
    assert found.overall[PERIOD].answered == 2


def test_some_rows_and_columns_only(answered: Cast) -> None:
    girls = [{"element": "pupils_by_class.pupils", "columns": ["f"]}]
    girls_of_first_class = [{"element": "pupils_by_class.pupils", "rows": ["311"], "columns": ["f"]}]
    everybody = [{"element": "pupils_by_class.pupils"}]
    share = an_indicator(key="girls", numerator=girls, denominator=everybody, factor=100)
    assert series(share, level=Level.AREA).overall[PERIOD].value == 60
    small = an_indicator(key="girls1", numerator=girls_of_first_class, denominator=everybody, factor=100)
    assert series(small, level=Level.AREA).overall[PERIOD].value == 20


def test_a_code_nobody_used_counts_as_nought_and_not_as_missing(answered: Cast) -> None:
    nobody = an_indicator(
        key="none", numerator=[{"element": "pupils_by_class.pupils", "rows": ["999"]}], denominator=[], factor=1
    )
    assert set(values(series(nobody)).values()) == {0}


def test_a_denominator_of_nought_gives_no_value(cast: Cast) -> None:
    services.take_in(an_answer(cast.schools[0], scale=0))
    same = [{"element": "pupils_by_class.pupils"}]
    found = series(an_indicator(numerator=same, denominator=same))
    assert values(found) == {cast.schools[0].short: None}


def test_levels_and_only_some_units(answered: Cast) -> None:
    count = an_indicator(key="count", denominator=[])
    assert values(series(count, level=Level.PROVINCE)) == {"ชุมพร": 300, "สุราษฎร์ธานี": 300}
    assert values(series(count, view=View.NOW, units=[answered.schools[0].pk])) == {answered.schools[0].short: 100}


def test_how_many_units_answered_is_counted_whatever_they_answered(answered: Cast) -> None:
    wifi = About("wifi", "ไร้สาย")
    for at, school in enumerate(answered.schools):
        numbers = (Number("wifi", "", "", float(at > 0)),)
        services.take_in(
            replace(an_answer(school, submission=90 + at), form_id=3, form_key="ict", numbers=numbers, elements=(wifi,))
        )
    share = an_indicator(
        key="share", numerator=[{"element": "ict.wifi"}], denominator=[{"element": "ict.wifi", "count": True}], factor=3
    )
    assert series(share, level=Level.AREA).overall[PERIOD].value == 2


@pytest.mark.django_db
def test_every_shipped_indicator_can_be_read() -> None:
    for indicator in Indicator.objects.all():
        assert indicator.title
        assert series(indicator).periods == ()


def test_who_has_not_answered_yet_is_no_loss(answered: Cast) -> None:
    services.take_in(an_answer(answered.schools[0], year=2569, scale=2))
    count = an_indicator(key="count", denominator=[])
    assert change(count, Desk(), before="school-2568-1", now="school-2569-1") == 100
    assert change(count, Desk(), before="school-2568-1", now="school-2570-1") is None
