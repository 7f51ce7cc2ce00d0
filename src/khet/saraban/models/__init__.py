"""Tables of letters, deliveries, registers and what belongs to them."""

from khet.saraban.models.access import LetterAccess, Route
from khet.saraban.models.bundles import Bundle
from khet.saraban.models.deliveries import Delivery
from khet.saraban.models.desks import DeskSetting, LetterTemplate, OutsideSender
from khet.saraban.models.dispatches import Dispatch
from khet.saraban.models.endorsements import Answer, Endorsement
from khet.saraban.models.faces import DeskFont
from khet.saraban.models.letters import Letter
from khet.saraban.models.mails import Mail, MailBox
from khet.saraban.models.registers import RegisterEntry, RegisterYear
from khet.saraban.models.scans import Scan, ScanPart
from khet.saraban.models.versions import LetterFile, LetterVersion, ReviewNote
from khet.saraban.models.words import Book, Kind, Secrecy, Urgency

__all__ = [
    "Answer",
    "Book",
    "Bundle",
    "Delivery",
    "DeskFont",
    "DeskSetting",
    "Dispatch",
    "Endorsement",
    "Kind",
    "Letter",
    "LetterAccess",
    "LetterFile",
    "LetterTemplate",
    "LetterVersion",
    "Mail",
    "MailBox",
    "OutsideSender",
    "RegisterEntry",
    "RegisterYear",
    "ReviewNote",
    "Route",
    "Scan",
    "ScanPart",
    "Secrecy",
    "Urgency",
]
