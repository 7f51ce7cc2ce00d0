"""Digests, quiet hours, days off: when a person is disturbed."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from khet.notify import services
from khet.notify.models import Delivery, Digest
from khet.notify.registry import Mode
from khet.notify.rules import Clock, next_attempt
from khet.notify.services.dispatch import dispatch
from khet.notify.slots import Contact, QuietHours
from khet.notify.tests.conftest import ANAN, BUSABA
from khet.notify.tests.factories import a_link, an_actor, tell
from khet.notify.tests.stand_ins import Post, WebService
from khet.thai.bangkok import BANGKOK

TUESDAY, FRIDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 28)
MOMENTS = some.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=some.just(BANGKOK))
HOURS = some.builds(QuietHours, some.times(), some.times())


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), BANGKOK)


@given(MOMENTS, HOURS, some.booleans())
def test_nothing_rings_in_quiet_hours_or_on_days_off(moment: datetime, quiet: QuietHours, weekends: bool) -> None:
    rings = Clock(BANGKOK, quiet, weekends=weekends).now_or_later(moment)
    assert rings >= moment
    assert not quiet.holds(rings.time())
    assert weekends or rings.weekday() < 5


@given(MOMENTS, HOURS)
def test_what_may_ring_is_not_held_back(moment: datetime, quiet: QuietHours) -> None:
    clock = Clock(BANGKOK, quiet)
    if moment.weekday() < 5 and not quiet.holds(moment.time()):
        assert clock.now_or_later(moment) == moment
    rings = clock.now_or_later(moment)
    assert clock.now_or_later(rings) == rings


@given(MOMENTS, HOURS)
def test_a_digest_comes_later_at_a_time_that_may_ring(moment: datetime, quiet: QuietHours) -> None:
    clock = Clock(BANGKOK, quiet)
    gathered = clock.digest_after(moment)
    assert gathered >= moment
    assert clock.now_or_later(gathered) == gathered


@given(some.integers(1, 5), MOMENTS, some.floats(0, 100000))
def test_another_attempt_is_never_sooner_than_asked(attempts: int, moment: datetime, asked: float) -> None:
    again = next_attempt(attempts, moment, asked)
    assert again is not None
    assert again - moment >= timedelta(seconds=min(asked, 21600))


@pytest.mark.parametrize(
    ("moment", "rings"),
    [
        (at(TUESDAY, 19, 59), at(TUESDAY, 19, 59)),
        (at(TUESDAY, 20), at(date(2026, 11, 25), 6, 30)),
        (at(TUESDAY, 3), at(TUESDAY, 6, 30)),
        (at(FRIDAY, 21), at(date(2026, 11, 30), 6, 30)),
        (at(SATURDAY, 12), at(date(2026, 11, 30), 6, 30)),
    ],
)
def test_the_usual_quiet_hours(moment: datetime, rings: datetime) -> None:
    assert Clock(BANGKOK).now_or_later(moment) == rings


@pytest.mark.parametrize(
    ("moment", "gathered"),
    [
        (at(TUESDAY, 7), at(TUESDAY, 7, 45)),
        (at(TUESDAY, 7, 45), at(TUESDAY, 13)),
        (at(TUESDAY, 13), at(date(2026, 11, 25), 7, 45)),
        (at(FRIDAY, 14), at(date(2026, 11, 30), 7, 45)),
    ],
)
def test_the_two_gatherings_of_a_day(moment: datetime, gathered: datetime) -> None:
    assert Clock(BANGKOK).digest_after(moment) == gathered


@pytest.mark.django_db
@pytest.mark.usefixtures("contacts")
class TestOnTheWay:
    def test_five_letters_are_one_mail_at_one_o_clock(self, post: Post, office_hours: Any) -> None:
        for number in range(5):
            tell(ANAN, kind="test.news", title=f"ข่าวที่ {number}")
        dispatch()
        assert not post.mails
        office_hours.move_to(at(TUESDAY, 13))
        dispatch()
        (mail,) = post.mails
        assert str(mail["Subject"]).strip() == "สรุป 5 เรื่องถึงท่าน"
        body = mail.get_body(("plain",))
        assert body is not None
        assert all(f"ข่าวที่ {number}" in body.get_content() for number in range(5))
        assert Digest.objects.get().items == 5
        assert Digest.objects.get().sent_at is not None

    def test_a_long_digest_says_how_many_more(self, post: Post, office_hours: Any) -> None:
        for number in range(23):
            tell(ANAN, kind="test.news", title=f"ข่าวที่ {number}")
        dispatch()
        office_hours.move_to(at(TUESDAY, 13))
        dispatch()
        body = post.mails[0].get_body(("plain",))
        assert body is not None
        assert "และอีก 3 เรื่อง" in body.get_content()

    def test_what_was_read_before_the_digest_is_not_in_it(self, post: Post, office_hours: Any) -> None:
        tell(ANAN, kind="test.news", title="อ่านแล้ว")
        services.mark_all_read(actor=an_actor(ANAN))
        tell(ANAN, kind="test.news", title="ยังไม่อ่าน")
        dispatch()
        office_hours.move_to(at(TUESDAY, 13))
        dispatch()
        assert str(post.mails[0]["Subject"]).strip() == "ยังไม่อ่าน"
        assert sorted(row.state for row in Delivery.objects.all()) == ["sent", "skipped"]

    def test_two_people_get_two_digests(self, post: Post, office_hours: Any) -> None:
        tell(ANAN, BUSABA, kind="test.news")
        dispatch()
        office_hours.move_to(at(TUESDAY, 13))
        dispatch()
        assert len(post.mails) == 2

    def test_the_evening_waits_for_the_morning_but_not_when_it_is_urgent(
        self, line_service: WebService, office_hours: Any
    ) -> None:
        a_link(ANAN)
        office_hours.move_to(at(TUESDAY, 22))
        tell(ANAN, title="พรุ่งนี้ก็ได้")
        tell(ANAN, title="น้ำท่วมโรงเรียน", urgent=True)
        dispatch()
        (call,) = line_service.calls
        assert "น้ำท่วมโรงเรียน" in call.json["messages"][0]["text"]
        office_hours.move_to(at(date(2026, 11, 25), 6, 30))
        dispatch()
        assert len(line_service.calls) == 2

    def test_an_urgent_one_does_not_wait_for_the_digest(self, post: Post, office_hours: Any) -> None:
        tell(ANAN, kind="test.news", urgent=True)
        dispatch()
        assert len(post.mails) == 1

    def test_saturday_waits_for_monday_unless_the_person_wants_it(
        self, line_service: WebService, office_hours: Any
    ) -> None:
        a_link(ANAN)
        a_link(BUSABA)
        services.save_preferences(
            actor=an_actor(BUSABA), cells={}, quiet_from=time(20), quiet_until=time(6, 30), weekends=True
        )
        office_hours.move_to(at(SATURDAY, 10))
        tell(ANAN, BUSABA)
        dispatch()
        assert [call.json["to"] for call in line_service.calls] == [f"U{BUSABA}"]
        assert Delivery.objects.get(person_id=ANAN).due_at == at(date(2026, 11, 30), 6, 30)

    def test_an_own_quiet_hour_is_kept(self, line_service: WebService, office_hours: Any) -> None:
        a_link(ANAN)
        services.save_preferences(actor=an_actor(ANAN), cells={}, quiet_from=time(8), quiet_until=time(10))
        tell(ANAN)
        dispatch()
        assert not line_service.calls
        office_hours.move_to(at(TUESDAY, 10))
        dispatch()
        assert len(line_service.calls) == 1

    def test_a_second_attempt_does_not_ring_at_night(self, line_service: WebService, office_hours: Any) -> None:
        a_link(ANAN)
        office_hours.move_to(at(TUESDAY, 19, 59))
        line_service.answers = [(503, {})]
        tell(ANAN)
        dispatch()
        office_hours.move_to(at(TUESDAY, 20, 1))
        dispatch()
        assert len(line_service.calls) == 1
        row = Delivery.objects.get()
        assert (row.due_at, row.attempts) == (at(date(2026, 11, 25), 6, 30), 1)

    def test_a_person_may_turn_a_kind_off_and_gather_another(
        self, post: Post, line_service: WebService, office_hours: Any
    ) -> None:
        a_link(ANAN)
        cells = {("test.letter", "email"): Mode.OFF, ("test.letter", "line"): Mode.DIGEST}
        services.save_preferences(actor=an_actor(ANAN), cells=cells, quiet_from=time(20), quiet_until=time(6, 30))
        tell(ANAN)
        dispatch()
        assert not post.mails
        assert not line_service.calls
        office_hours.move_to(at(TUESDAY, 13))
        dispatch()
        assert not post.mails
        assert len(line_service.calls) == 1

    def test_turned_off_while_it_waited_is_off(self, post: Post, office_hours: Any) -> None:
        tell(ANAN, kind="test.news")
        dispatch()
        cells = {("test.news", "email"): Mode.OFF}
        services.save_preferences(actor=an_actor(ANAN), cells=cells, quiet_from=time(20), quiet_until=time(6, 30))
        office_hours.move_to(at(TUESDAY, 13))
        dispatch()
        assert not post.mails
        assert Delivery.objects.get().state == "skipped"

    def test_a_worker_back_after_ten_days_does_not_flood(self, line_service: WebService, office_hours: Any) -> None:
        a_link(ANAN)
        office_hours.move_to(at(TUESDAY, 22))
        tell(ANAN)
        dispatch()
        office_hours.shift(timedelta(days=10))
        office_hours.move_to(at(date(2026, 12, 4), 9))
        dispatch()
        assert not line_service.calls
        assert Delivery.objects.get().state == "skipped"

    def test_the_units_own_holiday_is_a_day_off(
        self, line_service: WebService, office_hours: Any, contacts: dict[int, Contact], monkeypatch: Any
    ) -> None:
        from khet.calendar.working import OFFICE_DAY, WorkingTime
        from khet.notify import clocks

        closed = WorkingTime(lambda day: () if day == TUESDAY else OFFICE_DAY)
        monkeypatch.setattr(clocks, "working_time", lambda unit_id: closed)
        contacts[ANAN] = Contact("อนันต์ ทดสอบ", unit_id=7)
        a_link(ANAN)
        tell(ANAN)
        dispatch()
        assert not line_service.calls
        assert Delivery.objects.get().due_at == at(date(2026, 11, 25), 6, 30)

    def test_two_workers_send_one_message(self, line_service: WebService, office_hours: Any) -> None:
        from khet.notify.services.dispatch import _claim
        from khet.notify.services.plan import plan_waiting

        a_link(ANAN)
        tell(ANAN)
        plan_waiting()
        assert len(_claim(at(TUESDAY, 9))) == 1
        dispatch()
        assert not line_service.calls
        office_hours.shift(timedelta(minutes=41))  # the first worker was killed: its lease is over
        dispatch()
        assert len(line_service.calls) == 1
