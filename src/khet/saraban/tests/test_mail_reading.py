"""The desk's mailbox is read over a real socket: every mail once, kept before it is marked, none lost by a kill."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from khet.audit.models import Entry
from khet.files import services as files
from khet.files.models import StoredFile
from khet.jobs.services import drain
from khet.kernel.errors import Refused
from khet.notify.models import Notice
from khet.org.tests.cast import Cast
from khet.saraban import services
from khet.saraban.mailbox import imap, reading
from khet.saraban.models import Mail, MailBox
from khet.saraban.services import mailing
from khet.saraban.tests.certificate import a_certificate
from khet.saraban.tests.mails import a_box, a_mail, a_server, values
from khet.saraban.tests.mailserver import MailServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with a_server(monkeypatch) as standing:
        yield standing


def read(box: MailBox) -> int:
    return services.read_mailbox(box.pk)


def test_a_mail_becomes_a_row_with_its_papers_and_is_then_marked(cast: Cast, server: MailServer) -> None:
    there = server.put(a_mail().as_bytes())
    box = a_box(server, cast.clerk)
    services.ask_for_reading()
    drain()
    mail = Mail.objects.get()
    assert (mail.from_name, mail.from_address) == ("สำนักงานคลังจังหวัด", "saraban_srt@treasury.example")
    assert mail.subject.startswith("ที่ กค 0403/ว 118")
    assert mail.sent_at == datetime(2026, 1, 5, 2, 30, tzinfo=UTC)
    assert "โปรดตอบรับ" in mail.text
    assert [each.name for each in services.files_of(mail)] == ["หนังสือ ว118.pdf"]
    assert mail.guess == {"letter_no": "กค 0403/ว118", "dated": "2026-01-05", "subject": "แจ้งการปรับปรุงระบบ GFMIS"}
    assert there.flags == {r"\Seen"}
    assert not mail.troubles
    box.refresh_from_db()
    assert box.trouble == ""
    assert box.checked_at is not None
    entry = Entry.objects.get(action="saraban.mail_read")
    assert entry.chain == cast.office.pk
    assert Notice.objects.get(kind="saraban.mailed").person_id == cast.clerk.person.pk


def test_a_second_look_fetches_nothing_again(cast: Cast, server: MailServer) -> None:
    server.put(a_mail().as_bytes())
    box = a_box(server, cast.clerk)
    assert read(box) == 1
    assert read(box) == 0
    assert server.fetched == [1]
    server.put(a_mail(message_id="<2@x.example>", subject="ฉบับที่สอง").as_bytes())
    assert read(box) == 1
    assert server.fetched == [1, 2]
    assert Mail.objects.count() == 2


def test_a_renumbered_folder_doubles_nothing(cast: Cast, server: MailServer) -> None:
    first, second = server.put(a_mail().as_bytes()), server.put(a_mail(message_id="<2@x.example>").as_bytes())
    box = a_box(server, cast.clerk)
    assert read(box) == 2
    server.renumber()
    assert read(box) == 0
    assert Mail.objects.count() == 2
    assert first.flags == second.flags == {r"\Seen"}


def test_another_mail_under_the_same_message_id_is_not_swallowed(cast: Cast, server: MailServer) -> None:
    first = a_mail().as_bytes()
    server.put(first)
    server.put(a_mail(text="ข้อความอื่นภายใต้เลขจดหมายเดียวกัน").as_bytes())
    server.put(b"Received: by another road\r\n" + first)
    assert read(a_box(server, cast.clerk)) == 2


def test_mails_from_before_the_chosen_day_stay_unread(cast: Cast, server: MailServer) -> None:
    old = server.put(a_mail().as_bytes(), at=timezone.now() - timedelta(days=40))
    server.put(a_mail(message_id="<2@x.example>").as_bytes())
    edge = server.put(a_mail(message_id="<3@x.example>").as_bytes(), at=timezone.now() - timedelta(days=8))
    assert read(a_box(server, cast.clerk)) == 1
    assert old.flags == edge.flags == set()
    assert 1 not in server.fetched


def test_killed_before_the_commit_nothing_is_marked_and_the_next_run_has_it(
    cast: Cast, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = server.put(a_mail().as_bytes())
    box = a_box(server, cast.clerk)

    def killed(*args: Any, **named: Any) -> Any:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(mailing, "_tell", killed)
        with pytest.raises(SystemExit):
            read(box)
    assert there.flags == set()
    assert not Mail.objects.exists()
    assert not StoredFile.objects.exists()
    assert read(box) == 1


def test_killed_after_the_commit_the_mark_is_made_up_and_nothing_doubles(
    cast: Cast, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = server.put(a_mail().as_bytes())
    box = a_box(server, cast.clerk)

    def killed(self: Any, uids: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(imap.Session, "mark_seen", killed)
        with pytest.raises(SystemExit):
            read(box)
    assert Mail.objects.count() == 1
    assert there.flags == set()
    assert read(box) == 0
    assert there.flags == {r"\Seen"}
    assert server.fetched == [1]


def test_a_mail_that_ends_the_process_is_set_aside_after_some_runs_and_the_next_is_read(
    cast: Cast, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put(a_mail().as_bytes())
    server.put(a_mail(message_id="<2@x.example>", subject="ฉบับถัดไป").as_bytes())
    box = a_box(server, cast.clerk)
    reader = reading.read

    def deadly(raw: bytes) -> Any:
        if b"<118.2569@" in raw:
            raise SystemExit
        return reader(raw)

    monkeypatch.setattr(reading, "read", deadly)
    for _run in range(3):
        with pytest.raises(SystemExit):
            read(box)
    assert read(box) == 2
    first, second = Mail.objects.order_by("uid")
    assert "ระบบจึงข้ามไป" in first.troubles
    assert second.subject == "ฉบับถัดไป"


def test_a_line_that_breaks_loses_nothing(cast: Cast, server: MailServer) -> None:
    for number in range(3):
        server.put(a_mail(message_id=f"<{number}@x.example>").as_bytes())
    box = a_box(server, cast.clerk)

    def breaks(command: str) -> None:
        if command.startswith("UID FETCH 2 (UID BODY"):
            raise ConnectionError

    server.before = breaks
    assert read(box) == 0
    box.refresh_from_db()
    assert "ต่อกับเซิร์ฟเวอร์อีเมลไม่ได้" in box.trouble
    assert Mail.objects.count() == 1
    server.before = lambda command: None
    assert box.pk not in mailing.due_mailboxes()
    assert box.pk in mailing.due_mailboxes(timezone.now() + timedelta(minutes=6))
    assert read(box) == 2
    box.refresh_from_db()
    assert box.trouble == ""


def test_a_full_disk_is_no_fault_of_the_mail(cast: Cast, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.put(a_mail().as_bytes())
    box = a_box(server, cast.clerk)

    def full(*args: Any, **named: Any) -> Any:
        raise Refused("ที่เก็บไฟล์เต็ม", code="disk_full")

    with monkeypatch.context() as patch:
        patch.setattr(files, "receive", full)
        for _run in range(20):
            assert read(box) == 0
    assert read(box) == 1
    assert services.files_of(Mail.objects.get())


def test_a_huge_mail_is_not_fetched_but_told(cast: Cast, server: MailServer) -> None:
    server.put(a_mail().as_bytes(), claims=41_000_000)
    assert read(a_box(server, cast.clerk)) == 1
    mail = Mail.objects.get()
    assert mail.subject.startswith("ที่ กค 0403/ว 118")
    assert "ใหญ่เกิน 40 MB" in mail.troubles
    assert not any("BODY.PEEK[])" in each for each in server.asked)


def test_many_mails_are_read_in_several_runs(cast: Cast, server: MailServer) -> None:
    for number in range(mailing.AT_ONCE + 3):
        server.put(a_mail(message_id=f"<{number}@x.example>", files=[]).as_bytes())
    a_box(server, cast.clerk)
    services.ask_for_reading()
    drain()
    assert Mail.objects.count() == mailing.AT_ONCE + 3
    assert all(each.flags == {r"\Seen"} for each in server.messages)


def test_nothing_is_ever_removed_there(cast: Cast, server: MailServer) -> None:
    server.put(a_mail().as_bytes())
    read(a_box(server, cast.clerk))
    verbs = {command.split(" (")[0].split()[0] for command in server.asked}
    assert verbs <= {"CAPABILITY", "AUTHENTICATE", "LOGIN", "SELECT", "UID", "LOGOUT"}
    assert not any("Deleted" in command or "EXPUNGE" in command for command in server.asked)


def test_a_box_that_is_switched_off_is_left_alone(cast: Cast, server: MailServer) -> None:
    server.put(a_mail().as_bytes())
    box = a_box(server, cast.clerk, enabled=False)
    services.ask_for_reading()
    drain()
    assert read(box) == 0
    assert server.asked == []


WRONG = (
    ({"password": "ผิด"}, "sign_in", "ไม่รับชื่อบัญชีหรือรหัสผ่าน"),
    ({"folder": "หนังสือเข้า"}, "folder", "ไม่พบโฟลเดอร์ หนังสือเข้า"),
    ({"tls": "ssl"}, "tls", "เข้ารหัสกับเซิร์ฟเวอร์นี้ไม่สำเร็จ"),
    ({"host": "no-such-host.invalid"}, "unknown_host", "ไม่พบเซิร์ฟเวอร์ชื่อ no-such-host.invalid"),
)


@pytest.mark.parametrize(("about", "code", "sentence"), WRONG)
def test_what_is_wrong_is_said_in_a_sentence(
    cast: Cast, server: MailServer, about: dict[str, Any], code: str, sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        services.test_mailbox(actor=cast.clerk.actor, values=values(server, **about))
    assert refusal.value.code == code
    assert sentence in refusal.value.message


def test_a_server_that_is_not_there_is_said_in_a_sentence(cast: Cast, server: MailServer) -> None:
    given = values(server)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KHET_IMAP_PORTS", f"{server.port} 1")
        with pytest.raises(Refused) as refusal:
            services.test_mailbox(actor=cast.clerk.actor, values=values(server, port=1))
    assert refusal.value.code == "unreachable"
    assert services.test_mailbox(actor=cast.clerk.actor, values=given) == 0


@pytest.mark.parametrize("starttls", [False, True])
def test_a_certificate_is_looked_at_before_the_password_is_said(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, starttls: bool
) -> None:
    certificate = a_certificate(tmp_path, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with a_server(monkeypatch, tls=context, starttls=starttls, folder="INBOX") as server:
        given = values(server, tls="starttls" if starttls else "ssl", host="localhost")
        with pytest.raises(Refused) as refusal:
            services.test_mailbox(actor=cast.clerk.actor, values=given)
        assert refusal.value.code == "certificate"
        assert not any(each.startswith(("LOGIN", "AUTHENTICATE")) for each in server.asked)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert services.test_mailbox(actor=cast.clerk.actor, values=given) == 0


def test_a_thai_folder_and_a_plain_password_are_said_as_servers_understand_them(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_server(monkeypatch, folder="&DisOGQ4xDgcOKg43Di0-", password='a "b" \\c') as server:
        assert services.test_mailbox(actor=cast.clerk.actor, values=values(server, folder="หนังสือ")) == 0


def test_a_kept_password_goes_to_no_other_place(cast: Cast, server: MailServer) -> None:
    box = a_box(server, cast.clerk)
    assert server.password not in box.password_sealed
    moved = values(server, host="elsewhere.example", password="")
    for call in (services.set_mailbox, services.test_mailbox):
        with pytest.raises(Refused) as refusal:
            call(actor=cast.clerk.actor, values=moved)
        assert refusal.value.code == "password_again"
    services.set_mailbox(actor=cast.clerk.actor, values=values(server, password="", enabled=False))
    assert not any(server.password in entry.content for entry in Entry.objects.all())


def test_the_machine_knocks_only_at_ports_of_mail(cast: Cast, server: MailServer) -> None:
    with pytest.raises(Refused) as refusal:
        services.test_mailbox(actor=cast.clerk.actor, values=values(server, port=6379))
    assert refusal.value.code == "bad_port"
