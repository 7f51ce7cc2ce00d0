"""The documents Khet puts on paper, as plain values."""

from khet.paper.documents.books import Book, BookBar, Chapter
from khet.paper.documents.invitations import Invitation, InvitationSheet
from khet.paper.documents.letters import ExternalLetter, Memo, StampedLetter
from khet.paper.documents.orders import Announcement, Certificate, Order
from khet.paper.documents.parts import Document, Signature, Verification
from khet.paper.documents.sheets import (
    Endorsement,
    OrderRegister,
    ReceivedRegister,
    RegisterRow,
    RegisterSheet,
    RoutingSlip,
    SentRegister,
)
from khet.paper.documents.stamps import ReceiveStamp

__all__ = [
    "Announcement",
    "Book",
    "BookBar",
    "Certificate",
    "Chapter",
    "Document",
    "Endorsement",
    "ExternalLetter",
    "Invitation",
    "InvitationSheet",
    "Memo",
    "Order",
    "OrderRegister",
    "ReceiveStamp",
    "ReceivedRegister",
    "RegisterRow",
    "RegisterSheet",
    "RoutingSlip",
    "SentRegister",
    "Signature",
    "StampedLetter",
    "Verification",
]
