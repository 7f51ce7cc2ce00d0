"""A mail of the office itself (no notice), by the e-mail server that is set up for notices."""

from email.utils import formataddr

from django.core.mail import EmailMessage

from khet.notify.channels import email
from khet.notify.channels.message import Outcome
from khet.notify.services.channels import open_channels


def may_send_mail() -> bool:
    """The e-mail channel is set up and switched on."""
    return email.CHANNEL.key in open_channels()


def send_mail(mail: EmailMessage) -> tuple[bool, bool, str]:
    """Send now: whether it went, else whether that may pass, and why (the server's words; for the trail of a desk).

    Speaks to another server for up to some ten seconds: call it outside a transaction.
    """
    settings = open_channels().get(email.CHANNEL.key)
    if settings is None:
        return False, True, "e-mail is not set up"
    result = email.carry(mail, settings)
    return result.outcome is Outcome.SENT, result.outcome is Outcome.RETRY, result.error


def address_of(name: str, address: str) -> str:
    """ "ชื่อ <address>", as a header carries it."""
    return formataddr((name, address))
