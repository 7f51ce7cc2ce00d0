"""A round from its plan to its lock."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from khet.audit import services as audit
from khet.collect import slots
from khet.collect.models import CellChange, Round, Snapshot, Submission
from khet.collect.reads.facts import facts_of
from khet.collect.reads.rounds import completeness
from khet.collect.reads.values import previous_values, standing_of
from khet.collect.services import rounds, submissions
from khet.collect.services.beginning import prefill, same_as_last
from khet.collect.services.freezing import digest
from khet.collect.slots import Follower
from khet.collect.tests import factories_rounds as make
from khet.collect.tests.factories_rounds import ENOUGH, certified, fill, of_unit
from khet.kernel.errors import Refused
from khet.notify.models import Notice
from khet.work import services as work
from khet.work.models import WorkItem
from khet.work.reads.inbox import inbox
from khet.work.reads.wall import wall

pytestmark = pytest.mark.django_db
State = Submission.State


@pytest.fixture
def told() -> Iterator[list[int]]:
    """Who follows given figures hears of these."""
    heard: list[int] = []
    slots.followers.register(Follower("test", heard.append))
    yield heard
    slots.followers._entries.pop("test")


def test_a_round_opened_alone_asks_every_school_once(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer)
    assert round_.state == Round.State.OPEN
    assert round_.basis_kind == "collect.round"
    assert round_.submissions.count() == 3
    assert [row.described.title for row in inbox(cast.school_clerk.actor).rows] == [round_.title]
    assert {row.picket for row in wall(round_.ref).rows} == {"unopened"}
    assert WorkItem.objects.filter(kind="collect.submit", duty_id="ข").count() == 3
    titles = Notice.objects.filter(person_id=cast.school_clerk.person.pk).values_list("title", flat=True)
    assert f"ขอข้อมูล: {round_.title}" in titles


def test_only_staff_of_the_office_plan_and_only_its_owners_open(cast: Any) -> None:
    form = make.a_form(cast.officer)
    for other in (cast.school_clerk, cast.teacher, cast.sysadmin):
        with pytest.raises(Refused):
            rounds.plan(actor=other.actor, plan=make.a_plan(form))
    round_ = make.a_planned_round(cast.officer, form)
    with pytest.raises(Refused):
        rounds.open_alone(actor=cast.principal.actor, round_=round_)
    assert not Round.objects.visible_to(cast.school_clerk.actor).exists()
    assert not Round.objects.visible_to(cast.sysadmin.actor).exists()


def test_a_round_without_units_is_not_opened_and_one_of_an_unpublished_form_not_planned(cast: Any) -> None:
    round_ = make.a_planned_round(cast.officer, target={})
    with pytest.raises(Refused, match="ยังไม่ได้เลือกว่าใครต้องส่ง"):
        rounds.open_alone(actor=cast.officer.actor, round_=round_)


def test_from_the_first_cell_to_the_lock(cast: Any, told: list[int]) -> None:
    round_ = make.an_open_round(cast.officer, target={"units": [cast.schools[0].pk]})
    given = of_unit(round_, cast.schools[0])
    fill(cast.school_clerk, given, computers="๔๐", broken="3")
    assert (given.state, given.filled, given.stamp) == (State.DRAFT, 2, 1)
    assert wall(round_.ref).rows[0].picket == "working"
    fill(cast.school_clerk, given, **ENOUGH)
    submissions.submit(actor=cast.school_clerk.actor, given=given)
    given.refresh_from_db()
    assert (given.state, given.revision) == (State.SUBMITTED, 1)
    assert [row.kind.key for row in inbox(cast.principal.actor).rows] == ["collect.certify"]
    assert not told
    with pytest.raises(Refused, match="ยืนยันตัวตน"):
        submissions.certify(
            actor=cast.principal.actor,
            given=given,
            stamp=given.stamp,
            reauthenticated_at=timezone.now() - timedelta(days=1),
        )
    submissions.certify(actor=cast.principal.actor, given=given, stamp=given.stamp, reauthenticated_at=timezone.now())
    given.refresh_from_db()
    assert (given.state, given.late) == (State.CERTIFIED, False)
    assert "วิชัย" in given.certified_by
    item = WorkItem.objects.get(pk=given.item_id)
    assert (item.state, item.result_kind, item.result_id) == ("answered", "collect.submission", given.pk)
    assert inbox(cast.principal.actor).rows == []
    assert wall(round_.ref).done == 1
    submissions.accept(actor=cast.officer.actor, given=given)
    rounds.lock_all(actor=cast.officer.actor, round_=round_)
    given.refresh_from_db()
    round_.refresh_from_db()
    assert (given.state, round_.state, len(round_.digest)) == (State.LOCKED, Round.State.LOCKED, 64)
    kept = Snapshot.objects.get(submission=given, kind="locked")
    assert digest(kept.content) == kept.digest
    assert json.loads(kept.content)["working"] == "37"
    assert told == [given.pk] * 3
    assert audit.verify().problems == []


def test_what_must_be_mended_and_what_has_no_reason_are_not_sent(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer)
    given = of_unit(round_, cast.schools[0])
    fill(cast.school_clerk, given, **{**ENOUGH, "broken": "50"})
    with pytest.raises(Refused, match="1 จุดต้องแก้"):
        submissions.submit(actor=cast.school_clerk.actor, given=given)
    fill(cast.school_clerk, given, broken="3", computers="900")
    with pytest.raises(Refused, match="เขียนเหตุผล"):
        submissions.submit(actor=cast.school_clerk.actor, given=given)
    where = standing_of(given).warns[0].path
    submissions.explain(actor=cast.school_clerk.actor, given=given, reasons={where: "ได้รับบริจาคทั้งจังหวัด"})
    submissions.submit(actor=cast.school_clerk.actor, given=given)
    given.refresh_from_db()
    assert given.state == State.SUBMITTED


def test_the_director_returns_and_the_clerk_sends_again(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer)
    given = of_unit(round_, cast.schools[0])
    fill(cast.school_clerk, given, **ENOUGH)
    submissions.submit(actor=cast.school_clerk.actor, given=given)
    with pytest.raises(Refused):
        submissions.send_back(actor=cast.school_clerk.actor, given=given, note="แก้")
    with pytest.raises(Refused, match="ต้องแก้อะไร"):
        submissions.send_back(actor=cast.principal.actor, given=given, note=" ")
    submissions.send_back(actor=cast.principal.actor, given=given, note="", cells={"computers": "นับใหม่"})
    given.refresh_from_db()
    assert given.state == State.RETURNED
    assert given.notes.get().text == "นับใหม่"
    assert inbox(cast.principal.actor).rows == []
    fill(cast.school_clerk, given, computers="41")
    assert CellChange.objects.get(submission=given).before == "40"
    submissions.submit(actor=cast.school_clerk.actor, given=given)
    given.refresh_from_db()
    assert (given.state, given.revision) == (State.SUBMITTED, 2)
    assert given.notes.get().settled_at is not None


def test_what_was_seen_is_what_is_certified(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer)
    given = of_unit(round_, cast.schools[0])
    fill(cast.school_clerk, given, **ENOUGH)
    submissions.submit(actor=cast.school_clerk.actor, given=given)
    with pytest.raises(Refused, match="เปลี่ยนหลังจาก"):
        submissions.certify(
            actor=cast.principal.actor, given=given, stamp=given.stamp - 1, reauthenticated_at=timezone.now()
        )


def test_a_director_who_fills_in_alone_sends_and_certifies_at_once(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer)
    given = of_unit(round_, cast.schools[0])
    fill(cast.principal, given, **ENOUGH)
    submissions.certify(actor=cast.principal.actor, given=given, stamp=given.stamp, reauthenticated_at=timezone.now())
    given.refresh_from_db()
    assert (given.state, given.revision) == (State.CERTIFIED, 1)


def test_the_area_returns_with_a_remark_and_the_wall_turns_back(cast: Any, told: list[int]) -> None:
    round_ = make.an_open_round(cast.officer, target={"units": [cast.schools[0].pk]})
    given = certified(cast.school_clerk, cast.principal, of_unit(round_, cast.schools[0]))
    assert facts_of(given.pk).rows
    submissions.give_back(actor=cast.officer.actor, given=given, note="ตรวจ ม.1", cells={"by_class/311/m": "น้อยไป"})
    given.refresh_from_db()
    assert given.state == State.RETURNED
    assert wall(round_.ref).rows[0].picket in ("working", "unopened")
    assert WorkItem.objects.get(pk=given.item_id).state == "returned"
    assert facts_of(given.pk).rows == ()
    assert told[-1] == given.pk
    again = certified(cast.school_clerk, cast.principal, given, by_class__311__m="25")
    assert (again.state, again.revision) == (State.CERTIFIED, 2)
    assert wall(round_.ref).done == 1


def test_given_back_on_the_wall_is_returned_in_the_form_and_refused_once_locked(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer, target={"units": [cast.schools[0].pk]})
    given = certified(cast.school_clerk, cast.principal, of_unit(round_, cast.schools[0]))
    item = WorkItem.objects.get(pk=given.item_id)
    work.give_back(actor=cast.officer.actor, item=item, note="แก้")
    given.refresh_from_db()
    assert given.state == State.RETURNED
    given = certified(cast.school_clerk, cast.principal, given)
    submissions.accept(actor=cast.officer.actor, given=given)
    rounds.lock_all(actor=cast.officer.actor, round_=round_)
    item.refresh_from_db()
    with pytest.raises(Refused, match="เปิดรอบใหม่ก่อน"):
        work.give_back(actor=cast.officer.actor, item=item, note="แก้")


def test_excused_on_the_wall_is_excused_in_the_round_and_asked_again_from_either(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer)
    given = of_unit(round_, cast.schools[0])
    item = WorkItem.objects.get(pk=given.item_id)
    with pytest.raises(Refused, match="หน้าแบบ"):
        work.record_answer(actor=cast.officer.actor, item=item, via="phone", text="โทรมา")
    work.record_answer(actor=cast.officer.actor, item=item, via="na", text="ไม่มีคอมพิวเตอร์")
    given.refresh_from_db()
    assert given.state == State.EXCUSED
    assert completeness(round_).total == 2
    submissions.ask_again(actor=cast.officer.actor, given=given, reason="มีแล้ว")
    given.refresh_from_db()
    assert given.state == State.EMPTY
    assert WorkItem.objects.get(pk=given.item_id).waiting
    submissions.excuse(actor=cast.officer.actor, given=given, reason="ยุบแล้ว")
    assert WorkItem.objects.get(pk=given.item_id).via == "na"


def test_withdrawn_asks_excuse_and_a_given_form_stays_as_it_was(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer)
    given = certified(cast.school_clerk, cast.principal, of_unit(round_, cast.schools[0]))
    items = WorkItem.objects.filter(basis_kind="collect.round", basis_id=round_.pk)
    work.withdraw(actor=cast.officer.actor, items=items, reason="ยกเลิก")
    given.refresh_from_db()
    assert given.state == State.CERTIFIED
    assert of_unit(round_, cast.schools[1]).state == State.EXCUSED


def test_an_answer_by_phone_is_written_down_by_the_area_with_who_and_when(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer)
    given = of_unit(round_, cast.schools[1])
    with pytest.raises(Refused):
        fill(cast.school_clerk, given, computers="1")
    fill(cast.officer, given, **ENOUGH)
    assert given.cells.filter(origin="phone").count() == 9
    with pytest.raises(Refused, match="ใครตอบ"):
        submissions.record_by_phone(actor=cast.officer.actor, given=given, via="phone", note="")
    submissions.record_by_phone(actor=cast.officer.actor, given=given, via="phone", note="ครูดำ 10.20 น.")
    given.refresh_from_db()
    assert (given.state, given.via, given.via_note) == (State.CERTIFIED, "phone", "ครูดำ 10.20 น.")
    assert WorkItem.objects.get(pk=given.item_id).via == "phone"


def test_a_late_form_is_taken_and_marked_and_after_the_lock_refused(cast: Any, time_machine: Any) -> None:
    time_machine.move_to("2026-11-16T09:00:00+07:00")
    round_ = make.an_open_round(cast.officer, due_on=timezone.localdate() + timedelta(days=1))
    given = of_unit(round_, cast.schools[0])
    fill(cast.school_clerk, given, **ENOUGH)
    time_machine.move_to("2026-11-20T09:00:00+07:00")
    given = certified(cast.school_clerk, cast.principal, given, computers="41")
    assert given.late
    with pytest.raises(Refused, match="ยังไม่ได้รับ"):
        rounds.lock_all(actor=cast.officer.actor, round_=round_)
    gaps = list(round_.submissions.values_list("pk", flat=True))
    rounds.lock_all(actor=cast.officer.actor, round_=round_, gaps_confirmed=gaps)
    other = of_unit(round_, cast.schools[1])
    assert other.state == State.EMPTY
    with pytest.raises(Refused, match="ค่าที่พิมพ์ยังอยู่"):
        fill(cast.outsider, other, computers="1")
    assert not WorkItem.objects.filter(kind="collect.submit", waiting=True).exists()


def test_a_locked_round_opens_again_with_its_reason_and_asks_the_gaps_anew(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer)
    given = certified(cast.school_clerk, cast.principal, of_unit(round_, cast.schools[0]))
    submissions.accept(actor=cast.officer.actor, given=given)
    gaps = list(round_.submissions.values_list("pk", flat=True))
    rounds.lock_all(actor=cast.officer.actor, round_=round_, gaps_confirmed=gaps)
    with pytest.raises(Refused, match="เหตุที่เปิดรอบใหม่"):
        rounds.reopen(actor=cast.officer.actor, round_=round_, reason="")
    rounds.reopen(actor=cast.officer.actor, round_=round_, reason="โรงเรียนส่งแก้")
    given.refresh_from_db()
    assert given.state == State.ACCEPTED
    assert WorkItem.objects.filter(kind="collect.submit", waiting=True).count() == 2
    submissions.give_back(actor=cast.officer.actor, given=given, note="แก้ ม.2")
    fill(cast.outsider, of_unit(round_, cast.schools[1]), computers="9")


def test_one_more_unit_and_more_time_for_one(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer, target={"units": [cast.schools[0].pk]})
    given = rounds.add_unit(actor=cast.officer.actor, round_=round_, unit=cast.schools[1])
    assert WorkItem.objects.get(pk=given.item_id).asked_unit_id == cast.schools[1].pk
    with pytest.raises(Refused, match="อยู่ในรอบนี้แล้ว"):
        rounds.add_unit(actor=cast.officer.actor, round_=round_, unit=cast.schools[1])
    due = timezone.localdate() + timedelta(days=40)
    submissions.extend(actor=cast.officer.actor, given=given, due_on=due, reason="น้ำท่วม")
    item = WorkItem.objects.get(pk=given.item_id)
    assert timezone.localdate(item.due_at) == due
    assert rounds.remind(actor=cast.officer.actor, round_=round_) == 2


def test_a_cancelled_round_is_owed_by_nobody(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer)
    rounds.cancel(actor=cast.officer.actor, round_=round_, reason="ซ้ำ")
    assert not WorkItem.objects.filter(kind="collect.submit", waiting=True).exists()
    assert inbox(cast.school_clerk.actor).rows == []


def test_first_values_come_from_the_round_before_and_nothing_changed_is_one_press(cast: Any) -> None:
    first = make.an_open_round(cast.officer, target={"units": [cast.schools[0].pk]})
    certified(cast.school_clerk, cast.principal, of_unit(first, cast.schools[0]))
    second = make.an_open_round(
        cast.officer, first.form, title="รอบ 2", previous=first, target={"units": [cast.schools[0].pk]}
    )
    given = of_unit(second, cast.schools[0])
    assert previous_values(given)["working"] == "37"
    assert prefill(actor=cast.school_clerk.actor, given=given) == 5
    assert prefill(actor=cast.school_clerk.actor, given=given) == 0
    assert set(given.cells.values_list("origin", flat=True)) == {"last"}
    assert not given.cells.filter(path="broken").exists()
    fill(cast.school_clerk, given, note="พิมพ์ไว้")
    same_as_last(actor=cast.school_clerk.actor, given=given)
    given.refresh_from_db()
    assert given.no_change
    values = dict(given.cells.values_list("path", "value"))
    assert (values["broken"], values["note"]) == ("3", "")
    fill(cast.school_clerk, given, broken="4")
    assert not given.no_change


def test_another_school_sees_and_writes_nothing_here(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer)
    given = of_unit(round_, cast.schools[0])
    for other in (cast.outsider, cast.teacher, cast.pupil, cast.sysadmin):
        assert not Submission.objects.visible_to(other.actor).filter(pk=given.pk).exists()
        with pytest.raises(Refused):
            fill(other, given, computers="1")
