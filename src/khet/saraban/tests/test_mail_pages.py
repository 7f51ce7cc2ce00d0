"""Letters that come by e-mail, at the front door: set up, looked at, received, set aside, confirmed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from khet.audit.models import Entry
from khet.jobs.services import drain
from khet.notify.tests.stand_ins import Post, post_office
from khet.org.tests.cast import Browser, Cast, Page
from khet.saraban import services
from khet.saraban.models import Letter, Mail, MailBox, OutsideSender, RegisterEntry
from khet.saraban.tests import factories as make
from khet.saraban.tests.mails import ADDRESS, a_box, a_mail, a_server
from khet.saraban.tests.mailserver import MailServer
from khet.search.reads.find import find

pytestmark = pytest.mark.django_db
OTHERS = ("director", "deputy", "head", "officer", "teacher", "pupil", "outsider", "sysadmin", "school_clerk")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with a_server(monkeypatch) as standing:
        yield standing


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with post_office() as office:
        for name, value in (("HOST", "127.0.0.1"), ("PORT", str(office.port)), ("TLS", "none")):
            monkeypatch.setenv(f"KHET_SMTP_{name}", value)
        monkeypatch.setenv("KHET_MAIL_FROM", "hub@khet.example")
        yield office


def come(server: MailServer, by: Browser, **about: Any) -> Mail:
    """Sent, and read by the job."""
    server.put(a_mail(**about).as_bytes())
    box = MailBox.objects.filter(desk_id=by.actor.desk_id).first() or a_box(server, by)
    services.ask_for_reading_of(actor=by.actor)
    drain()
    return box.mails.latest("pk")


def main_of(mail: Mail) -> str:
    return str(next((each.pk for each in services.files_of(mail)), ""))


def receive(by: Browser, mail: Mail, **typed: Any) -> Page:
    given = {
        "letter_no": "กค 0403/ว118",
        "dated": "5/1/2569",
        "from_text": "สำนักงานคลังจังหวัด",
        "subject": "แจ้งการปรับปรุง",
    }
    return by.post(mail.get_absolute_url(), **{"main": main_of(mail), **given, **typed})


def settings_typed(server: MailServer, **about: Any) -> dict[str, Any]:
    return {
        "address": ADDRESS,
        "host": "127.0.0.1",
        "port": server.port,
        "tls": "none",
        "user": server.user,
        "password": server.password,
        "folder": "INBOX",
        "since": "1/1/2569",
        "enabled": "on",
        **about,
    }


def test_with_no_mailbox_everything_stands_and_says_so(cast: Cast) -> None:
    assert "ยังไม่ได้ตั้งตู้จดหมายกลาง" in cast.clerk.get("/letters/mail/").text
    assert cast.clerk.get("/letters/settings/mail/").status == 200
    assert "จดหมายรอดู" not in cast.clerk.get("/").text
    services.ask_for_reading()
    assert drain() == 0


def test_a_desk_sets_up_its_own_box_and_tries_it(cast: Cast, server: MailServer) -> None:
    server.put(a_mail().as_bytes())
    where = "/letters/settings/mail/"
    tried = cast.clerk.post(where, do="test", **settings_typed(server))
    assert "มีจดหมาย 1 ฉบับ" in tried.text
    assert not MailBox.objects.exists()
    wrong = cast.clerk.post(where, do="test", **settings_typed(server, password="ผิด"))
    assert wrong.status == 422
    assert "ไม่รับชื่อบัญชีหรือรหัสผ่าน" in wrong.text
    assert cast.clerk.post(where, do="save", **settings_typed(server)).status == 303
    assert cast.school_clerk.post(where, do="save", **settings_typed(server)).status == 303
    assert MailBox.objects.count() == 2
    page = cast.clerk.get(where).text
    assert server.password not in page
    assert "เก็บรหัสผ่านไว้แล้วแบบเข้ารหัส" in page
    assert cast.clerk.post(where, do="save", **settings_typed(server, password="", folder="a\rb")).status == 422


def test_the_administrator_sees_the_settings_and_no_mail(cast: Cast, server: MailServer) -> None:
    mail = come(server, cast.clerk)
    assert ADDRESS in cast.sysadmin.get("/letters/settings/mail/").text
    assert cast.sysadmin.get("/letters/mail/").status == 403
    assert cast.sysadmin.get(mail.get_absolute_url()).status == 404
    assert mail.subject not in cast.sysadmin.get("/settings/system/").text + cast.sysadmin.get("/").text


@pytest.mark.parametrize("role", OTHERS)
def test_for_others_a_mail_does_not_exist(cast: Cast, server: MailServer, role: str) -> None:
    mail, browser = come(server, cast.clerk), cast.people[role]
    there, stored = mail.get_absolute_url(), services.files_of(mail)[0]
    assert browser.get(there).status == 404
    assert browser.get(f"{there}file/{stored.pk}/page/1.png").status == 404
    assert browser.get(stored.url).status == 404
    for verb in ("", "dismiss/", "restore/", "confirm/"):
        assert browser.post(there + verb).status == 404
    assert (
        mail.subject not in browser.get("/").text + browser.get("/notices/").text + browser.get("/letters/mail/").text
    )
    mail.refresh_from_db()
    assert mail.state == "new"


def test_a_clerk_finds_it_at_home_and_reads_it(cast: Cast, server: MailServer) -> None:
    mail = come(server, cast.clerk)
    home = cast.clerk.get("/").text
    assert "จดหมายรอดู 1 ฉบับ" in home
    assert mail.subject in home
    assert "จดหมายถึงที่อยู่กลาง" in cast.clerk.get("/notices/").text
    page = cast.clerk.get(mail.get_absolute_url()).text
    assert "โปรดตอบรับ" in page
    assert 'value="กค 0403/ว118"' in page
    assert "แจ้งการปรับปรุงระบบ GFMIS" in page
    stored = services.files_of(mail)[0]
    assert cast.clerk.get(f"{mail.get_absolute_url()}file/{stored.pk}/page/1.png").status == 200
    assert cast.clerk.get(f"{mail.get_absolute_url()}file/{stored.pk}/page/9.png").status == 404


def test_received_it_is_a_letter_with_its_papers(cast: Cast, server: MailServer) -> None:
    extra = [("หนังสือ.pdf", make.PDF, "application/pdf"), ("บัญชี.csv", "ก,1\n".encode(), "text/csv")]
    mail = come(server, cast.clerk, files=extra)
    assert receive(cast.clerk, mail).status == 303
    drain()
    letter = Letter.objects.get()
    assert (letter.channel, letter.origin, letter.letter_no) == ("email", "outside", "กค 0403/ว118")
    assert letter.pdf is not None
    assert letter.pdf.name == "หนังสือ.pdf"
    assert [(each.role, each.file.name) for each in letter.files.order_by("order")] == [
        ("scan", "หนังสือ.pdf"),
        ("enclosure", "บัญชี.csv"),
    ]
    assert "โปรดตอบรับ" in letter.body
    entry = RegisterEntry.objects.get()
    page = cast.clerk.get(mail.get_absolute_url()).text
    assert f"{entry.number}/{entry.year_be}" in page
    assert "ไม่ใช่หนังสือราชการ" not in page
    assert "มาทางไปรษณีย์อิเล็กทรอนิกส์" in cast.clerk.get(letter.deliveries.get().get_absolute_url()).text
    assert find(cast.clerk.actor, "แจ้งการปรับปรุง").hits
    assert OutsideSender.objects.get(name="สำนักงานคลังจังหวัด").email == "saraban_srt@treasury.example"
    assert Entry.objects.filter(action="saraban.received").count() == 1
    assert "บัญชี.csv" in cast.clerk.get(letter.deliveries.get().get_absolute_url()).text


def test_it_is_received_once(cast: Cast, server: MailServer) -> None:
    mail = come(server, cast.clerk)
    assert receive(cast.clerk, mail, once="a").status == 303
    assert receive(cast.clerk, mail, once="b").status == 409
    assert Letter.objects.count() == 1


def test_the_next_letter_knows_its_sender_and_warns_of_a_double(cast: Cast, server: MailServer) -> None:
    receive(cast.clerk, come(server, cast.clerk))
    again = come(server, cast.clerk, message_id="<again@x.example>", sender="เจ้าหน้าที่ <saraban_srt@treasury.example>")
    page = cast.clerk.get(again.get_absolute_url()).text
    assert 'value="สำนักงานคลังจังหวัด"' in page
    assert "มีหนังสือที่และผู้ส่งเดียวกันอยู่แล้ว" in page
    refused = receive(cast.clerk, again)
    assert refused.status == 422
    assert "อยู่แล้ว" in refused.text
    assert receive(cast.clerk, again, confirmed="on").status == 303


def test_what_is_no_letter_goes_aside_and_comes_back(cast: Cast, server: MailServer) -> None:
    mail = come(server, cast.clerk)
    cast.clerk.post(f"{mail.get_absolute_url()}dismiss/")
    assert mail.subject not in cast.clerk.get("/letters/mail/").text
    assert mail.subject in cast.clerk.get("/letters/mail/?tab=dismissed").text
    assert receive(cast.clerk, mail).status == 409
    cast.clerk.post(f"{mail.get_absolute_url()}restore/")
    assert mail.subject in cast.clerk.get("/letters/mail/").text
    assert receive(cast.clerk, mail).status == 303
    assert cast.clerk.post(f"{mail.get_absolute_url()}dismiss/").status == 409
    told = list(Entry.objects.filter(action__startswith="saraban.mail_").values_list("action", flat=True))
    assert sorted(told) == ["saraban.mail_dismissed", "saraban.mail_read", "saraban.mail_restored"]


def test_one_press_confirms_with_the_register_number(cast: Cast, server: MailServer, post: Post) -> None:
    mail = come(server, cast.clerk)
    there = mail.get_absolute_url()
    assert cast.clerk.post(f"{there}confirm/").status == 409
    receive(cast.clerk, mail)
    assert cast.clerk.post(f"{there}confirm/").status == 303
    drain()
    (sent,) = post.mails
    assert sent["In-Reply-To"] == "<118.2569@treasury.example>"
    assert ADDRESS in sent["From"]
    assert sent["To"] == "saraban_srt@treasury.example"
    assert sent["Auto-Submitted"] == "auto-replied"
    entry = RegisterEntry.objects.get()
    body = sent.get_body(("plain",))
    assert body is not None
    assert f"เลขทะเบียนรับ {entry.number}/{entry.year_be}" in body.get_content()
    assert "ตอบรับแล้ว" in cast.clerk.get(there).text
    assert cast.clerk.post(f"{there}confirm/").status == 409
    assert Entry.objects.filter(action="saraban.mail_confirmed").count() == 1
    assert len(post.mails) == 1


def test_a_confirmation_that_cannot_go_is_told_and_can_be_pressed_again(
    cast: Cast, server: MailServer, post: Post
) -> None:
    mail = come(server, cast.clerk)
    receive(cast.clerk, mail)
    post.says = {"saraban_srt@treasury.example": "550 no such user"}
    cast.clerk.post(f"{mail.get_absolute_url()}confirm/")
    drain()
    assert "ส่งคำยืนยันไม่สำเร็จ" in cast.clerk.get(mail.get_absolute_url()).text
    post.says = {}
    cast.clerk.post(f"{mail.get_absolute_url()}confirm/")
    drain()
    assert len(post.mails) == 1


def test_without_outgoing_mail_it_says_who_must_set_it_up(cast: Cast, server: MailServer) -> None:
    mail = come(server, cast.clerk)
    receive(cast.clerk, mail)
    page = cast.clerk.post(f"{mail.get_absolute_url()}confirm/")
    assert page.status == 409
    assert "ให้ผู้ดูแลระบบตั้งค่าอีเมล" in page.text


def test_a_secret_letter_leaves_the_pile_of_mails(cast: Cast, server: MailServer) -> None:
    mail = come(server, cast.clerk)
    done = receive(cast.clerk, mail, secrecy="1", person=cast.officer.person.pk)
    assert done.status == 303
    letter = Letter.objects.get()
    assert all(each.file.restricted for each in letter.files.all())
    assert mail.subject not in cast.clerk.get("/letters/mail/?tab=received").text
    assert cast.clerk.get(mail.get_absolute_url()).status == 404
    assert cast.director.get(letter.files.get().file.url).status == 404


def test_a_program_is_not_answered(cast: Cast, server: MailServer, post: Post) -> None:
    letter = a_mail()
    letter["Auto-Submitted"] = "auto-generated"
    server.put(letter.as_bytes())
    a_box(server, cast.clerk)
    cast.clerk.post("/letters/mail/check/")
    drain()
    mail = Mail.objects.get()
    assert mail.machine
    receive(cast.clerk, mail)
    assert cast.clerk.post(f"{mail.get_absolute_url()}confirm/").status == 409
    assert post.mails == []


def test_a_failing_box_is_told_where_it_is_looked_for(cast: Cast, server: MailServer) -> None:
    a_box(server, cast.clerk, password="ผิด")
    services.ask_for_reading()
    drain()
    for url in ("/letters/mail/", "/letters/settings/mail/", "/settings/"):
        assert "อ่านตู้จดหมายไม่ได้" in cast.clerk.get(url).text


def test_old_mails_that_were_no_letters_lose_their_words(cast: Cast, server: MailServer) -> None:
    mail = come(server, cast.clerk)
    services.dismiss_mail(actor=cast.clerk.actor, mail=mail)
    assert services.sweep_mails() == 0
    with time_machine.travel(timezone.now() + timedelta(days=181)):
        assert services.sweep_mails() == 1
        assert services.sweep_mails() == 0
    mail.refresh_from_db()
    assert (mail.text, mail.subject, services.files_of(mail)) == ("", "", [])


def test_the_list_asks_the_same_however_many_there_are(
    cast: Cast, server: MailServer, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        server.put(a_mail(message_id=f"<{number}@x.example>", files=[]).as_bytes())
    services.read_mailbox(a_box(server, cast.clerk).pk)
    cast.clerk.get("/letters/mail/")
    with django_assert_max_num_queries(30):
        assert cast.clerk.get("/letters/mail/").status == 200
