"""What the clock does to work: reminders by plan, escalation, new due times."""

from datetime import date, datetime
from typing import Any

import pytest
from django.utils import timezone

from khet.calendar import services as calendars
from khet.calendar.models import Calendar
from khet.kernel.actor import SYSTEM
from khet.notify.models import Notice
from khet.work import services
from khet.work.models import WorkItem
from khet.work.tests.factories import an_item

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


def titles(person: Any) -> list[str]:
    return list(Notice.objects.filter(person_id=person.person.pk).order_by("pk").values_list("title", flat=True))


def test_the_plan_speaks_the_day_before_at_the_due_time_and_after_and_tells_the_head(
    cast: Any, time_machine: Any
) -> None:
    time_machine.move_to(at("2026-11-16T09:00"))
    an_item(cast.clerk, cast.schools[0], due_at=at("2026-11-18T00:00"))
    assert services.nudge_due() == 0
    said = []
    for moment in ("2026-11-17T08:31", "2026-11-18T16:31", "2026-11-19T08:31", "2026-11-20T08:31", "2026-11-23T09:00"):
        time_machine.move_to(at(moment))
        said.append(services.nudge_due())
    assert said == [1, 1, 1, 1, 0]
    words = [title.split(":")[0] for title in titles(cast.school_clerk)]
    assert words == ["ใกล้ครบกำหนด", "ครบกำหนดแล้ว", "เกินกำหนด"]
    assert len(titles(cast.principal)) == 1
    assert WorkItem.objects.get().escalated_at is not None


def test_of_two_who_remind_at_once_both_count(cast: Any) -> None:
    item = an_item(cast.clerk, cast.schools[0], due_at=timezone.now())
    first, second = WorkItem.objects.get(pk=item.pk), WorkItem.objects.get(pk=item.pk)
    services.remind(actor=cast.clerk.actor, items=[first])
    services.remind(actor=cast.clerk.actor, items=[second])
    item.refresh_from_db()
    assert item.reminded == 2


def test_an_answered_item_is_never_spoken_of_again(cast: Any, time_machine: Any) -> None:
    time_machine.move_to(at("2026-11-16T09:00"))
    item = an_item(cast.clerk, cast.schools[0], due_at=at("2026-11-18T00:00"))
    services.answer(actor=cast.school_clerk.actor, item=item)
    time_machine.move_to(at("2026-11-25T09:00"))
    assert services.nudge_due() == 0


def test_a_worker_that_slept_for_a_week_speaks_once_not_four_times(cast: Any, time_machine: Any) -> None:
    time_machine.move_to(at("2026-11-16T09:00"))
    an_item(cast.clerk, cast.schools[0], due_at=at("2026-11-18T00:00"))
    time_machine.move_to(at("2026-11-30T09:00"))
    while services.nudge_due():
        pass
    assert len(titles(cast.school_clerk)) <= 2


def test_a_holiday_added_later_moves_a_budget_but_never_a_stated_date(cast: Any, time_machine: Any) -> None:
    calendar = Calendar.objects.create(key="office", name="ปฏิทิน", kind="office")
    time_machine.move_to(at("2026-11-16T09:00"))
    budget = an_item(cast.clerk, cast.schools[0], subject=1, budget_minutes=7 * 60 * 2)
    stated = an_item(cast.clerk, cast.schools[0], subject=2, due_at=at("2026-11-18T00:00"))
    before = budget.due_at
    calendars.add_holiday(actor=SYSTEM, day=date(2026, 11, 17), name="วันหยุดพิเศษ", calendar=calendar)
    services.redate()
    budget.refresh_from_db()
    assert budget.due_at is not None
    assert before is not None
    assert budget.due_at > before
    assert (budget.due_at - before).days == 1
    due = stated.due_at
    stated.refresh_from_db()
    assert stated.due_at == due
    assert timezone.localtime(due).strftime("%H.%M") == "16.30"


def test_work_asked_by_name_moves_when_the_desk_is_handed_over(cast: Any) -> None:
    item = an_item(cast.clerk, cast.dlict, asked_person_id=cast.officer.person.pk)
    mine = WorkItem.objects.filter(asked_person=cast.officer.person)
    assert services.hand_over(actor=cast.head.actor, items=mine, to_person=cast.sysadmin.person, note="ย้าย") == 1
    item.refresh_from_db()
    assert item.asked_person_id == cast.sysadmin.person.pk
