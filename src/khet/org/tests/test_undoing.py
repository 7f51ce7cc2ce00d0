"""A finished import is taken back by one press while nobody has used what it brought."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import models
from django.utils import timezone

from khet.audit.models import Entry
from khet.calendar import reads as calendars
from khet.calendar import services as calendar_services
from khet.calendar.seed import load_defaults
from khet.jobs.services import drain
from khet.org.imports import undoing
from khet.org.models import Appointment, ImportedRow, ImportRun, Person, PersonRecord, Post, StandIn, Unit, UnitVersion
from khet.org.services import people, posts, units
from khet.org.tests import factories as make
from khet.org.tests.cast import Browser, Cast
from khet.org.tests.test_imports import SCHOOL, a_workbook, run_of, sent
from khet.search import reads as search

pytestmark = pytest.mark.django_db
TABLES: tuple[type[models.Model], ...] = (Unit, UnitVersion, Post, Person, PersonRecord, Appointment)
HEADS = ["คำนำหน้า", "ชื่อ", "นามสกุล", "รหัสหน่วยงาน", "ตำแหน่ง", "ตั้งแต่วันที่", "เลขประจำตัวประชาชน", "โทรศัพท์มือถือ"]
UNIT_HEADS = ["รหัสหน่วยงาน", "ประเภท", "ชื่อ", "รหัสต้นสังกัด", "โทรศัพท์"]


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows that an import can touch."""
    return {table.__name__: list(table._base_manager.order_by("pk").values_list()) for table in TABLES}


def taken_in(by: Browser, rows: list[list[Any]], *, kind: str = "people") -> ImportRun:
    heads = HEADS if kind == "people" else UNIT_HEADS
    run = run_of(sent(by, a_workbook(rows, heads=heads), kind=kind))
    assert run.state == "ready", run.report
    by.post(f"/org/import/{run.pk}/start/")
    drain()
    run.refresh_from_db()
    assert run.state == "done"
    return run


@pytest.fixture
def run(cast: Cast, sysadmin: Browser) -> ImportRun:
    """Row 2: a new person in a new post. Row 3: the teacher's telephone. Row 4: a second post for a known person."""
    return taken_in(sysadmin, the_rows())


def the_rows() -> list[list[Any]]:
    return [
        ["นาย", "สมศักดิ์", "รักเรียน", SCHOOL, "ช่างไม้", "", "1101700230708", ""],
        ["นาง", "สุดา", "สอนดี", SCHOOL, "ครู", "", "", "081-000-0000"],
        ["นาย", "วิชัย", "ครูใหญ่", SCHOOL, "ผู้อำนวยการโรงเรียน", "", "", "082-000-0000"],
    ]


def undo_url(run: ImportRun) -> str:
    return f"/org/import/{run.pk}/undo/"


def test_all_is_as_before_after_one_press_with_one_entry(cast: Cast, sysadmin: Browser) -> None:
    before = everything()
    run = taken_in(sysadmin, the_rows())
    assert everything() != before
    assert search.find(sysadmin.actor, "รักเรียน", kinds=["org.person"]).count == 1
    assert undo_url(run) in sysadmin.get(run.get_absolute_url()).text
    told = Entry.objects.count()
    assert sysadmin.post(undo_url(run)).status == 303
    drain()
    assert everything() == before
    assert Entry.objects.count() == told + 1
    assert Entry.objects.latest("pk").action == "org.import_undone"
    assert search.find(sysadmin.actor, "รักเรียน", kinds=["org.person"]).count == 0
    run.refresh_from_db()
    assert run.state == "undone"
    assert undo_url(run) not in sysadmin.get(run.get_absolute_url()).text
    assert sysadmin.post(undo_url(run)).status == 409


def test_the_same_workbook_can_be_brought_in_again(cast: Cast, sysadmin: Browser, run: ImportRun) -> None:
    sysadmin.post(undo_url(run))
    again = taken_in(sysadmin, the_rows())
    assert (again.report["made"], again.report["changed"]) == (1, 2)


def test_units_that_hang_on_one_another_go_together(cast: Cast, sysadmin: Browser) -> None:
    before = everything()
    rows = [
        ["84990001", "โรงเรียน", "โรงเรียนใหม่วิทยา", cast.office.code, "077"],
        ["84990001-a", "งาน", "งานวิชาการ", "84990001", ""],
        [SCHOOL, "โรงเรียน", cast.schools[0].name, cast.office.code, "077-123"],
    ]
    run = taken_in(sysadmin, rows, kind="units")
    assert Unit.objects.get(code=SCHOOL).phone == "077-123"
    people_run = taken_in(sysadmin, [["นาย", "สมศักดิ์", "รักเรียน", "84990001", "ครู", "", "", ""]])
    refused = sysadmin.post(undo_url(run))
    assert refused.status == 409
    assert "แถว 2" in refused.text, "a person belongs to the school now"
    for each in (people_run, run):
        assert sysadmin.post(undo_url(each)).status == 303
    assert everything() == before


Use = Callable[[Cast], object]


def _new() -> Person:
    return Person.objects.get(last_name="รักเรียน")


def _seat() -> Appointment:
    return _new().appointments.get()


def _mended(cast: Cast) -> object:
    return people.mend(actor=cast.sysadmin.actor, person=_new(), nickname="ศักดิ์")


