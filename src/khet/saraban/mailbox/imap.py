"""The door to a mailbox (IMAP4rev1, RFC 3501): reads and marks as seen; never deletes, never writes a message."""

import base64
import imaplib
import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from khet.kernel.errors import Refused

TIMEOUT = 20  # seconds for each answer of the server
MOST_BYTES = 40_000_000  # of one mail; a public server takes 25 to 35 MB
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")
_UID = re.compile(rb"\bUID (\d{1,10})\b")


@dataclass(frozen=True, slots=True)
class Door:
    """Where a mailbox is and how to get in. tls: ssl, starttls or none."""

    host: str
    port: int
    tls: str
    user: str
    password: str
    folder: str = "INBOX"


class _Plain(imaplib.IMAP4):
    def read(self, size: int) -> bytes:
        """A server may promise any length; what is more than a mail may have is not waited for."""
        if size > MOST_BYTES + 1_000_000:
            raise Refused("เซิร์ฟเวอร์อีเมลส่งข้อมูลยาวผิดปกติ ตรวจกับผู้ดูแลอีเมล", code="too_large")
        return super().read(size)


class _Wrapped(_Plain, imaplib.IMAP4_SSL):
    pass


class Session:
    """An open folder. Every method raises Refused, with a sentence for the desk, when the server fails."""

    def __init__(self, server: imaplib.IMAP4, *, validity: int, count: int) -> None:
        self._server = server
        self.validity = validity
        self.count = count

    def uids_after(self, last: int) -> list[int]:
        """In order. (A server answers n:* with its last message even where n is higher.)"""
        return [uid for uid in self._search(f"UID {last + 1}:*") if uid > last]

    def uids_since(self, day: date) -> list[int]:
        """Those that reached the mailbox on that day or later."""
        return self._search(f"SINCE {day.day:02}-{_MONTHS[day.month - 1]}-{day.year}")

    def _search(self, words: str) -> list[int]:
        with _trouble():
            _state, found = self._ask("SEARCH", words)
        text = b" ".join(each for each in found if isinstance(each, bytes))
        return sorted({int(word) for word in text.split() if word.isdigit() and 0 < int(word) < 2**32})

    def size_of(self, uid: int) -> tuple[int, datetime | None] | None:
        """Bytes and when it reached the mailbox; None when it is gone."""
        with _trouble():
            _state, found = self._ask("FETCH", str(uid), "(UID RFC822.SIZE INTERNALDATE)")
        for each in found:
            said = each[0] if isinstance(each, tuple) else each
            if not isinstance(said, bytes):
                continue
            size, named = _SIZE.search(said), _UID.search(said)
            if size and named and int(named[1]) == uid:
                return int(size[1]), _arrived(said)
        return None

    def fetch(self, uid: int, *, head: bool = False) -> bytes | None:
        """The whole mail or its head, as it lies there, unmarked; None when it is gone."""
        with _trouble():
            _state, found = self._ask("FETCH", str(uid), "(UID BODY.PEEK[HEADER])" if head else "(UID BODY.PEEK[])")
        for each in found:
            if isinstance(each, tuple) and isinstance(each[1], bytes):
                return each[1]
        return None

    def mark_seen(self, uids: list[int]) -> None:
        with _trouble():
            self._ask("STORE", ",".join(map(str, uids)), "+FLAGS.SILENT", r"(\Seen)")

    def _ask(self, command: str, *words: str) -> tuple[str, list[object]]:
        state, found = self._server.uid(command, *words)
        if state != "OK":
            raise self._server.error(f"{command} {state}")
        return state, list(found or ())


def _arrived(said: bytes) -> datetime | None:
    try:
        when = imaplib.Internaldate2tuple(said)
        return datetime.fromtimestamp(time.mktime(when), UTC) if when else None
    except (ValueError, OverflowError, OSError):
        return None


@contextmanager
def opened(door: Door) -> Iterator[Session]:
    """The folder, open; raises Refused with what is wrong and what to do. Waits for TIMEOUT at most at every step."""
    with _trouble(door):
        server = _connect(door)
    try:
        with _trouble(door):
            _sign_in(server, door)
        yield _select(server, door)
    finally:
        try:
            server.logout()
        except (OSError, imaplib.IMAP4.error):
            _hang_up(server)


