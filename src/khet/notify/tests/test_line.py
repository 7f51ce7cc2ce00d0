"""LINE: what is sent, what comes back, and whose account is whose."""

from datetime import timedelta
from typing import Any

import pytest

from khet.jobs.services import drain
from khet.notify.models import ChannelSetting, Delivery, LineLink
from khet.notify.services.dispatch import dispatch
from khet.notify.tests.conftest import ANAN, BUSABA, CHALOEM
from khet.notify.tests.factories import a_link, tell
from khet.notify.tests.stand_ins import WebService

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contacts", "office_hours")]


def test_one_person_is_pushed_to_with_the_office_token(line_service: WebService) -> None:
    a_link(ANAN)
    tell(ANAN, body="รายละเอียดอยู่ในระบบเท่านั้น")
    drain()
    (call,) = line_service.calls
    assert call.path == "/v2/bot/message/push"
    assert call.headers["Authorization"] == "Bearer token-for-tests"
    assert call.json["to"] == f"U{ANAN}"
    (message,) = call.json["messages"]
    assert message["text"].startswith("ขอเชิญประชุม\nhttp")
    assert "รายละเอียด" not in message["text"]


def test_the_same_words_to_many_are_one_multicast(line_service: WebService) -> None:
    for person in (ANAN, BUSABA, CHALOEM):
        a_link(person)
    tell(ANAN, BUSABA, CHALOEM)
    drain()
    (call,) = line_service.calls
    assert call.path == "/v2/bot/message/multicast"
    assert sorted(call.json["to"]) == ["U101", "U102", "U103"]
    assert {row.state for row in Delivery.objects.all()} == {"sent"}


def test_a_bad_user_does_not_cost_the_others_their_message(line_service: WebService) -> None:
    for person in (ANAN, BUSABA):
        a_link(person)
    line_service.refuse = b"U102"
    tell(ANAN, BUSABA)
    drain()
    assert {row.person_id: row.state for row in Delivery.objects.all()} == {ANAN: "sent", BUSABA: "failed"}


def test_too_many_requests_wait_as_long_as_line_asks(line_service: WebService, office_hours: Any) -> None:
    a_link(ANAN)
    line_service.answers = [(429, {"Retry-After": "1800"})]
    tell(ANAN)
    dispatch()
    office_hours.shift(timedelta(minutes=29))
    dispatch()
    assert len(line_service.calls) == 1
    office_hours.shift(timedelta(minutes=2))
    dispatch()
    first, second = line_service.calls
    assert first.headers["X-Line-Retry-Key"] == second.headers["X-Line-Retry-Key"]
    assert Delivery.objects.get().state == "sent"


def test_what_line_has_already_taken_counts_as_sent(line_service: WebService, office_hours: Any) -> None:
    a_link(ANAN)
    line_service.answers = [(500, {}), (409, {})]
    tell(ANAN)
    dispatch()
    office_hours.shift(timedelta(minutes=2))
    dispatch()
    assert Delivery.objects.get().state == "sent"


def test_a_wrong_token_is_kept_for_later_and_shown_to_the_office(line_service: WebService) -> None:
    a_link(ANAN)
    line_service.answers = [(401, {})]
    tell(ANAN)
    dispatch()
    assert Delivery.objects.get().state == "queued"
    assert "401" in ChannelSetting.objects.get(channel="line").last_error


def test_who_blocked_the_office_is_not_written_to(line_service: WebService) -> None:
    link = a_link(ANAN)
    LineLink.objects.filter(pk=link.pk).update(blocked_at=link.linked_at)
    tell(ANAN)
    drain()
    assert not line_service.calls


def test_a_fold_of_66_is_one_message_that_counts(line_service: WebService) -> None:
    a_link(ANAN)
    for school in range(66):
        tell(ANAN, kind="test.answer", title=f"โรงเรียน {school} ตอบแล้ว", group="42")
    drain()
    (call,) = line_service.calls
    assert call.json["messages"][0]["text"].startswith("โรงเรียนตอบแล้ว 66 แห่ง")


def test_more_of_a_fold_within_the_hour_waits_and_goes_together(line_service: WebService, office_hours: Any) -> None:
    a_link(ANAN)
    tell(ANAN, kind="test.answer", title="โรงเรียน ก ตอบแล้ว", group="42")
    dispatch()
    for name in "ขค":
        tell(ANAN, kind="test.answer", title=f"โรงเรียน {name} ตอบแล้ว", group="42")
    dispatch()
    assert len(line_service.calls) == 1
    office_hours.shift(timedelta(minutes=61))
    dispatch()
    assert len(line_service.calls) == 2
    assert line_service.calls[1].json["messages"][0]["text"].startswith("โรงเรียนตอบแล้ว 2 แห่ง")