def _given_an_account(cast: Cast) -> object:
    return make.an_account(_new(), "somsak")


def _left(cast: Cast) -> object:
    return posts.end(actor=cast.sysadmin.actor, appointment=_seat(), on=timezone.localdate() + timedelta(days=9))


def _annulled(cast: Cast) -> object:
    return posts.annul(actor=cast.sysadmin.actor, appointment=_seat(), reason="ผิดคน")


def _joined(cast: Cast) -> object:
    """Somebody else comes into the post that the import set up, entered without a word on the trail."""
    return make.an_appointment(cast.officer.person, _seat().post, kind="acting", own_post=cast.officer.post_held)


def _stood_in_for(cast: Cast) -> object:
    return StandIn.objects.create(post=cast.teacher.post_held, by_post=_seat().post, rank=1)


def _renamed(cast: Cast) -> object:
    post = _seat().post
    return posts.mend_post(actor=cast.sysadmin.actor, post=post, title="ช่างปูน", short="", seats=1, order=1)


def _given_power(cast: Cast) -> object:
    return posts.set_duties(actor=cast.sysadmin.actor, post=_seat().post, duties=["people"])


@pytest.mark.parametrize(
    "use",
    [_mended, _given_an_account, _left, _annulled, _joined, _stood_in_for, _renamed, _given_power],
    ids=lambda use: use.__name__.strip("_"),
)
def test_what_was_used_since_keeps_everything_and_its_row_is_named(
    cast: Cast, sysadmin: Browser, run: ImportRun, use: Use
) -> None:
    use(cast)
    there = everything()
    refused = sysadmin.post(undo_url(run))
    assert refused.status == 409
    assert "แถว 2" in refused.text
    assert everything() == there
    run.refresh_from_db()
    assert run.state == "done"
    assert run.outcomes.exists()


def test_a_card_that_was_changed_again_is_not_put_back(cast: Cast, sysadmin: Browser, run: ImportRun) -> None:
    people.mend(actor=sysadmin.actor, person=cast.teacher.person, mobile="089-999-9999")
    refused = sysadmin.post(undo_url(run))
    assert refused.status == 409
    assert "แถว 3" in refused.text
    assert _new().pk
    cast.teacher.person.refresh_from_db()
    assert cast.teacher.person.mobile == "089-999-9999"


def test_of_people_who_were_there_only_the_card_counts(cast: Cast, sysadmin: Browser, run: ImportRun) -> None:
    people.mend(actor=sysadmin.actor, person=cast.teacher.person, nickname="ดา")
    cast.teacher.get("/")
    assert sysadmin.post(undo_url(run)).status == 303
    cast.teacher.person.refresh_from_db()
    assert (cast.teacher.person.mobile, cast.teacher.person.nickname) == ("", "ดา")


def test_a_seat_in_which_somebody_acted_stays(cast: Cast, sysadmin: Any) -> None:
    rows = [["นาง", "สุดา", "สอนดี", SCHOOL, "หัวหน้างานพัสดุ", "", "", ""]]
    page = sent(sysadmin, a_workbook(rows, heads=HEADS))
    run = run_of(page)
    sysadmin.post(f"/org/import/{run.pk}/reply/", **{"row-2": str(cast.teacher.person.pk)})
    sysadmin.post(f"/org/import/{run.pk}/start/")
    seat = cast.teacher.person.appointments.get(post__title="หัวหน้างานพัสดุ")
    cast.teacher.post("/me/post/", appointment=seat.pk)
    cast.teacher.post("/me/contact/", mobile="080-111-2222")
    refused = sysadmin.post(undo_url(run))
    assert (refused.status, "แถว 2" in refused.text) == (409, True)


def test_a_unit_with_a_calendar_of_its_own_is_in_use(cast: Cast, sysadmin: Browser) -> None:
    load_defaults()
    run = taken_in(sysadmin, [["84990001", "โรงเรียน", "โรงเรียนใหม่วิทยา", cast.office.code, ""]], kind="units")
    made = Unit.objects.get(code="84990001")
    calendar_services.use_calendar(
        actor=sysadmin.actor, unit_id=made.pk, calendar=calendars.calendars()[0], starts=timezone.localdate()
    )
    assert sysadmin.post(undo_url(run)).status == 409
    assert Unit.objects.filter(pk=made.pk).exists()


def test_after_seven_days_it_stays_and_what_was_kept_for_it_goes(cast: Cast, sysadmin: Browser, run: ImportRun) -> None:
    undoing.forget()
    assert ImportedRow.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False):
        with pytest.raises(Exception, match="7 วัน"):
            undoing.undo(actor=sysadmin.actor, run=run)
        undoing.forget()
    assert not ImportedRow.objects.exists()
    assert _new().pk


def test_a_merged_unit_stays(cast: Cast, sysadmin: Browser) -> None:
    run = taken_in(sysadmin, [["84990001", "โรงเรียน", "โรงเรียนใหม่วิทยา", cast.office.code, ""]], kind="units")
    made = Unit.objects.get(code="84990001")
    units.merge(actor=sysadmin.actor, into=made, units=[cast.schools[2]], on=timezone.localdate(), legal_basis="")
    assert sysadmin.post(undo_url(run)).status == 409


def test_others_cannot_take_an_import_back(cast: Cast, clerk: Browser, run: ImportRun) -> None:
    assert clerk.post(undo_url(run)).status == 404
    assert _new().pk
