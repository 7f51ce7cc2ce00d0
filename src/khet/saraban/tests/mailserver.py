"""An IMAP4rev1 server that stands in for an office's, on a real socket: what imaplib asks of it, honestly done."""

import base64
import re
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass
class Kept:
    """A message in the folder. gone: it was expunged by somebody else after the list was given."""

    uid: int
    raw: bytes
    at: datetime
    flags: set[str] = field(default_factory=set)
    claims: int = 0

    @property
    def size(self) -> int:
        return self.claims or len(self.raw)


@dataclass
class MailServer:
    """One account with one folder. asked: every command. before: called with each, and may break the line."""

    port: int = 0
    user: str = "saraban@khet.example"
    password: str = 'รหัส "ลับ"'
    folder: str = "INBOX"
    validity: int = 1
    messages: list[Kept] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    before: Callable[[str], None] = lambda command: None
    tls: ssl.SSLContext | None = None
    starttls: bool = False

    def put(self, raw: bytes, *, at: datetime | None = None, claims: int = 0) -> Kept:
        uid = max((each.uid for each in self.messages), default=0) + 1
        self.messages.append(Kept(uid, raw, at or datetime.now(UTC), claims=claims))
        return self.messages[-1]

    def renumber(self) -> None:
        """As after the folder was moved to another machine: the same mails under other numbers."""
        self.validity += 1
        for place, each in enumerate(self.messages, 100):
            each.uid, each.flags = place, set()

    @property
    def fetched(self) -> list[int]:
        """UIDs whose content was asked for."""
        found = (re.match(r"UID FETCH (\d+) .*BODY", each) for each in self.asked)
        return [int(each[1]) for each in found if each]


class _Line(socketserver.StreamRequestHandler):
    box: MailServer

    def handle(self) -> None:
        if self.box.tls and not self.box.starttls:
            self._wrap()
        self.say("* OK stand-in ready")
        while line := self.rfile.readline():
            tag, _space, command = line.decode().rstrip("\r\n").partition(" ")
            self.box.asked.append(command)
            try:
                self.box.before(command)
                if not self.obey(tag, command):
                    return
            except ConnectionError:
                return

    def _wrap(self) -> None:
        assert self.box.tls is not None
        try:
            self.request = self.connection = self.box.tls.wrap_socket(self.connection, server_side=True)
        except OSError as error:
            raise ConnectionError from error
        self.setup()

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.connection.close()

    def say(self, text: str, content: bytes = b"", tail: str = "") -> None:
        self.wfile.write(text.encode() + content + tail.encode() + b"\r\n")

    def obey(self, tag: str, command: str) -> bool:
        verb, _space, rest = command.partition(" ")
        verb = verb.upper()
        if verb == "UID":
            verb, _space, rest = rest.partition(" ")
            verb = f"uid_{verb.upper()}"
        act = getattr(self, f"do_{verb.lower()}", None)
        said = act(rest) if act else "BAD not spoken here"
        self.say(f"{tag} {said}")
        if verb == "STARTTLS" and said.startswith("OK"):
            self._wrap()
        return verb != "LOGOUT"

    def do_capability(self, _rest: str) -> str:
        self.say("* CAPABILITY IMAP4rev1 AUTH=PLAIN" + (" STARTTLS" if self.box.tls and self.box.starttls else ""))
        return "OK done"

    def do_starttls(self, _rest: str) -> str:
        return "OK begin" if self.box.tls and self.box.starttls else "BAD no TLS here"

    def do_login(self, rest: str) -> str:
        words = [re.sub(r"\\(.)", r"\1", each) for each in re.findall(r'"((?:[^"\\]|\\.)*)"', rest)]
        return self._admit(*words)

    def do_authenticate(self, rest: str) -> str:
        self.say("+ ")
        _nothing, user, password = base64.b64decode(self.rfile.readline()).decode().split("\0")
        return self._admit(user, password)

    def _admit(self, *words: str) -> str:
        return "OK in" if words == (self.box.user, self.box.password) else "NO [AUTHENTICATIONFAILED] wrong"

    def do_select(self, rest: str) -> str:
        if rest.strip('"') != self.box.folder:
            return "NO no such folder"
        self.say(f"* {len(self.box.messages)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.box.validity}] valid")
        return "OK [READ-WRITE] open"

    def do_uid_search(self, rest: str) -> str:
        found = self.box.messages
        if since := re.fullmatch(r"SINCE (\d\d)-(\w{3})-(\d{4})", rest):
            day = date(int(since[3]), MONTHS.index(since[2]) + 1, int(since[1]))
            found = [each for each in found if each.at.date() >= day]
        elif span := re.fullmatch(r"UID (\d+):\*", rest):
            last = max((each.uid for each in found), default=0)  # n:* always names the last (RFC 3501, 6.4.8)
            found = [each for each in found if each.uid >= min(int(span[1]), last)]
        self.say("* SEARCH " + " ".join(str(each.uid) for each in found))
        return "OK done"

    def do_uid_fetch(self, rest: str) -> str:
        asked, _space, what = rest.partition(" ")
        for place, each in enumerate(self.box.messages, 1):
            if each.uid == int(asked):
                self._give(place, each, what)
        return "OK done"

    def _give(self, place: int, each: Kept, what: str) -> None:
        head = f"* {place} FETCH (UID {each.uid} "
        if "RFC822.SIZE" in what:
            when = f"{each.at.day:2}-{MONTHS[each.at.month - 1]}-{each.at:%Y %H:%M:%S} +0000"
            self.say(f'{head}RFC822.SIZE {each.size} INTERNALDATE "{when}")')
            return
        raw = each.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if "HEADER" in what else each.raw
        part = "BODY[HEADER]" if "HEADER" in what else "BODY[]"
        if "PEEK" not in what:
            each.flags.add(r"\Seen")
        self.say(f"{head}{part} {{{len(raw)}}}\r\n", raw, ")")

    def do_uid_store(self, rest: str) -> str:
        asked, how, flags = rest.split(" ", 2)
        if how != "+FLAGS.SILENT":
            return "BAD only adding"
        wanted = {int(each) for each in asked.split(",")}
        for each in self.box.messages:
            if each.uid in wanted:
                each.flags |= set(flags.strip("()").split())
        return "OK done"

    def do_logout(self, _rest: str) -> str:
        self.say("* BYE")
        return "OK bye"


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True

    def handle_error(self, request: Any, client_address: Any) -> None:
        return  # a line that a test breaks


@contextmanager
def mail_server(**about: Any) -> Iterator[MailServer]:
    box = MailServer(**about)
    server = _Server(("127.0.0.1", 0), type("Line", (_Line,), {"box": box}))
    box.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
