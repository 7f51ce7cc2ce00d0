"""Registers of staff, computers and lines fill the forms of a round, as they stood on its day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from khet.collect.masters.staff import retires_on
from khet.collect.models import Cell, Form, Submission
from khet.collect.schema import Field, FieldType, Prefill, Schema, Section
from khet.collect.services import library, records, rounds, submissions
from khet.collect.slots import masters
from khet.collect.tests.factories_masters import AS_OF, SECOND, a_master, a_teacher, brought, emis, equipment
from khet.collect.tests.factories_pupils import imported, pupil
from khet.collect.tests.factories_rounds import a_form, an_open_round, fill, of_unit
from khet.org.tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 10)


def a_round(cast: Cast, key: str, *, as_of: date = DAY) -> Submission:
    """A round with a ready form as it is, opened by the first school."""
    library.load()
    form = Form.objects.get(desk=None, key=key)
    due = timezone.localdate() + timedelta(days=9)
    plan = rounds.Plan(form=form, title="รอบ", year=2569, as_of=as_of, due_on=due, target={"all_schools": True})
    round_ = rounds.plan(actor=cast.officer.actor, plan=plan)
    rounds.open_alone(actor=cast.officer.actor, round_=round_)
    given = of_unit(round_, cast.schools[0])
    assert cast.school_clerk.get(given.get_absolute_url()).status == 200
    return given


def cells(given: Submission, start: str = "") -> dict[str, str]:
    found = Cell.objects.filter(submission=given, path__startswith=start, origin="master")
    return dict(found.values_list("path", "value"))


def filled(cells: dict[str, str]) -> dict[str, str]:
    return {path: value for path, value in cells.items() if value != "0"}


def staff(cast: Cast) -> Any:
    form = a_master(cast.officer, "staff_list")
    people = (
        a_teacher(1),
        a_teacher(2, sex="หญิง", prefix="นาง", position="ครูผู้ช่วย", standing=""),
        a_teacher(3, position="ผู้อำนวยการโรงเรียน", standing="ผู้อำนวยการชำนาญการพิเศษ"),
        a_teacher(4, personnel_type="ลูกจ้างประจำ", position="ช่างไม้", standing=""),
        a_teacher(5, birth_date="30/9/2509"),
    )
    brought(cast.school_clerk, form, emis("staff", *people))
    brought(cast.outsider, form, emis("staff", a_teacher(9, school_code=SECOND)))
    return form


def test_a_round_of_personnel_begins_with_the_register(cast: Cast) -> None:
    staff(cast)
    given = a_round(cast, "personnel")
    assert filled(cells(given, "staff/")) == {"staff/10/m": "3", "staff/10/f": "1", "staff/15/m": "1"}
    assert len(cells(given, "staff/")) == 32
    assert filled(cells(given, "standing/")) == {"standing/none/f": "1", "standing/cn/m": "2"}
    assert cells(given, "teachers") == {"teachers": "3"}
    assert cells(given, "retiring") == {"retiring": "1"}


def test_the_register_answers_as_on_the_day_of_the_round(cast: Cast) -> None:
    form = staff(cast)
    teachers, standing = masters["staff.teachers"].values, masters["staff.by_standing"].values
    school = cast.schools[0].pk
    after = emis("staff", a_teacher(1, standing="ชำนาญการพิเศษ"), a_teacher(6, started_on="1/10/2569"))
    brought(cast.school_clerk, form, after, as_of="1/11/2569", archive="on", reason="ย้าย")
    assert teachers(school, DAY) == {"": "3"}
    assert standing(school, DAY)["cnp/m"] == "0"
    assert teachers(school, date(2026, 11, 1)) == {"": "2"}
    assert standing(school, date(2026, 11, 1))["cnp/m"] == "1"
    assert teachers(school, DAY - timedelta(days=1)) == {}
    assert teachers(cast.schools[2].pk, DAY) == {}


def test_who_was_typed_by_hand_counts_from_the_day_of_appointment(cast: Cast) -> None:
    form = a_master(cast.officer, "staff_list")
    typed = {"name": "นายใหม่", "sex": "m", "personnel_type": "10", "position": "ครู", "started_on": "2026-05-16"}
    row = records.add_row(actor=cast.school_clerk.actor, form=form, values=typed)
    teachers, retiring, school = masters["staff.teachers"].values, masters["staff.retiring"].values, row.desk_id
    assert teachers(school, DAY) == {"": "1"}
    assert teachers(school, date(2026, 5, 15)) == {}
    assert retiring(school, DAY) == {}


@pytest.mark.parametrize(
    ("born", "last"),
    [
        (date(1966, 10, 1), date(2026, 9, 30)),
        (date(1966, 10, 2), date(2027, 9, 30)),
        (date(1967, 9, 30), date(2027, 9, 30)),
        (date(1968, 2, 29), date(2028, 9, 30)),
    ],
)
def test_retirement_is_the_end_of_the_fiscal_year_in_which_60_years_are_complete(born: date, last: date) -> None:
    assert retires_on(born) == last


def test_a_round_of_equipment_begins_with_both_registers(cast: Cast) -> None:
    for key in ("computers", "internet_lines"):
        brought(cast.school_clerk, a_master(cast.officer, key), emis("ict", equipment()))
    given = a_round(cast, "ict_internet")
    found = cells(given)
    assert (found["computers/teach_obec/total"], found["computers/admin_obec/working"]) == ("40", "5")
    assert (found["computers_as_of"], found["lan"], found["wlan"]) == ("2026-06-10", "true", "false")
    assert (found["moenet_provider"], found["moenet_speed"], found["moenet_as_of"]) == ("uninet", "200", "2026-06-10")
    assert (found["own_state"], found["own_type"], found["own_cost"]) == ("slow", "fiber", "1200")


def test_what_the_register_does_not_know_comes_from_the_round_before(cast: Cast) -> None:
    asked = Field("teachers", "ครู", FieldType.INTEGER, prefill=Prefill.EITHER, master="staff.teachers")
    form = a_form(cast.officer, schema=Schema((Section("s", "ครู", (asked,)),)))
    first, second = cast.schools[:2]
    one = an_open_round(cast.officer, form, as_of=date(2025, 6, 10))
    given = of_unit(one, first)
    fill(cast.school_clerk, given, teachers="41")
    submissions.submit(actor=cast.school_clerk.actor, given=given)
    given.refresh_from_db()
    now = timezone.now()
    submissions.certify(actor=cast.principal.actor, given=given, stamp=given.stamp, reauthenticated_at=now)
    brought(cast.officer, a_master(cast.officer, "staff_list"), emis("staff", a_teacher(1, school_code=SECOND)))
    two = an_open_round(cast.officer, form, previous=one)
    for clerk, unit, told in ((cast.school_clerk, first, ("41", "last")), (cast.outsider, second, ("1", "master"))):
        assert clerk.get(of_unit(two, unit).get_absolute_url()).status == 200
        cell = Cell.objects.get(submission=of_unit(two, unit))
        assert (cell.value, cell.origin) == told


def test_rooms_come_from_the_roll_of_pupils(cast: Any) -> None:
    imported(cast.school_clerk, cast.schools[0], pupil(1), pupil(2, room="2"), as_of=AS_OF)
    given = a_round(cast, "pupils_by_class")
    assert cells(given, "rooms/") == {"rooms/311/rooms": "2"}
