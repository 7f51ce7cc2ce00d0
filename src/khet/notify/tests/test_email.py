"""E-mail, over a real socket."""

from datetime import timedelta
from email.message import EmailMessage
from itertools import pairwise
from typing import Any

import pytest

from khet.jobs.services import drain
from khet.notify.models import ChannelSetting, Delivery
from khet.notify.slots import Contact
from khet.notify.tests.conftest import ANAN, BUSABA
from khet.notify.tests.factories import tell
from khet.notify.tests.stand_ins import Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contacts")]


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_notice_arrives_as_mail_with_its_address_in_thai_time(post: Post, office_hours: Any) -> None:
    tell(ANAN, body="ห้องประชุม 1")
    drain()
    (mail,) = post.mails
    assert str(mail["Subject"]).strip() == "ขอเชิญประชุม"
    assert "anan@example.go.th" in mail["To"]
    assert "สำนักงานเขตทดสอบ" in mail["From"]
    for kind in ("plain", "html"):
        assert "ห้องประชุม 1" in text_of(mail, kind)
        assert "/notices/open/test.letter/42/" in text_of(mail, kind)
        assert "24 พ.ย. 09.00 น." in text_of(mail, kind)
    assert Delivery.objects.get().state == "sent"


def test_a_mail_says_how_to_stop_it_with_one_click(post: Post, office_hours: Any) -> None:
    tell(ANAN)
    drain()
    (mail,) = post.mails
    assert "/notices/unsubscribe/" in mail["List-Unsubscribe"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/notices/preferences/" in text_of(mail)


def test_words_in_a_title_are_no_markup(post: Post, office_hours: Any) -> None:
    tell(ANAN, title="<script>x</script>", body="<b>1 & 2</b>")
    drain()
    assert "<script>" not in text_of(post.mails[0], "html")
    assert "<b>1 & 2</b>" in text_of(post.mails[0])


def test_a_full_mailbox_is_tried_again_and_a_dead_address_is_not(post: Post, office_hours: Any) -> None:
    post.says = {"anan@example.go.th": "452 full", "busaba@example.go.th": "550 no such user"}
    tell(ANAN, BUSABA)
    drain()
    states = {row.person_id: row.state for row in Delivery.objects.all()}
    assert states == {ANAN: "queued", BUSABA: "failed"}
    post.says = {}
    office_hours.shift(timedelta(minutes=2))
    tell(BUSABA)
    drain()
    assert sorted(mail["To"].split("<")[-1] for mail in post.mails) == ["anan@example.go.th>", "busaba@example.go.th>"]


def test_a_second_attempt_carries_the_same_message_id(post: Post, office_hours: Any) -> None:
    from khet.notify.services.dispatch import dispatch

    tell(ANAN)
    dispatch()
    Delivery.objects.update(state="sending", sent_at=None, due_at="2026-11-24T01:00Z")  # killed before it was written
    dispatch()
    first, second = post.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_a_server_that_is_away_keeps_everything_and_tells_the_settings_page(
    post: Post, office_hours: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHET_SMTP_PORT", "1")
    tell(ANAN, BUSABA)
    drain()
    assert {row.state for row in Delivery.objects.all()} == {"queued"}
    assert "Connection" in ChannelSetting.objects.get(channel="email").last_error
    monkeypatch.setenv("KHET_SMTP_PORT", str(post.port))
    office_hours.shift(timedelta(minutes=2))
    tell(BUSABA, kind="test.news")
    drain()
    assert len(post.mails) == 2
    assert ChannelSetting.objects.get(channel="email").last_error == ""


def test_attempts_end_after_six_and_wait_longer_each_time(post: Post, office_hours: Any) -> None:
    from khet.notify.services.dispatch import dispatch

    post.says = {"anan@example.go.th": "451 later"}
    tell(ANAN)
    waits = []
    for _attempt in range(6):
        dispatch()
        row = Delivery.objects.get()
        waits.append(row.due_at)
        office_hours.move_to(row.due_at)
    assert (row.state, row.attempts) == ("failed", 6)
    gaps = [later - earlier for earlier, later in pairwise(waits[:5])]
    assert gaps == sorted(gaps)


def test_an_address_that_is_none_does_not_stop_the_others(
    post: Post, office_hours: Any, contacts: dict[int, Contact]
) -> None:
    contacts[ANAN] = Contact("อนันต์", "no address at all")
    tell(ANAN, BUSABA)
    drain()
    assert len(post.mails) == 1
    assert Delivery.objects.get(person_id=ANAN).state == "failed"
