"""The life of a work item."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from khet.audit.models import Entry
from khet.kernel.errors import Refused
from khet.work import services
from khet.work.models import WorkItem
from khet.work.reads.inbox import badge, counts, inbox
from khet.work.reads.wall import wall
from khet.work.tests.conftest import told
from khet.work.tests.factories import LETTER, a_spec, an_ask, an_item

pytestmark = pytest.mark.django_db


def tomorrow() -> datetime:
    return timezone.now() + timedelta(days=3)


def test_work_asked_of_a_school_waits_for_its_clerk_and_nobody_of_another_school(
    clerk: Any, school_clerk: Any, outsider: Any, principal: Any, teacher: Any, pupil: Any, sysadmin: Any
) -> None:
    an_item(clerk, school_clerk.unit)
    assert [row.described.title for row in inbox(school_clerk.actor).rows] == ["เรื่องทดสอบ 1"]
    for other in (outsider, teacher, pupil, sysadmin, principal):
        assert inbox(other.actor).rows == []
    assert len(inbox(principal.actor, "unit").rows) == 1
    assert inbox(outsider.actor, "unit").rows == []
    assert len(inbox(clerk.actor, "asked").rows) == 1


def test_a_director_takes_in_the_work_while_the_registry_post_is_vacant(cast: Any) -> None:
    an_item(cast.clerk, cast.schools[0])
    seat = cast.school_clerk.person.appointments.get()
    seat.valid_until = timezone.localdate()
    seat.save()
    assert len(inbox(cast.principal.actor).rows) == 1
    assert inbox(cast.school_clerk.actor).rows == []


def test_two_things_asked_on_one_letter_are_one_row_and_one_in_the_badge(clerk: Any, school_clerk: Any) -> None:
    first, second = an_ask(), an_ask(order=1, label="แนบไฟล์")
    specs = [a_spec(school_clerk.unit, ask_id=ask.pk) for ask in (first, second)]
    assert services.open_many(actor=clerk.actor, specs=specs) == 2
    rows = inbox(school_clerk.actor).rows
    assert len(rows) == 1
    assert len(rows[0].items) == 2
    assert badge(school_clerk.actor) == 1


def test_opening_the_same_asks_twice_leaves_one_item_each(clerk: Any, school_clerk: Any) -> None:
    ask = an_ask()
    for _ in range(2):
        services.open_many(actor=clerk.actor, specs=[a_spec(school_clerk.unit, ask_id=ask.pk)])
    assert WorkItem.objects.count() == 1


def test_an_answer_leaves_the_inbox_turns_the_picket_and_tells_the_basis(clerk: Any, school_clerk: Any) -> None:
    ask = an_ask(due_at=tomorrow())
    services.open_many(actor=clerk.actor, specs=[a_spec(school_clerk.unit, ask_id=ask.pk, due_at=ask.due_at)])
    item = WorkItem.objects.get()
    assert wall(LETTER).rows[0].picket == "unopened"
    services.see(actor=school_clerk.actor, items=WorkItem.objects.all())
    assert wall(LETTER).rows[0].picket == "opened"
    services.accept(actor=school_clerk.actor, item=item)
    assert wall(LETTER).rows[0].picket == "working"
    services.answer(actor=school_clerk.actor, item=item, text="ส่งแล้ว")
    assert wall(LETTER).rows[0].picket == "answered"
    assert inbox(school_clerk.actor).rows == []
    assert len(inbox(school_clerk.actor, "done").rows) == 1
    assert told[-1][0] == LETTER.id
    assert told[-1][1].done == 1


def test_a_look_by_the_asking_side_does_not_count_as_seen(clerk: Any, school_clerk: Any) -> None:
    an_item(clerk, school_clerk.unit)
    assert services.see(actor=clerk.actor, items=WorkItem.objects.all()) == 0
    assert services.see(actor=school_clerk.actor, items=WorkItem.objects.all()) == 1
    assert services.see(actor=school_clerk.actor, items=WorkItem.objects.all()) == 0


def test_another_school_can_not_answer(clerk: Any, school_clerk: Any, outsider: Any) -> None:
    item = an_item(clerk, school_clerk.unit)
    with pytest.raises(Refused, match="ไม่ได้อยู่ที่ท่าน"):
        services.answer(actor=outsider.actor, item=item)
    item.refresh_from_db()
    assert item.waiting


def test_a_late_answer_keeps_its_mark_and_an_early_one_has_none(
    clerk: Any, school_clerk: Any, time_machine: Any
) -> None:
    time_machine.move_to("2026-11-16T09:00:00+07:00")
    item = an_item(clerk, school_clerk.unit, due_at=datetime.fromisoformat("2026-11-18T00:00:00+07:00"))
    assert timezone.localtime(item.due_at).strftime("%d %H.%M") == "18 16.30"
    time_machine.move_to("2026-11-18T16:31:00+07:00")
    assert counts(school_clerk.actor).late == 1
    answered = services.answer(actor=school_clerk.actor, item=item)
    assert answered.late
    early = an_item(clerk, school_clerk.unit, subject=2, due_at=timezone.now() + timedelta(days=9))
    assert not services.answer(actor=school_clerk.actor, item=early).late


def test_an_answer_given_back_waits_again_and_says_why(clerk: Any, school_clerk: Any, outsider: Any) -> None:
    item = an_item(clerk, school_clerk.unit)
    services.answer(actor=school_clerk.actor, item=item)
    with pytest.raises(Refused, match="หน่วยงานผู้ขอ"):
        services.give_back(actor=outsider.actor, item=item, note="แก้")
    with pytest.raises(Refused, match="ต้องแก้อะไร"):
        services.give_back(actor=clerk.actor, item=item, note=" ")
    services.give_back(actor=clerk.actor, item=item, note="ขาดหน้า 2")
    assert len(inbox(school_clerk.actor).rows) == 1
    assert item.moves.filter(verb="give_back", note="ขาดหน้า 2").exists()


def test_an_answer_by_phone_is_noted_by_the_asking_side_with_who_and_when(
    clerk: Any, school_clerk: Any, outsider: Any
) -> None:
    item = an_item(clerk, school_clerk.unit)
    with pytest.raises(Refused):
        services.record_answer(actor=outsider.actor, item=item, via="phone", text="โทรมา")
    with pytest.raises(Refused, match="จากใคร"):
        services.record_answer(actor=clerk.actor, item=item, via="phone", text="")
    done = services.record_answer(actor=clerk.actor, item=item, via="phone", text="ครูมาลี โทร 10.20 น.")
    assert (done.via, done.waiting) == ("phone", False)


def test_an_item_follows_its_post_to_the_next_holder(cast: Any) -> None:
    item = an_item(cast.clerk, cast.dlict, asked_post_id=cast.head.post_held.pk)
    assert len(inbox(cast.head.actor).rows) == 1
    assert inbox(cast.officer.actor).rows == []
    services.pass_on(actor=cast.head.actor, item=item, to_post=cast.officer.post_held, note="ดำเนินการ")
    assert inbox(cast.head.actor).rows == []
    assert len(inbox(cast.officer.actor).rows) == 1


def test_more_time_for_one_school_moves_only_its_due_time(clerk: Any, school_clerk: Any, outsider: Any) -> None:
    ask = an_ask(due_at=tomorrow())
    units = (school_clerk.unit, outsider.unit)
    specs = [a_spec(unit, subject=n, ask_id=ask.pk, due_at=ask.due_at) for n, unit in enumerate(units)]
    services.open_many(actor=clerk.actor, specs=specs)
    first, second = WorkItem.objects.order_by("pk")
    later = services.extend(actor=clerk.actor, item=first, due_at=tomorrow() + timedelta(days=7), reason="น้ำท่วม")
    assert later.due_at is not None
    assert second.due_at is not None
    assert later.due_at > second.due_at
    with pytest.raises(Refused, match="หลังเวลานี้"):
        services.extend(actor=clerk.actor, item=second, due_at=timezone.now() - timedelta(days=9), reason="x")


def test_withdrawn_asks_wait_for_nobody_and_do_not_count(clerk: Any, school_clerk: Any) -> None:
    ask = an_ask()
    services.open_many(actor=clerk.actor, specs=[a_spec(school_clerk.unit, ask_id=ask.pk)])
    assert services.withdraw(actor=clerk.actor, items=WorkItem.objects.all(), reason="ส่งผิด") == 1
    assert inbox(school_clerk.actor).rows == []
    assert services.progress(LETTER).total == 0


def test_every_command_leaves_one_entry(clerk: Any, school_clerk: Any) -> None:
    before = Entry.objects.count()
    item = an_item(clerk, school_clerk.unit)
    services.accept(actor=school_clerk.actor, item=item)
    services.answer(actor=school_clerk.actor, item=item, text="ครบ")
    assert Entry.objects.count() == before + 3


def test_a_secret_item_shows_no_subject_and_only_to_the_one_named(
    clerk: Any, principal: Any, school_clerk: Any
) -> None:
    item = an_item(clerk, school_clerk.unit, secret=True, asked_person_id=principal.person.pk, label="สอบวินัย")
    assert item.label == "หนังสือลับ"
    assert len(inbox(principal.actor).rows) == 1
    assert inbox(principal.actor, "unit").rows == []
    assert inbox(school_clerk.actor, "unit").rows == []
    assert not WorkItem.objects.visible_to(school_clerk.actor).exists()


def test_the_inbox_pages_without_losing_or_repeating_a_row(
    clerk: Any, school_clerk: Any, django_assert_max_num_queries: Any
) -> None:
    specs = [a_spec(school_clerk.unit, subject=n, due_at=tomorrow() if n % 3 else None) for n in range(57)]
    services.open_many(actor=clerk.actor, specs=specs)
    actor, seen, cursor = school_clerk.actor, [], ""
    for _ in range(6):
        with django_assert_max_num_queries(3):
            page = inbox(actor, cursor=cursor, size=10)
        seen += [row.subject.id for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert sorted(seen) == list(range(57))