def _connect(door: Door) -> imaplib.IMAP4:
    if door.tls == "ssl":
        return _Wrapped(door.host, door.port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT)
    server = _Plain(door.host, door.port, timeout=TIMEOUT)
    if door.tls == "starttls":
        try:
            server.starttls(ssl.create_default_context())
        except BaseException:
            _hang_up(server)
            raise
    return server


def _hang_up(server: imaplib.IMAP4) -> None:
    with suppress(OSError):  # the other side was first
        server.shutdown()


def _sign_in(server: imaplib.IMAP4, door: Door) -> None:
    try:
        if (door.user + door.password).isascii():
            server.login(_quoted(door.user), door.password)
        else:
            words = f"\0{door.user}\0{door.password}".encode()
            server.authenticate("PLAIN", lambda _challenge: words)
    except server.abort:
        raise
    except server.error:
        raise Refused(
            "เซิร์ฟเวอร์ตอบแล้ว แต่ไม่รับชื่อบัญชีหรือรหัสผ่านนี้ พิมพ์ใหม่ หรือขอรหัสผ่านสำหรับโปรแกรมจากผู้ดูแลอีเมล", code="sign_in"
        ) from None


def _select(server: imaplib.IMAP4, door: Door) -> Session:
    with _trouble(door):
        state, found = server.select(_quoted(_utf7(door.folder)))
    if state != "OK":
        raise Refused("ลงชื่อเข้าได้ แต่ไม่พบโฟลเดอร์ %(folder)s ตรวจชื่อโฟลเดอร์ ปกติคือ INBOX", code="folder", folder=door.folder)
    with _trouble(door):
        _name, validity = server.response("UIDVALIDITY")
    number = next((int(each) for each in validity or () if isinstance(each, bytes) and each.isdigit()), 0)
    count = next((int(each) for each in found if isinstance(each, bytes) and each.isdigit()), 0)
    return Session(server, validity=number, count=count)


def _quoted(text: str) -> str:
    """As a quoted string (RFC 3501, 4.3); line ends cannot be said in one, so they never come this far."""
    if set(text) & set("\r\n\0"):
        raise Refused("ชื่อบัญชีหรือโฟลเดอร์มีอักขระที่ใช้ไม่ได้ พิมพ์ใหม่", code="bad_mark")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _utf7(folder: str) -> str:
    """Names of folders in Thai, as servers keep them (RFC 3501, 5.1.3)."""
    parts: list[str] = []
    for plain, other in re.findall(r"([\x20-\x7e]+)|([^\x20-\x7e]+)", folder):
        if plain:
            parts.append(plain.replace("&", "&-"))
        else:
            coded = base64.b64encode(other.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
            parts.append(f"&{coded}-")
    return "".join(parts)


@contextmanager
def _trouble(door: Door | None = None) -> Iterator[None]:
    """Whatever goes wrong on the line, as a sentence; never with what the server said (it may be anybody's)."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise Refused(
            "ใบรับรองของเซิร์ฟเวอร์อีเมลไม่น่าเชื่อถือหรือไม่ตรงกับชื่อ ระบบจึงไม่ส่งรหัสผ่านให้ ตรวจชื่อเซิร์ฟเวอร์ หรือให้ผู้ดูแลอีเมลแก้ใบรับรอง",
            code="certificate",
        ) from error
    except ssl.SSLError as error:
        raise Refused(
            "เข้ารหัสกับเซิร์ฟเวอร์นี้ไม่สำเร็จ เลือกการเข้ารหัสอีกแบบ หรือตรวจพอร์ต (993 ใช้ SSL, 143 ใช้ STARTTLS)", code="tls"
        ) from error
    except socket.gaierror as error:
        host = door.host if door else ""
        raise Refused("ไม่พบเซิร์ฟเวอร์ชื่อ %(host)s ตรวจตัวสะกด", code="unknown_host", host=host) from error
    except TimeoutError as error:
        raise Refused("เซิร์ฟเวอร์อีเมลไม่ตอบ ตรวจชื่อ พอร์ต และการเข้ารหัส หรือลองใหม่ภายหลัง", code="no_answer") from error
    except (OSError, imaplib.IMAP4.error, UnicodeError, ValueError) as error:
        raise Refused("ต่อกับเซิร์ฟเวอร์อีเมลไม่ได้ ตรวจชื่อ พอร์ต และการเข้ารหัส หรือลองใหม่ภายหลัง", code="unreachable") from error
