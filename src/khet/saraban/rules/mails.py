"""Who may open the desk's mails, and what may still be done with one."""

from khet.kernel import environment
from khet.kernel.actor import Actor
from khet.saraban.models import Mail
from khet.saraban.rules.registers import may_keep

State, Receipt = Mail.State, Mail.Receipt


def may_open(actor: Actor, mail: Mail) -> bool:
    return may_keep(actor, mail.desk_id)


def may_settle(actor: Actor, mail: Mail) -> bool:
    """ลงรับ, or say that it is no letter."""
    return mail.state == State.NEW and may_open(actor, mail)


def may_restore(actor: Actor, mail: Mail) -> bool:
    return mail.state == State.DISMISSED and may_open(actor, mail)


def may_confirm(actor: Actor, mail: Mail) -> bool:
    """Once, to a sender who can be written to and is no program (RFC 3834: programs are not answered)."""
    fresh = mail.receipt in ("", Receipt.FAILED)
    received = mail.state == State.RECEIVED and mail.letter_id is not None
    return received and fresh and bool(mail.from_address) and not mail.machine and may_open(actor, mail)


def ports() -> frozenset[int]:
    """Ports on which a mailbox may be: whoever sets up a desk must not make this machine knock anywhere else."""
    return frozenset({143, 993}) | {int(port) for port in environment.words("KHET_IMAP_PORTS") if port.isdigit()}
