"""Nothing of a secret letter leaves the house, nor is it kept where the letter is not."""

from datetime import datetime
from typing import Any

import pytest
from django.core import serializers

from khet.jobs.models import Job
from khet.kernel.refs import Ref
from khet.notify import reads
from khet.notify.models import Notice
from khet.notify.services.dispatch import dispatch
from khet.notify.tests.conftest import ANAN, BUSABA
from khet.notify.tests.factories import a_link, a_subscription, an_actor, tell
from khet.notify.tests.stand_ins import Device, Post, WebService
from khet.thai.bangkok import BANGKOK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contacts")]
SUBJECT, NUMBER = "สอบสวนวินัยนายสมมุติ", "ศธ 04321/ล9876"


def tell_a_secret(**more: Any) -> None:
    tell(ANAN, title=f"{NUMBER} {SUBJECT}", body=SUBJECT, secret=True, ref=Ref("test.letter", 987654), **more)


def test_the_subject_never_leaves_by_any_channel(
    post: Post, line_service: WebService, device: Device, office_hours: Any
) -> None:
    a_link(ANAN)
    a_subscription(ANAN, device)
    tell_a_secret()
    dispatch()
    mail = post.mails[0]
    said = [mail["Subject"], mail.as_string(), line_service.calls[0].body.decode(), str(device.shown())]
    said += [str(part.get_content()) for part in mail.iter_parts()]
    for text in said:
        assert SUBJECT not in text
        assert "9876" not in text
    assert str(mail["Subject"]).strip() == device.shown()[0]["title"] == "มีหนังสือลับถึงท่าน"


def test_a_digest_says_no_more_either(post: Post, office_hours: Any) -> None:
    tell_a_secret(kind="test.news")
    tell(ANAN, kind="test.news", title="ข่าวธรรมดา")
    dispatch()
    office_hours.move_to(datetime(2026, 11, 24, 13, 0, tzinfo=BANGKOK))
    dispatch()
    body = post.mails[0].get_body(("plain",))
    assert body is not None
    assert "มีหนังสือลับถึงท่าน" in body.get_content()
    assert SUBJECT not in body.get_content()
    assert "987654" not in body.get_content()


def test_neither_the_table_nor_the_outbox_keeps_the_subject(office_hours: Any) -> None:
    tell_a_secret()
    kept = serializers.serialize("json", [*Notice.objects.all(), *Job.objects.all()], ensure_ascii=False)
    assert SUBJECT not in kept
    assert NUMBER not in kept


def test_in_the_house_its_name_is_asked_of_the_letter_each_time(office_hours: Any) -> None:
    tell_a_secret()
    line = reads.line_of(Notice.objects.get(), an_actor(ANAN))
    assert line.title == "หนังสือเลขที่ 987654"


def test_who_may_no_longer_see_the_letter_sees_no_name(office_hours: Any) -> None:
    tell(BUSABA, title=SUBJECT, secret=True, ref=Ref("test.letter", 404))
    assert reads.line_of(Notice.objects.get(), an_actor(BUSABA)).title == "มีหนังสือลับถึงท่าน"
