"""E-mail over SMTP: text and simple HTML, one connection for a batch, an address to stop it in the header."""

import smtplib
from collections.abc import Collection, Iterator, Mapping, Sequence
from email.utils import formataddr, parseaddr
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

from khet.notify.channels.message import SENT, Address, Channel, Message, Outcome, Result, Setting, Settings
from khet.notify.registry import Mode
from khet.notify.slots import Contact

TIMEOUT = 10
CLOSING = 421  # the server closes the connection (RFC 5321, 3.8)


def deliver(messages: Sequence[Message], settings: Settings) -> list[Result]:
    """A server that cannot be reached or refuses the sign-in leaves all to be tried again."""
    backend = _backend(settings)
    try:
        backend.open()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return [_fault(error)] * len(messages)
    try:
        return list(_each(backend, messages, settings))
    finally:
        _close(backend)


def addresses(contacts: Mapping[int, Contact]) -> dict[int, list[Address]]:
    return {person: [Address(c.email, c.name)] for person, c in contacts.items() if c.email}


def forget(gone: Collection[str]) -> None:
    """An e-mail address belongs to the person's record: it is not ours to remove."""


def letter(message: Message, settings: Settings) -> EmailMultiAlternatives:
    """The e-mail as it goes out; its Message-ID is the same at every attempt."""
    context = {"message": message, "office": settings.get("name", "")}
    sender = settings["sender"]
    mail = EmailMultiAlternatives(
        subject=_subject(message),
        body=render_to_string("notify/email/message.txt", context),
        from_email=formataddr((settings.get("name", ""), sender)) if settings.get("name") else sender,
        to=[formataddr((message.address.name, message.address.to)) if message.address.name else message.address.to],
        headers=_headers(message, sender),
    )
    mail.attach_alternative(render_to_string("notify/email/message.html", context), "text/html")
    return mail


def _subject(message: Message) -> str:
    return " ".join(message.title.split())


def _headers(message: Message, sender: str) -> dict[str, str]:
    token = sha256(message.key.encode()).hexdigest()[:32]
    headers = {
        "Message-ID": f"<{token}@{sender.rpartition('@')[2] or 'localhost'}>",
        "Auto-Submitted": "auto-generated",
    }
    if message.unsubscribe_url:  # one click, as mail programs ask for it (RFC 2369 and 8058)
        headers["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if message.urgent:
        headers["Importance"] = "high"
    return headers


def _each(backend: EmailBackend, messages: Sequence[Message], settings: Settings) -> Iterator[Result]:
    """A lost connection is not tried for every message again: each would wait for its own time-out."""
    lost: Result | None = None
    for message in messages:
        result = lost or _send(backend, message, settings)
        lost = result if result.fault else lost
        yield result


def carry(mail: EmailMessage, settings: Settings) -> Result:
    """One mail that is no notice, by the same server."""
    backend = _backend(settings)
    try:
        return _carry(backend, mail)
    finally:
        _close(backend)


def _send(backend: EmailBackend, message: Message, settings: Settings) -> Result:
    try:
        validate_email(message.address.to)
    except ValidationError:
        return Result(Outcome.FAILED, "not an e-mail address")
    return _carry(backend, letter(message, settings))


def _carry(backend: EmailBackend, mail: EmailMessage) -> Result:
    try:
        for address in mail.to:
            validate_email(parseaddr(address)[1])
        backend.send_messages([mail])
    except ValidationError:
        return Result(Outcome.FAILED, "not an e-mail address")
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _answer in error.recipients.values()]
        return _verdict(max(codes, default=450), str(error))
    except smtplib.SMTPResponseException as error:
        return _fault(error) if error.smtp_code == CLOSING else _verdict(error.smtp_code, str(error))
    except (smtplib.SMTPException, OSError) as error:
        return _fault(error)
    except (ValueError, UnicodeError) as error:  # an address that is none
        return Result(Outcome.FAILED, _said(error))
    return SENT


def _verdict(code: int, error: str) -> Result:
    """4xx is passing, 5xx is for good (RFC 5321, 4.2.1)."""
    return Result(Outcome.FAILED if code >= 500 else Outcome.RETRY, error[:300])


def _fault(error: Exception) -> Result:
    return Result(Outcome.RETRY, _said(error), fault=True)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def _backend(settings: Settings) -> EmailBackend:
    tls = settings.get("tls", "").lower()
    return EmailBackend(
        host=settings["host"],
        port=int(settings.get("port") or 25),
        username=settings.get("user") or "",
        password=settings.get("password") or "",
        use_tls=tls == "starttls",
        use_ssl=tls == "ssl",
        timeout=TIMEOUT,
    )


def _close(backend: EmailBackend) -> None:
    try:
        backend.close()
    except (smtplib.SMTPException, OSError):
        return


CHANNEL = Channel(
    key="email",
    label=gettext_lazy("อีเมล"),
    usual=Mode.DIGEST,
    deliver=deliver,
    addresses=addresses,
    forget=forget,
    settings=(
        Setting("host", gettext_lazy("เซิร์ฟเวอร์ SMTP"), "KHET_SMTP_HOST"),
        Setting("port", gettext_lazy("พอร์ต"), "KHET_SMTP_PORT", default="587"),
        Setting("user", gettext_lazy("ชื่อบัญชี"), "KHET_SMTP_USER"),
        Setting("password", gettext_lazy("รหัสผ่าน"), "KHET_SMTP_PASSWORD", secret=True),
        Setting("tls", gettext_lazy("การเข้ารหัส (starttls, ssl หรือ none)"), "KHET_SMTP_TLS", default="starttls"),
        Setting("sender", gettext_lazy("อีเมลผู้ส่ง"), "KHET_MAIL_FROM"),
        Setting("name", gettext_lazy("ชื่อผู้ส่ง"), "KHET_MAIL_NAME"),
    ),
    needs=("host", "sender"),
)
