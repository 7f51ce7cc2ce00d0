"""Mails as offices really send them, and a desk whose box stands on the stand-in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone

from khet.org.models import Unit
from khet.org.tests.cast import Browser
from khet.saraban import services
from khet.saraban.models import Mail, MailBox
from khet.saraban.tests.factories import PDF
from khet.saraban.tests.mailserver import MailServer, mail_server
from khet.thai.bangkok import today

ADDRESS = "saraban@khet.example"


def a_mail(**about: Any) -> EmailMessage:
    """A letter of a ministry, with its PDF."""
    mail = EmailMessage()
    mail["From"] = about.pop("sender", "สำนักงานคลังจังหวัด <saraban_srt@treasury.example>")
    mail["To"] = ADDRESS
    mail["Subject"] = about.pop("subject", "ที่ กค 0403/ว 118 ลงวันที่ 5 มกราคม 2569 เรื่อง แจ้งการปรับปรุงระบบ GFMIS")
    mail["Date"] = about.pop("date", "Mon, 05 Jan 2026 09:30:00 +0700")
    mail["Message-ID"] = about.pop("message_id", "<118.2569@treasury.example>")
    mail.set_content(about.pop("text", "เรียน ผู้อำนวยการ\nขอส่งหนังสือตามไฟล์แนบ โปรดตอบรับ"))
    for name, content, kind in about.pop("files", [("หนังสือ ว118.pdf", PDF, "application/pdf")]):
        main, _slash, sub = kind.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    assert not about
    return mail


def values(server: MailServer, **about: Any) -> services.BoxValues:
    given = {
        "address": ADDRESS,
        "host": "127.0.0.1",
        "port": server.port,
        "tls": "none",
        "user": server.user,
        "password": server.password,
        "since": today() - timedelta(days=7),
        **about,
    }
    return services.BoxValues(**given)


@contextmanager
def a_server(monkeypatch: pytest.MonkeyPatch, **about: Any) -> Iterator[MailServer]:
    with mail_server(**about) as server:
        monkeypatch.setenv("KHET_IMAP_PORTS", str(server.port))
        yield server


def a_box(server: MailServer, by: Browser, **about: Any) -> MailBox:
    return services.set_mailbox(actor=by.actor, values=values(server, **about))


def a_kept_mail(desk: Unit, **about: Any) -> Mail:
    """One that was read before, without a server."""
    box, _made = MailBox.objects.get_or_create(desk=desk, defaults={"address": ADDRESS, "since": today()})
    uid = box.mails.count() + 1
    given = {"subject": "แจ้งการปรับปรุงระบบ", "from_address": "a@treasury.example", "fingerprint": f"{uid:064}", **about}
    now = timezone.now()
    return Mail.objects.create(box=box, desk=desk, validity=1, uid=uid, arrived_at=now, read_at=now, **given)
