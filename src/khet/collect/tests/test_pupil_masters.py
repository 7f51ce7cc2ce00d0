"""The register fills the form: pupils by class and sex."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from khet.collect.models import Cell, Form
from khet.collect.services import library, rounds
from khet.collect.slots import masters
from khet.collect.tests.factories_pupils import DAY, girl, imported, pupil
from khet.collect.tests.factories_rounds import of_unit

pytestmark = pytest.mark.django_db


def test_a_form_of_the_library_begins_with_the_register(cast: Any) -> None:
    imported(cast.school_clerk, cast.schools[0], pupil(1), pupil(2), girl(3), girl(4, grade="ม.2", age="12"))
    library.load()
    form = Form.objects.get(title="จำนวนนักเรียนตามชั้นและเพศ")
    due = timezone.localdate() + timedelta(days=9)
    plan = rounds.Plan(form=form, title="10 พ.ย. 2568", year=2568, as_of=DAY, due_on=due, target={"all_schools": True})
    round_ = rounds.plan(actor=cast.officer.actor, plan=plan)
    rounds.open_alone(actor=cast.officer.actor, round_=round_)
    given = of_unit(round_, cast.schools[0])
    page = cast.school_clerk.get(given.get_absolute_url())
    assert page.status == 200
    cells = dict(Cell.objects.filter(submission=given, origin="master").values_list("path", "value"))
    assert {path: value for path, value in cells.items() if path.startswith("pupils/31")} == {
        "pupils/311/m": "2",
        "pupils/311/f": "1",
        "pupils/312/m": "0",
        "pupils/312/f": "1",
    }


def test_the_register_answers_for_a_day(cast: Any) -> None:
    school = cast.schools[0]
    imported(cast.school_clerk, school, pupil(1), girl(2), pupil(3, room="2"))
    count, rooms = masters["pupils.count"].values, masters["pupils.rooms_by_class"].values
    assert count(school.pk, DAY) == {"": "3"}
    assert rooms(school.pk, DAY) == {"311/rooms": "2"}
    assert count(school.pk, DAY - timedelta(days=1)) == {}
    assert count(cast.schools[1].pk, DAY) == {}
    imported(cast.school_clerk, school, pupil(1), girl(2), as_of="20/11/2568")
    assert count(school.pk, DAY + timedelta(days=10)) == {"": "2"}
    assert count(school.pk, DAY) == {"": "3"}
