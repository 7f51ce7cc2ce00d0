"""Whatever comes as a mail is read as far as it goes, told in a sentence, and never stops the reading."""

import base64
import quopri
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khet.org.tests.cast import Cast
from khet.saraban import services
from khet.saraban.mailbox import charsets, guessing, plain, reading
from khet.saraban.models import Mail
from khet.saraban.tests.factories import PDF
from khet.saraban.tests.mails import a_box, a_mail, a_server
from khet.saraban.tests.mailserver import MailServer

THAI = "ขอเชิญประชุมผู้บริหาร"
EICAR_NAME = "หนังสือ.pdf.exe"


def raw(head: str, body: bytes = b"", *, charset: str = "utf-8") -> bytes:
    return head.replace("\n", "\r\n").encode(charset) + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    "claimed", ["tis-620", "windows-874", "x-windows-874", "iso-8859-1", "us-ascii", "utf-8", "no-such"]
)
def test_thai_of_an_old_program_is_thai_whatever_it_claims(claimed: str) -> None:
    mail = reading.read(raw(f"Subject: x\nContent-Type: text/plain; charset={claimed}", THAI.encode("cp874")))
    assert mail.text == THAI


@pytest.mark.parametrize("claimed", ["tis-620", "windows-874", "iso-8859-1", "us-ascii", "utf-8", ""])
def test_utf8_is_utf8_whatever_it_claims(claimed: str) -> None:
    mail = reading.read(raw(f"Content-Type: text/plain; charset={claimed}", THAI.encode()))
    assert mail.text == THAI


def words(text: str, charset: str, how: str, cut: int) -> str:
    """RFC 2047 words, cut at bytes as careless programs do."""
    content = text.encode(charset)
    pieces = [content[at : at + cut] for at in range(0, len(content), cut)]
    if how == "b":
        return " ".join(f"=?{charset}?B?{base64.b64encode(each).decode()}?=" for each in pieces)
    coded = (quopri.encodestring(each, header=True).decode().replace("=\n", "").replace("?", "=3F") for each in pieces)
    return " ".join(f"=?{charset}?q?{each}?=" for each in coded)


@pytest.mark.parametrize("how", ["b", "q"])
@pytest.mark.parametrize("charset", ["utf-8", "tis-620", "cp874"])
@pytest.mark.parametrize("cut", [7, 40])
def test_subjects_in_every_way_of_writing(charset: str, how: str, cut: int) -> None:
    assert reading.read(raw(f"Subject: {words(THAI, charset, how, cut)}")).subject == THAI


@pytest.mark.parametrize("charset", ["utf-8", "cp874"])
def test_bare_bytes_in_a_head_are_read(charset: str) -> None:
    mail = reading.read(raw(f"Subject: {THAI}\nFrom: {THAI} <a@b.example>", charset=charset))
    assert (mail.subject, mail.from_name, mail.from_address) == (THAI, THAI, "a@b.example")


NAME = "บัญชีรายชื่อ ม.1.pdf"
DISPOSITIONS = (
    "attachment; filename*=utf-8''%E0%B8%9A%E0%B8%B1%E0%B8%8D%E0%B8%8A%E0%B8%B5%E0%B8%A3%E0%B8%B2%E0%B8%A2%E0%B8%8A"
    "%E0%B8%B7%E0%B9%88%E0%B8%AD%20%E0%B8%A1.1.pdf",
    "attachment; filename*0*=utf-8''%E0%B8%9A%E0%B8%B1%E0%B8%8D%E0%B8%8A%E0%B8%B5%E0%B8%A3%E0%B8%B2%E0%B8%A2;"
    " filename*1*=%E0%B8%8A%E0%B8%B7%E0%B9%88%E0%B8%AD%20%E0%B8%A1.1.pdf",
    f'attachment; filename="{words(NAME, "utf-8", "b", 200)}"',
    f'attachment; filename="{words(NAME, "tis-620", "b", 200)}"',
)


@pytest.mark.parametrize("disposition", DISPOSITIONS)
def test_thai_names_of_files_in_every_way_of_writing(disposition: str) -> None:
    head = f"Content-Type: application/pdf\nContent-Disposition: {disposition}\nContent-Transfer-Encoding: base64"
    (part,) = reading.read(raw(head, base64.b64encode(PDF))).files
    assert part == reading.Part(NAME, PDF)


