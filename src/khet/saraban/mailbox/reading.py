"""One mail, as it lies on the server, made into plain values; odd and hostile ones too."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from django.utils.translation import gettext_noop

from khet.saraban.mailbox.charsets import clean, decoded, header, line
from khet.saraban.mailbox.plain import tidy, words_of

MOST_TEXT = 100_000  # characters kept
MOST_TEXT_BYTES = 1_000_000
MOST_PARTS, MOST_FILES, DEEPEST = 300, 50, 12
# What the parser of the standard library is slow or hungry with, counted before it sees the mail.
MOST_BOUNDARIES, MOST_MULTIPARTS, MOST_LINES, MOST_HEAD = 5_000, 60, 1_000_000, 256_000

TOO_MANY_PARTS = gettext_noop("จดหมายฉบับนี้ประกอบด้วยชิ้นส่วนมากผิดปกติ ระบบจึงไม่เปิดให้ ตรวจที่ตู้จดหมายโดยตรง")
PARTS_LEFT = gettext_noop("จดหมายมีชิ้นส่วนมากหรือซ้อนลึกผิดปกติ แสดงเพียงส่วนต้น ตรวจที่ตู้จดหมายโดยตรง")
FILES_LEFT = gettext_noop("จดหมายมีไฟล์แนบเกิน 50 ไฟล์ เก็บไว้เพียง 50 ไฟล์แรก ตรวจที่ตู้จดหมายโดยตรง")
TEXT_CUT = gettext_noop("ข้อความยาวมาก แสดงเพียงส่วนต้น")
NO_DATE = gettext_noop("จดหมายไม่ระบุวันที่ส่งที่ใช้ได้ ใช้เวลาที่มาถึงตู้จดหมาย")
NO_SENDER = gettext_noop("จดหมายไม่บอกที่อยู่ผู้ส่งที่ใช้ได้ จึงตอบยืนยันการได้รับไม่ได้")
OTHER_REPLY = gettext_noop("ที่อยู่ผู้ส่งกับที่อยู่ให้ตอบกลับต่างหน่วยงานกัน ตรวจกับหน่วยงานก่อนลงรับ")
UNREADABLE = gettext_noop("ระบบอ่านจดหมายฉบับนี้ไม่ออก ตรวจที่ตู้จดหมายโดยตรง")


@dataclass(frozen=True, slots=True)
class Part:
    """A file in a mail: its name as it was given, and its bytes as they came."""

    name: str
    content: bytes


@dataclass(slots=True)
class Mail:
    """What a mail says of itself (none of it proven) and what it carries; fingerprint: sixty-four hex digits."""

    fingerprint: str
    message_id: str = ""
    answers: tuple[str, ...] = ()
    from_name: str = ""
    from_address: str = ""
    subject: str = ""
    sent_at: datetime | None = None
    text: str = ""
    machine: bool = False
    files: list[Part] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def read(raw: bytes) -> Mail:
    """The mail as far as it can be read; what is odd stands as sentences in troubles. Never raises."""
    head = raw[:MOST_HEAD]
    mail = Mail(hashlib.sha256(raw).hexdigest())
    if _is_monstrous(raw):
        return _head_only(mail, head, TOO_MANY_PARTS)
    try:
        message = message_from_bytes(raw)
        _read_head(mail, message)
        mail.fingerprint = _fingerprint(mail, message, raw)
        _read_parts(mail, message)
    except Exception:  # whatever a hostile mail makes the parser raise, the next one must be read
        return _head_only(mail, head, UNREADABLE)
    return mail


def read_head(raw: bytes, trouble: str) -> Mail:
    """Of a mail that is not to be opened: who, what and when, with the sentence why."""
    return _head_only(Mail(hashlib.sha256(raw).hexdigest()), raw[:MOST_HEAD], trouble)


def _is_monstrous(raw: bytes) -> bool:
    return (
        _head_end(raw[:MOST_HEAD]) == MOST_HEAD
        or raw.count(b"\n") > MOST_LINES
        or raw.count(b"\n--") > MOST_BOUNDARIES
        or raw.lower().count(b"multipart/") > MOST_MULTIPARTS
    )


def _head_end(raw: bytes) -> int:
    """Where the first empty line stands; the whole length when there is none."""
    return min((at for at in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if at >= 0), default=len(raw))


def _head_only(mail: Mail, head: bytes, trouble: str) -> Mail:
    mail.text, mail.files, mail.troubles = "", [], [trouble]
    try:
        _read_head(mail, message_from_bytes(head[: _head_end(head)]))
    except Exception:  # the head itself is the trouble
        return mail
    return mail


def _read_head(mail: Mail, message: Message) -> None:
    values = _values(message)
    mail.message_id = next(iter(_ids(values.get("message-id", ""))), "")
    mail.answers = _ids(f"{values.get('in-reply-to', '')} {values.get('references', '')}")
    mail.from_name, mail.from_address = _person(values.get("from", ""))
    mail.subject = header(values.get("subject", ""))[:500]
    mail.sent_at = _moment(values.get("date", ""))
    mail.machine = values.get("auto-submitted", "no").strip().lower() not in {"no", ""}
    if mail.sent_at is None:
        mail.troubles.append(NO_DATE)
    if not mail.from_address:
        mail.troubles.append(NO_SENDER)
    elif _elsewhere(mail.from_address, _person(values.get("reply-to", ""))[1]):
        mail.troubles.append(OTHER_REPLY)


def _values(message: Message) -> dict[str, str]:
    """The first of every header, unparsed: of doubles the first is what mail programs show."""
    found: dict[str, str] = {}
    for name, value in message.raw_items():
        found.setdefault(name.lower(), str(value)[:10_000])
    return found


def _ids(text: str) -> tuple[str, ...]:
    """Message-IDs as they stand, without what a header may not carry."""
    found = [each for each in text.replace(",", " ").split() if each.startswith("<") and each.endswith(">")]
    return tuple(each for each in found[:50] if each.isascii() and each.isprintable() and len(each) <= 300)


def _person(value: str) -> tuple[str, str]:
    """Shown name and address; no address unless it can be written to."""
    name, address = parseaddr(value.replace("\n", " ").replace("\r", " "))
    fine = address.isascii() and address.isprintable() and address.count("@") == 1 and len(address) <= 254
    fine = fine and not set(address) & set(" ,;<>()[]\\\"'") and all(address.split("@"))
    return header(name)[:200], address.lower() if fine else ""


def _elsewhere(sender: str, reply: str) -> bool:
    return bool(reply) and sender.rpartition("@")[2] != reply.rpartition("@")[2]


def _moment(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(" ".join(value.split()))
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return found if datetime(1990, 1, 1, tzinfo=UTC) < found < datetime.now(UTC) + timedelta(days=2) else None


def _fingerprint(mail: Mail, message: Message, raw: bytes) -> str:
    """The same mail fetched again, also by another road, is the same; another one under its Message-ID is not."""
    values = _values(message)
    if not values:
        return mail.fingerprint
    said = "\n".join(values.get(name, "") for name in ("message-id", "from", "date", "subject"))
    body = hashlib.sha256(raw[_head_end(raw) :].strip()).digest()
    return hashlib.sha256(said.encode("utf-8", "surrogateescape") + b"\0" + body).hexdigest()


def _read_parts(mail: Mail, message: Message) -> None:
    plain: list[str] = []
    marked: list[str] = []
    for count, (part, depth) in enumerate(_leaves(message)):
        if count >= MOST_PARTS or depth > DEEPEST:
            mail.troubles.append(PARTS_LEFT)
            break
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        kind, name = part.get_content_type(), _name(part)
        if kind in {"text/plain", "text/html"} and not name and part.get_content_disposition() != "attachment":
            text = decoded(content[:MOST_TEXT_BYTES], str(part.get_param("charset") or ""))
            (plain if kind == "text/plain" else marked).append(text)
        elif len(mail.files) < MOST_FILES:
            mail.files.append(Part(name or _unnamed(kind), content))
        elif FILES_LEFT not in mail.troubles:
            mail.troubles.append(FILES_LEFT)
    _set_text(mail, plain, marked)


def _leaves(message: Message) -> Iterator[tuple[Message, int]]:
    """Parts that hold something, in order, those of mails inside the mail too; no recursion."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        inner = part.get_payload()
        if isinstance(inner, list) and depth <= DEEPEST:
            waiting.extend((each, depth + 1) for each in reversed(inner[: MOST_PARTS + 1]) if isinstance(each, Message))
        else:
            yield part, depth


def _set_text(mail: Mail, plain: list[str], marked: list[str]) -> None:
    text = tidy(clean("\n\n".join(plain))) or tidy(clean("\n\n".join(words_of(each) for each in marked)))
    if len(text) > MOST_TEXT:
        mail.troubles.append(TEXT_CUT)
    mail.text = text[:MOST_TEXT]


def _name(part: Message) -> str:
    """The name of a file, whichever of the three ways of writing it was used (RFC 2231, RFC 2047, bare bytes)."""
    try:
        name = part.get_filename() or ""
    except (LookupError, UnicodeError, ValueError, TypeError, IndexError):
        return "file"
    return header(line(name) if name.isprintable() and "=?" not in name else name)[:300]


def _unnamed(kind: str) -> str:
    return {"application/pdf": "file.pdf", "text/calendar": "calendar.ics"}.get(kind, "file")
