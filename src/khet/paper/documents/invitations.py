"""Printed invitations to open an account: for people without mail, handed over in a sealed envelope."""

import datetime as dt
from dataclasses import dataclass, field

from khet.paper.documents.parts import Document


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """One person's card. code: the one-time code; it is printed in groups of four and never in เลขไทย."""

    name: str
    post: str = ""
    unit: str = ""
    address: str = field(metadata={"as": "plain"})
    code: str = field(metadata={"as": "code"})
    qr: str = field(default="", metadata={"as": "qr"})
    expires: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class InvitationSheet(Document):
    """Cards with cut lines, four to an A4 page. help: whom to ask, in one line."""

    office: str
    invitations: tuple[Invitation, ...]
    title: str = "บัตรเชิญเปิดบัญชี"
    help: str = ""