def test_html_alone_becomes_words_and_nothing_that_acts() -> None:
    acts = "<script>alert(1)</script><img src=http://t.example/1.gif onerror=alert(2)><style>p{}</style>"
    page = f"<html><head><title>x</title></head><body><p>{THAI}</p>{acts}&lt;b&gt;</body>"
    text = reading.read(raw("Content-Type: text/html; charset=utf-8", page.encode())).text
    assert text == f"{THAI}\n<b>"


def test_a_mail_in_a_mail_is_opened_with_its_papers() -> None:
    outer = a_mail(text="ส่งต่อ", files=[])
    outer.add_attachment(a_mail())
    mail = reading.read(outer.as_bytes())
    assert "โปรดตอบรับ" in mail.text
    assert [each.name for each in mail.files] == ["หนังสือ ว118.pdf"]


def test_a_thousand_parts_are_not_opened_to_the_last() -> None:
    outer = MIMEMultipart()
    outer["Subject"], outer["From"] = THAI, "a@b.example"
    for number in range(1000):
        part = EmailMessage()
        part.set_content(f"{number}")
        outer.attach(part)
    mail = reading.read(outer.as_bytes())
    assert mail.subject == THAI
    assert reading.PARTS_LEFT in mail.troubles
    assert len(mail.text) < 5_000


def test_a_hundred_files_are_fifty() -> None:
    mail = reading.read(a_mail(files=[(f"{n}.txt", b"x", "text/plain") for n in range(100)]).as_bytes())
    assert len(mail.files) == reading.MOST_FILES
    assert reading.FILES_LEFT in mail.troubles


def nested(depth: int) -> bytes:
    head = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(depth))
    return b"Subject: deep\r\n" + head + b"\r\n" * 200_000


MONSTERS = (
    b"",
    b"\r\n",
    b"\0" * 100_000,
    b"x" * 3_000_000,
    b"From: " + b"a" * 2_000_000 + b"\r\n\r\n",
    b"Subject: " + b"=?utf-8?b?" * 100_000 + b"\r\n\r\nx",
    b"From: " + b"<" * 9_000 + b"\r\n\r\nx",
    b"From: " + b"(" * 9_000 + b"\r\nDate: " + b"1 " * 4_000 + b"\r\n\r\nx",
    b"a: b\r\n" * 300_000 + b"\r\nx",
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 200_000,
    b"Content-Type: multipart/mixed\r\n\r\nno boundary",
    nested(50),
    nested(3_000),
    b"Content-Type: message/rfc822\r\n\r\n" * 5_000,
    b"Content-Type: text/html\r\n\r\n" + b"<a " * 300_000,
    b"Content-Type: text/plain; charset=utf-7\r\n\r\n+/v8-",
    b"Content-Type: text/plain; charset=idna\r\n\r\n\xff",
    b"Content-Type: text/plain; charset=rot13\r\n\r\nabc",
    b"Content-Transfer-Encoding: base64\r\nContent-Type: application/pdf\r\n\r\n%%%",
    b"Content-Disposition: attachment; filename*0*=x'y; filename*2*=z; filename*=bad''%ZZ\r\n\r\nx",
    b"Date: Fri, 99 Foo 99999 99:99:99 +9999\r\nMessage-ID: <a\r\n b>\r\n\r\nx",
)


@pytest.mark.parametrize("number", range(len(MONSTERS)))
def test_no_monster_stops_the_reader_or_holds_it_long(number: int) -> None:
    began = time.process_time()
    mail = reading.read(MONSTERS[number])
    assert time.process_time() - began < 15
    assert len(mail.text) <= reading.MOST_TEXT
    assert not set(mail.text + mail.subject) & {"\0", "\u202e"}


@settings(max_examples=150, deadline=None)
@given(head=st.binary(max_size=200), body=st.binary(max_size=400))
def test_any_bytes_are_a_mail(head: bytes, body: bytes) -> None:
    for content in (head + b"\r\n\r\n" + body, b"Subject: " + head + b"\r\nFrom: " + body, body):
        mail = reading.read(content)
        for text in (mail.subject, mail.text, mail.from_name, mail.from_address, mail.message_id):
            text.encode()  # can be written into any database
            assert "\0" not in text
        assert "\n" not in mail.subject + mail.from_name + mail.from_address


@settings(max_examples=80, deadline=None)
@given(
    text=st.text(alphabet=st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=60),
    cut=st.integers(1, 50),
)
def test_what_a_good_program_writes_comes_back(text: str, cut: int) -> None:
    assert charsets.header(words(text, "utf-8", "b", cut)) == charsets.line(text)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300))
def test_words_of_html_are_total(text: str) -> None:
    plain.words_of(f"<p>{text}</p><!--{text}")


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300))
def test_guessing_is_total(text: str) -> None:
    guessing.of_mail(text, text)
    guessing.of_paper(f"ที่ {text}\nเรื่อง {text}")


PAPER = """ที่ ศธ ๐๔๐๐๒/ว ๑๒๓   สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน
๕ มกราคม ๒๕๖๙
เรื่อง การประชุมเชิงปฏิบัติการพัฒนาครู
และบุคลากรทางการศึกษา
เรียน ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา
อ้างถึง หนังสือที่ ศธ ๐๔๐๐๑/๙๙ ลงวันที่ ๑ มกราคม ๒๕๖๙"""


def test_a_paper_says_its_number_day_and_subject() -> None:
    found = guessing.of_paper(PAPER)
    assert (found.letter_no, str(found.dated)) == ("ศธ 04002/ว123", "2026-01-05")
    assert found.subject == "การประชุมเชิงปฏิบัติการพัฒนาครู และบุคลากรทางการศึกษา"


def test_of_two_numbers_neither_is_sure() -> None:
    assert guessing.of_mail("ที่ ศธ 04002/12 และที่ ศธ 04002/13").letter_no == ""
    assert guessing.of_mail("FW: RE: แจ้งเวียนหนังสือ").subject == "แจ้งเวียนหนังสือ"
    assert guessing.of_mail("ที่ ศธ 04002/12 ลงวันที่ 5 มกราคม 2599").dated is None


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with a_server(monkeypatch) as standing:
        yield standing


@pytest.mark.django_db
def test_a_pile_of_monsters_is_read_to_its_end(cast: Cast, server: MailServer) -> None:
    for each in MONSTERS:
        server.put(each + b"\r\n")
    server.put(a_mail().as_bytes())
    services.read_mailbox(a_box(server, cast.clerk).pk)
    assert Mail.objects.filter(from_address="saraban_srt@treasury.example").exists()
    assert Mail.objects.count() == len(MONSTERS) + 1
    assert cast.clerk.get("/letters/mail/").status == 200
    for mail in Mail.objects.all():
        assert cast.clerk.get(mail.get_absolute_url()).status == 200, mail.pk


BOMB = base64.b64decode("UEsDBBQ=") + b"\0" * 200


@pytest.mark.django_db
def test_files_pass_every_check_and_what_does_not_is_named(cast: Cast, server: MailServer) -> None:
    bad = [
        (EICAR_NAME, b"MZ\x90\0", "application/pdf"),
        ("winmail.dat", b"\x78\x9f\x3e\x22" + bytes(range(256)), "application/ms-tnef"),
        ("ข้อความ.pdf", b"no pdf at all", "application/pdf"),
        ("../../etc/คำสั่ง.pdf", PDF, "application/pdf"),
        ("ว่าง.pdf", b"", "application/pdf"),
        ("page.html", b"<script>alert(1)</script>", "text/html"),
    ]
    server.put(a_mail(files=bad).as_bytes())
    services.read_mailbox(a_box(server, cast.clerk).pk)
    mail = Mail.objects.get()
    assert [each.name for each in services.files_of(mail)] == ["คำสั่ง.pdf"]
    assert [each["name"] for each in mail.refused] == [EICAR_NAME, "winmail.dat", "ข้อความ.pdf", "ว่าง.pdf", "page.html"]
    page = cast.clerk.get(mail.get_absolute_url()).text
    assert "ไม่เก็บไฟล์ winmail.dat เพราะเป็นชนิดที่ระบบไม่รับ" in page
    assert f"ไม่เก็บไฟล์ {EICAR_NAME} เพราะเป็นไฟล์โปรแกรม" in page
    assert "<script>alert" not in page


@pytest.mark.django_db
def test_a_forged_head_is_told_and_no_line_can_be_put_into_a_reply(cast: Cast, server: MailServer) -> None:
    mail = a_mail()
    mail["Reply-To"] = "collector@elsewhere.example"
    content = mail.as_bytes().replace(b"<118.2569@treasury.example>", b"<a@b>\r\n Bcc: all@khet.example")
    server.put(content)
    services.read_mailbox(a_box(server, cast.clerk).pk)
    row = Mail.objects.get()
    assert "ต่างหน่วยงานกัน" in row.troubles
    assert row.message_id == "<a@b>"
